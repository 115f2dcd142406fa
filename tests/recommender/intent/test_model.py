"""Purchase intent: learned, calibrated, explained exactly, stored without pickle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import expit, logit

from recommender.intent.classification import judged
from recommender.intent.model import IntentConfig, IntentModel, fit
from recommender.intent.table import Table

QUICK = IntentConfig(trees=(20, 60), members=2, folds=3)
ROWS = 1_500


def sessions(seed: int, rows: int = ROWS) -> tuple[Table, NDArray[np.bool_]]:
    """A purchase is likelier with more in the cart and by email; the hour says nothing."""
    random = np.random.default_rng(seed)
    cart = random.integers(0, 5, rows).astype(np.float64)
    source = random.choice(["email", "search", ""], rows)
    hour = random.integers(0, 24, rows).astype(np.float64)
    hour[::7] = np.nan
    chance = expit(-3 + cart + 1.5 * (source == "email"))
    return Table({"cart": cart, "hour": hour}, {"source": source}), random.random(rows) < chance


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return fit(*sessions(1), config=QUICK)


def test_it_foretells_and_is_calibrated_on_sessions_that_it_has_not_seen(model: IntentModel) -> None:
    table, bought = sessions(2)
    figures = judged(bought, [model.probability(table)], samples=50)
    assert figures["auroc"].low > 0.75
    assert figures["ece"].value < 0.05
    assert figures["brier"].value < bought.mean() * (1 - bought.mean())


def test_more_in_the_cart_is_likelier_to_be_bought(model: IntentModel) -> None:
    table = Table(
        {"cart": np.array([0.0, 4.0]), "hour": np.array([12.0, 12.0])}, {"source": np.array(["", ""])}
    )
    none, full = model.probability(table)
    assert none < 0.2 < 0.6 < full


def test_the_contributions_add_up_to_the_log_odds(model: IntentModel) -> None:
    table, _ = sessions(3)
    explained = model.explained(table)
    total = explained.base + sum(explained.contributions.values())
    np.testing.assert_allclose(total, logit(model.probability(table)), rtol=1e-9, atol=1e-9)
    weight = {name: np.abs(contributions).mean() for name, contributions in explained.contributions.items()}
    assert weight["cart"] > weight["source"] > weight["hour"]


def test_it_is_the_same_after_it_lay_in_arrays(model: IntentModel) -> None:
    table, _ = sessions(4)
    arrays = model.to_arrays()
    assert not any(array.dtype.hasobject for array in arrays.values())
    again = IntentModel.from_arrays(arrays)
    np.testing.assert_array_equal(again.probability(table), model.probability(table))


def test_arrays_that_hold_no_such_model_are_refused(model: IntentModel) -> None:
    arrays = model.to_arrays()
    with pytest.raises(KeyError):
        IntentModel.from_arrays({})
    with pytest.raises(ValueError, match="cannot be read"):
        IntentModel.from_arrays({**arrays, "trees/0": np.frombuffer(b"no tree", np.uint8)})
    with pytest.raises(ValueError, match="other columns"):
        IntentModel.from_arrays({**arrays, "columns": arrays["columns"][:2]})


def test_a_word_that_few_have_is_not_kept(model: IntentModel) -> None:
    table, bought = sessions(5)
    source = np.array(["anna@example.com", *table.words["source"][1:]])
    kept = fit(Table(table.numbers, {"source": source}), bought, config=QUICK)
    assert kept.vocabularies == {"source": ("email", "search")}
    assert not any(b"anna" in array.tobytes() for array in kept.to_arrays().values())


def test_the_same_seed_makes_the_same_model(model: IntentModel) -> None:
    assert fit(*sessions(1), config=QUICK) == model


def test_what_says_nothing_is_not_made_to_say_something() -> None:
    """Trees that do worse than chance on unseen rows are not turned round: everyone gets the base rate."""
    bought = np.arange(60) % 6 == 0
    parity = np.arange(60) % 3 != 0  # every fold that lacks a row is pushed away from it
    noise = Table({"noise": parity.astype(np.float64)})
    flat = IntentConfig(trees=(20,), members=1, folds=10, fewest_in_leaf=1, columns_a_tree=1.0)
    fitted = fit(noise, np.random.default_rng(3).permutation(bought), config=flat)
    assert fitted.slope >= 0
    if fitted.slope == 0:
        np.testing.assert_allclose(fitted.probability(noise), bought.mean())


def test_one_ending_alone_teaches_nothing() -> None:
    table, _ = sessions(1)
    with pytest.raises(ValueError, match="too little"):
        fit(table, np.zeros(ROWS, dtype=np.bool_), config=QUICK)


@settings(max_examples=30)
@given(
    cart=st.one_of(st.floats(allow_nan=True, allow_infinity=False, width=32)),
    source=st.text(max_size=20),
)
def test_whatever_is_asked_the_answer_is_a_probability(model: IntentModel, cart: float, source: str) -> None:
    row = Table({"cart": np.array([cart]), "hour": np.array([np.nan])}, {"source": np.array([source])})
    assert 0 < model.probability(row)[0] < 1
