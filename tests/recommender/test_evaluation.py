import numpy as np
import pytest
from scipy.sparse import csr_array

from core.products import ProductId
from recommender.evaluation import Estimate, evaluate, found, holdout, leading, measure
from tests.recommender.shop import PRODUCTS, act, acts, embeddings


def test_metrics_by_hand() -> None:
    ranked = np.array([[0, 1, 2], [3, 4, 5], [0, 1, 2]])
    relevant = csr_array(np.array([[0, 1, 1, 0, 0, 0], [1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0]]))
    metrics = measure(ranked, relevant, (3,)).values()
    ideal = 1 + 1 / np.log2(3)
    first = (1 / np.log2(3) + 1 / 2) / ideal
    assert metrics["recall@3"] == pytest.approx((1 + 0.5) / 2)
    assert metrics["precision@3"] == pytest.approx((2 / 3 + 1 / 3) / 2)
    assert metrics["ndcg@3"] == pytest.approx((first + 1 / ideal) / 2)
    assert metrics["map@3"] == pytest.approx(((1 / 2 + 2 / 3) / 2 + 1 / 2) / 2)
    assert metrics["mrr@3"] == pytest.approx((1 / 2 + 1) / 2)


def test_shoppers_with_nothing_to_find_do_not_count() -> None:
    relevant = csr_array(np.array([[0, 1], [0, 0]]))
    assert measure(np.array([[1], [1]]), relevant, (1,)).shoppers == 1


def test_leading_is_the_full_sort() -> None:
    scores = np.round(np.random.default_rng(0).random((20, 30)), 1).astype(np.float32)
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :30]
    np.testing.assert_array_equal(leading(scores, 30), expected)


def test_found() -> None:
    relevant = csr_array(np.array([[0, 1, 0], [1, 0, 0]]))
    assert found(np.array([[1, 2], [1, 2]]), relevant).tolist() == [[True, False], [False, False]]


def test_the_interval_holds_the_mean_and_narrows() -> None:
    values = np.random.default_rng(1).random(400)
    wide, narrow = Estimate.of(values[:40]), Estimate.of(values)
    assert wide.low < wide.value < wide.high
    assert narrow.high - narrow.low < wide.high - wide.low
    assert Estimate.of(np.zeros(0)) == Estimate(0.0, 0.0, 0.0)


def test_holdout_by_time() -> None:
    before, after = holdout(
        [act("a", "mug", days=3), act("a", "pot", days=1)], since=act("", "mug", days=2).at
    )
    assert [each.product_id for each in before] == ["mug"]
    assert [each.product_id for each in after] == ["pot"]


def test_the_shop_is_learned() -> None:
    history = acts()
    missing = {"jacket", "coat", "trousers", "boots", "umbrella"}
    after = [
        act(shopper, name, days=-1)
        for shopper in ("shopper-1", "shopper-3")
        for name in missing - {each.product_id for each in history if each.shopper_id == shopper}
    ]
    metrics = evaluate(history, after, PRODUCTS, embeddings(), cutoffs=(1, 3))
    assert metrics.shoppers == 2
    assert metrics.values()["recall@1"] == 1.0


def test_what_she_had_already_and_newcomers_do_not_count() -> None:
    after = [act("shopper-3", "jacket", days=-1), act("newcomer", "mug", days=-1)]
    assert ProductId("jacket") in {each.product_id for each in acts() if each.shopper_id == "shopper-3"}
    assert evaluate(acts(), after, PRODUCTS, embeddings()).shoppers == 0
