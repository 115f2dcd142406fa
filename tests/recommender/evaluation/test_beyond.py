import numpy as np
import pytest
from scipy.sparse import csr_array

from core.products import Product, ProductId
from recommender.evaluation.beyond import (
    CatalogTraits,
    category_shares,
    coverage,
    diversity,
    gini,
    look,
    miscalibration,
    novelty,
    percentiles,
)

PRODUCTS = [
    Product(ProductId("a"), "A", category="Rain"),
    Product(ProductId("b"), "B", category="Rain"),
    Product(ProductId("c"), "C", category="Kitchen"),
    Product(ProductId("d"), "D", category="Rain, Kitchen"),
    Product(ProductId("e"), "E"),
]
TEXTS = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 0]], dtype=np.float32)


def test_categories_are_shared_out() -> None:
    kitchen_rain = category_shares(PRODUCTS).toarray()
    assert kitchen_rain.tolist() == [[0, 1], [0, 1], [1, 0], [0.5, 0.5], [0, 0]]


def test_diversity_is_one_less_the_mean_likeness_of_two() -> None:
    lists = np.array([[0, 1, 2], [0, 1, 1], [0, 2, 4]])
    diversities = diversity(lists, TEXTS)
    assert diversities[0] == pytest.approx(1 - 1 / 3)  # one pair of three is alike
    assert diversities[1] == pytest.approx(0)
    assert diversities[2] == pytest.approx(1)
    assert diversity(np.array([[0]]), TEXTS).tolist() == [0]


def test_novelty_is_the_information_of_a_meeting() -> None:
    known = np.array([7, 3, 1, 0])
    assert novelty(np.array([[0, 1], [2, 3]]), known, 7).tolist() == pytest.approx([0.5, 2.5])


def test_percentiles_of_popularity() -> None:
    assert percentiles(np.array([5, 1, 1, 9])).tolist() == pytest.approx([0.625, 0.25, 0.25, 0.875])
    assert percentiles(np.array([2, 2, 2])).tolist() == pytest.approx([0.5, 0.5, 0.5])


def test_coverage_and_gini() -> None:
    assert coverage(np.array([3, 0, 1, 0])) == 0.5
    assert gini(np.array([2, 2, 2, 2])) == 0
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(0.75)  # 1 - 1/products where one has all
    assert gini(np.array([0, 0])) == 0


def test_a_list_in_the_proportions_of_a_past_is_calibrated() -> None:
    past = csr_array(np.array([[1.0, 0, 1, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 0, 1]]))
    lists = np.array([[1, 2], [2, 2], [0, 1]])
    miscalibrations = miscalibration(lists, category_shares(PRODUCTS), past)
    assert len(miscalibrations) == 2, "a past without any category says nothing"
    assert miscalibrations[0] == pytest.approx(0)
    assert miscalibrations[1] == pytest.approx(np.log(1 / 0.01)), (
        "a past of rain alone, a list of kitchen alone"
    )


def test_no_shop_has_categories() -> None:
    bare = [Product(ProductId(name), name) for name in "ab"]
    assert miscalibration(np.array([[0]]), category_shares(bare), csr_array(np.ones((1, 2)))).size == 0


def test_a_look_at_all_lists() -> None:
    everyone = csr_array(np.array([[1.0, 0, 1, 0, 0], [1, 0, 0, 0, 0], [1, -1, 0, 0, 0]]))
    shelf = CatalogTraits.of(PRODUCTS, TEXTS, everyone, np.array([0, 1]))
    assert shelf.known.tolist() == [3, 0, 1, 0, 0], "what a shopper took against is not known to them"
    estimates = look(np.array([[1, 2, 3], [2, 3, 4]]), shelf, 2)
    assert set(estimates) == {
        f"{name}@2" for name in ("coverage", "gini", "diversity", "novelty", "popularity", "calibration")
    }
    assert estimates["coverage@2"].value == pytest.approx(3 / 5)
    for estimate in estimates.values():
        assert estimate.low <= estimate.value <= estimate.high


def test_nobody_was_shown_anything() -> None:
    shelf = CatalogTraits.of(PRODUCTS, TEXTS, csr_array((0, 5)), np.zeros(0, dtype=np.int64))
    assert {estimate.value for estimate in look(np.zeros((0, 3), dtype=np.int64), shelf, 3).values()} == {0.0}
