from datetime import timedelta

import numpy as np
import pytest
from scipy.sparse import csr_array

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.config import Sequence
from recommender.dataset import Dataset
from recommender.scorers import sequence
from tests.recommender.shop import NOW

ORDER = ("kettle", "tea", "milk", "sugar")
COLUMNS = {ProductId(name): place for place, name in enumerate((*ORDER, "anchor"))}


def in_turn(shopper: str, names: tuple[str, ...]) -> list[Interaction]:
    return [
        Interaction(shopper, ProductId(name), Kind.PURCHASE, NOW + timedelta(hours=step))
        for step, name in enumerate(names)
    ]


@pytest.fixture
def dataset() -> Dataset:
    """Ten shoppers who bought the four in the same order, and one whose past borders on theirs."""
    interactions = [interaction for number in range(10) for interaction in in_turn(f"s{number}", ORDER)]
    return Dataset.from_interactions([*interactions, *in_turn("t", ("anchor",))], COLUMNS)


def test_covisits_fade_with_distance_and_backwards(dataset: Dataset) -> None:
    config = Sequence(source_power=0.0, target_power=0.0, backwards=0.5)
    pairs = sequence.fit_covisitation(dataset, config).relations.entries.toarray()
    np.testing.assert_allclose(pairs[0, :4], [0, 10, 5, 10 / 3], rtol=1e-5)
    np.testing.assert_allclose(pairs[3, :4], [10 / 6, 2.5, 5, 0], rtol=1e-5)
    assert not pairs[4].any()
    assert not pairs[:, 4].any()


def test_covisits_of_popular_products_count_less(dataset: Dataset) -> None:
    plain = Sequence(source_power=0.0, target_power=0.0)
    divided = Sequence(source_power=0.5, target_power=0.25)
    before, after = (
        sequence.fit_covisitation(dataset, config).relations.entries.toarray() for config in (plain, divided)
    )
    np.testing.assert_allclose(after, before / 10**0.75, rtol=1e-5)


def test_no_further_than_its_reach(dataset: Dataset) -> None:
    config = Sequence(source_power=0.0, target_power=0.0, reach=1)
    pairs = sequence.fit_covisitation(dataset, config).relations.entries.toarray()
    assert pairs[0].tolist() == [0, 10, 0, 0, 0]


def test_what_comes_next_is_told_from_what_came_before(dataset: Dataset) -> None:
    nothing = csr_array((5, 5), dtype=np.float32)
    relations = sequence.fit_directed(dataset, Sequence(), alike=nothing).relations.entries.toarray()
    assert relations[0].argmax() == 1
    assert relations[2].argmax() == 3
    assert relations[1, 2] > relations[2, 1]
    assert not relations[4].any()


def test_a_past_is_cut_at_its_latest_products(dataset: Dataset) -> None:
    latest = dataset.latest(2)
    assert [COLUMNS[ProductId(name)] for name in ("milk", "sugar")] == latest.product[:2].tolist()
    assert len(latest.weight) == len(latest.day) == len(latest.kind) == 21
    assert latest.shoppers == dataset.shoppers
    assert dataset.latest(4) is dataset
