import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.evaluation.metrics import Estimate, by_shopper, hits_of, leading, measure

RANKED = np.array([[0, 1, 2], [3, 4, 5], [0, 1, 2]])
RELEVANT = csr_array(np.array([[0, 1, 1, 0, 0, 0], [1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0]]))


def test_metrics_by_hand() -> None:
    metrics = measure(RANKED, RELEVANT, (3,)).values()
    ideal = 1 + 1 / np.log2(3)
    first = (1 / np.log2(3) + 1 / 2) / ideal
    assert metrics["recall@3"] == pytest.approx((1 + 0.5) / 2)
    assert metrics["precision@3"] == pytest.approx((2 / 3 + 1 / 3) / 2)
    assert metrics["f1@3"] == pytest.approx((2 * (2 / 3) / (5 / 3) + 2 * (1 / 6) / (5 / 6)) / 2)
    assert metrics["ndcg@3"] == pytest.approx((first + 1 / ideal) / 2)
    assert metrics["map@3"] == pytest.approx(((1 / 2 + 2 / 3) / 2 + 1 / 2) / 2)
    assert metrics["mrr@3"] == pytest.approx((1 / 2 + 1) / 2)
    assert metrics["hit_rate@3"] == 1.0


def test_a_shorter_list_finds_less() -> None:
    metrics = measure(RANKED, RELEVANT, (1, 3)).values()
    assert metrics["recall@1"] == pytest.approx((0 + 0.5) / 2)
    assert metrics["hit_rate@1"] == 0.5
    assert metrics["mrr@1"] == 0.5


def test_shoppers_with_nothing_to_find_do_not_count() -> None:
    relevant = csr_array(np.array([[0, 1], [0, 0]]))
    assert measure(np.array([[1], [1]]), relevant, (1,)).shoppers == 1
    nobody = measure(np.zeros((0, 3), dtype=np.int64), csr_array((0, 5)), (3,))
    assert nobody.shoppers == 0
    assert set(nobody.values().values()) == {0.0}


def test_leading_is_the_full_sort() -> None:
    scores = np.round(np.random.default_rng(0).random((20, 30)), 1).astype(np.float32)
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :30]
    np.testing.assert_array_equal(leading(scores, 30), expected)


def test_hits_of() -> None:
    relevant = csr_array(np.array([[0, 1, 0], [1, 0, 0]]))
    assert hits_of(np.array([[1, 2], [1, 2]]), relevant).tolist() == [[True, False], [False, False]]


def test_the_interval_holds_the_mean_and_narrows() -> None:
    values = np.random.default_rng(1).random(400)
    wide, narrow = Estimate.of(values[:40]), Estimate.of(values)
    assert wide.low < wide.value < wide.high
    assert narrow.high - narrow.low < wide.high - wide.low
    assert Estimate.of(np.zeros(0)) == Estimate(0.0, 0.0, 0.0)


@st.composite
def rankings(draw: st.DrawFn) -> tuple[NDArray[np.int64], csr_array]:
    """Lists of four out of eight products, and up to eight products that each shopper wants."""
    rows = draw(st.lists(st.permutations(range(8)), min_size=1, max_size=4))
    wanted = draw(st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=len(rows), max_size=len(rows)))
    relevant = np.array([[column in own for column in range(8)] for own in wanted], dtype=float)
    return np.array([row[:4] for row in rows]), csr_array(relevant)


@given(rankings())
def test_every_metric_lies_between_nothing_and_all(case: tuple[NDArray[np.int64], csr_array]) -> None:
    marks = by_shopper(*case, (4,))
    for values in marks.values():
        assert ((values >= 0) & (values <= 1 + 1e-12)).all()
    precision, recall = marks["precision@4"], marks["recall@4"]
    both = np.divide(2 * precision * recall, precision + recall, where=recall > 0, out=np.zeros_like(recall))
    np.testing.assert_allclose(marks["f1@4"], both)
    assert (marks["map@4"] <= marks["recall@4"] + 1e-12).all()
    assert (marks["mrr@4"] <= marks["hit_rate@4"]).all()


@given(rankings())
def test_the_wanted_first_is_best(case: tuple[NDArray[np.int64], csr_array]) -> None:
    ranked, relevant = case
    full = np.array([np.argsort(-row, kind="stable")[:4] for row in relevant.toarray()])
    best, given_marks = by_shopper(full, relevant, (4,)), by_shopper(ranked, relevant, (4,))
    np.testing.assert_allclose(best["ndcg@4"], 1.0)
    assert all((best[name] >= given_marks[name] - 1e-12).all() for name in best)
