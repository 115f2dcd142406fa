"""The simulated loop: luck is shared, nothing leaks from hidden tastes, and what is said reaches training."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.closed_loop.arms import ALOUD, MAIN, OFF, SETS
from benchmarks.closed_loop.choices import Draws, Lists, PlayedSession, visited
from benchmarks.closed_loop.figures import RATIOS, compared, ratio
from benchmarks.closed_loop.findings import finding_of, show
from benchmarks.closed_loop.generated import multiplied
from benchmarks.closed_loop.loop import SUMS, Outcome, Size, run
from benchmarks.closed_loop.people import Shop, meet
from benchmarks.closed_loop.record import ALL_EFFECTS, ALL_SIGNALS, Arm, Goods
from benchmarks.closed_loop.saying import Candour, answered, preferences
from demo.catalog import products
from feedback.reasons import Effect, Reason
from feedback.tables import SignalKind
from recommender.products.variants import key
from tests.shop import WordEncoder

STOCK = sorted(products("https://shop.example"), key=lambda product: product.product_id)
SHOP = Shop.of(STOCK, seed=1)
PEOPLE = [meet(number, SHOP, seed=1) for number in range(1, 41)]
SMALL = Size(shoppers=20, before=2, days=3)
HEARS_ALL = Arm("all", ALL_EFFECTS, ALL_SIGNALS, candour=ALOUD)
NOBODY = Candour(answers=0.0, talks=0.0)


def _shows(shown: Sequence[int]) -> Lists:
    """A recommender that always shows the same."""
    return lambda *_: shown


@pytest.fixture(scope="module")
def goods() -> Goods:
    encoder = WordEncoder()
    return Goods(STOCK, encoder.encode([product.text for product in STOCK]), encoder)


@pytest.fixture(scope="module")
def outcomes(goods: Goods) -> dict[str, Outcome]:
    silent = replace(HEARS_ALL, name="nobody speaks", candour=NOBODY)
    return dict(run(1, goods, [OFF, silent, HEARS_ALL], SMALL))


def test_arms_in_which_nothing_is_said_are_alike_to_the_last_click(outcomes: dict[str, Outcome]) -> None:
    np.testing.assert_array_equal(outcomes[OFF.name].sums, outcomes["nobody speaks"].sums)


def test_what_is_said_reaches_training_where_it_is_heard(outcomes: dict[str, Outcome]) -> None:
    assert outcomes[OFF.name].said == {"labels": 0, "signals": 0}
    assert min(outcomes["all"].said.values()) > 0
    assert outcomes["all"].speaks.all()
    assert not outcomes[OFF.name].speaks.any()


def test_the_same_shoppers_come_whatever_is_heard(outcomes: dict[str, Outcome]) -> None:
    sessions = SUMS.index("sessions")
    np.testing.assert_array_equal(outcomes[OFF.name].sums[:, sessions], outcomes["all"].sums[:, sessions])
    assert (outcomes["all"].sums != outcomes[OFF.name].sums).any()


def test_a_basket_is_bought_or_left_for_one_reason(outcomes: dict[str, Outcome]) -> None:
    baskets, left, orders = (SUMS.index(name) for name in ("baskets", "left", "orders"))
    sums = outcomes["all"].sums
    np.testing.assert_array_equal(sums[:, baskets], sums[:, left] + sums[:, orders])
    for person in PEOPLE:
        session = visited(person, SHOP, set(), draws=Draws(1, person.number, 0), lists=_shows([]))
        assert session.bought != (session.disappointed or session.reason is not None)
        assert bool(session.value) == session.bought


def test_products_that_a_shopper_likes_are_clicked_more() -> None:
    for person in PEOPLE[:5]:
        ranked = person.glance.argsort().tolist()
        days = [Draws(1, person.number, day) for day in range(40)]
        best, worst = (
            sum(visited(person, SHOP, set(), draws=draws, lists=_shows(shown)).clicks for draws in days)
            for shown in (ranked[-8:], ranked[:8])
        )
        assert best > worst


def test_attention_fades_down_a_list() -> None:
    first, last = 0, 0
    for person in PEOPLE:
        favourite = int(person.glance.argmax())
        others = person.glance.argsort()[:7].tolist()
        for day in range(10):
            draws = Draws(1, person.number, day)
            first += visited(person, SHOP, set(), draws=draws, lists=_shows([favourite, *others])).clicks
            last += visited(person, SHOP, set(), draws=draws, lists=_shows([*others, favourite])).clicks
    assert first > last


def test_who_speaks_at_a_low_rate_speaks_at_a_higher_one() -> None:
    rare, often = (replace(HEARS_ALL, candour=Candour(rate, rate)) for rate in (0.05, 0.3))
    people = [meet(number, SHOP, seed=2) for number in range(1, 200)]
    few, many = ({person.number for person in people if arm.hears(person)} for arm in (rare, often))
    assert few < many


def test_truths_are_of_the_shoppers_taste_and_mistakes_are_not() -> None:
    person = PEOPLE[0]
    honest, wrong = Candour(wrong=0.0), Candour(wrong=1.0)
    for day in range(30):
        for signal in preferences(person, SHOP, honest, np.random.default_rng(day)):
            if signal.attribute == "colour" and signal.wanted:
                assert signal.value in person.taste.liked_colours
            if signal.kind is SignalKind.BUDGET:
                assert float(signal.value or 0) > person.taste.price_level
    left = PlayedSession(reason=Reason.TRUST)
    told = [answered(left, wrong, np.random.default_rng(day))[0] for day in range(50)]
    assert len(set(told)) > 5
    truth = {answered(left, honest, np.random.default_rng(day))[0] for day in range(50)}
    assert truth <= {Reason.TRUST, Reason.OTHER}


def test_a_part_alone_leaves_the_other_labels_without_effect(goods: Goods) -> None:
    only = Arm("only", frozenset({Effect.NEGATIVE}), candour=replace(ALOUD, wrong=0.0))
    pretending = replace(only, name="keep", effects=frozenset({Effect.KEEP}))
    sums = run(1, goods, [OFF, pretending], SMALL)
    np.testing.assert_array_equal(sums[OFF.name].sums, sums["keep"].sums)
    assert sums["keep"].said["labels"] > 0


def test_a_difference_is_clear_only_where_there_is_one() -> None:
    rng = np.random.default_rng(0)
    base = np.column_stack([rng.integers(1, 5, 300) for _ in SUMS]).astype(float)
    same = compared(base, base)
    assert set(same) == set(RATIOS)
    assert all(
        estimate.difference == estimate.low == estimate.high == 0 and not estimate.clear
        for estimate in same.values()
    )
    more = base.copy()
    more[:, SUMS.index("clicks")] += 1
    assert compared(more, base)["click-through"].clear
    assert compared(more, base)["click-through"].difference > 0
    assert not compared(more, base)["abandonment"].clear
    assert ratio(np.zeros(len(SUMS)), "abandonment") == 0


def test_the_table_says_that_it_is_a_simulation(
    outcomes: dict[str, Outcome], capsys: pytest.CaptureFixture[str]
) -> None:
    findings = [finding_of(arm, OFF, [outcomes, outcomes]) for arm in (OFF, HEARS_ALL)]
    show(findings, "A SIMULATION")
    assert "A SIMULATION" in capsys.readouterr().out
    assert findings[1].shoppers == 2 * SMALL.shoppers
    assert len(findings[1].by_seed["conversion"]) == 2


def test_a_larger_shop_keeps_the_products_and_adds_ones_that_are_no_variants() -> None:
    larger = multiplied(STOCK, 600)
    assert len({product.product_id for product in larger}) == len(larger) == 600
    assert {product.product_id for product in STOCK} < {product.product_id for product in larger}
    assert multiplied(STOCK, 0) == STOCK
    known = {product.product_id for product in STOCK}
    added = [product for product in larger if product.product_id not in known]
    assert len({key(product) or product.product_id for product in added}) > 0.5 * len(added)


def test_every_arm_has_a_name_of_its_own() -> None:
    names = [arm.name for arms in SETS.values() for arm in arms]
    assert len(set(names)) == len(names)
    assert OFF not in MAIN
