import numpy as np
import pytest

from core.products import ProductId
from recommender.config import TrainingConfig
from recommender.evaluation.rankings import compared, evaluate, holdout
from recommender.evaluation.splits import SPLITS, Split
from recommender.products.catalog import Catalog
from tests.recommender.shop import PRODUCTS, act, acts, embeddings


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


def test_what_a_shopper_had_already_and_newcomers_do_not_count() -> None:
    after = [act("shopper-3", "jacket", days=-1), act("newcomer", "mug", days=-1)]
    assert ProductId("jacket") in {each.product_id for each in acts() if each.shopper_id == "shopper-3"}
    assert evaluate(acts(), after, PRODUCTS, embeddings()).shoppers == 0


@pytest.mark.parametrize("name", SPLITS)
def test_the_model_beats_what_everyone_buys(name: str) -> None:
    found = compared(
        SPLITS[name](acts()), Catalog.of(PRODUCTS, embeddings()), TrainingConfig(), cutoffs=(1, 3)
    )
    model, popular = found["model"], found["popular"]
    assert model.shoppers == popular.shoppers > 0
    assert model.values()["ndcg@3"] > popular.values()["ndcg@3"]
    assert model.values()["coverage@3"] > popular.values()["coverage@3"]
    assert model.values()["calibration@3"] < popular.values()["calibration@3"]
    assert all(np.isfinite(each) for each in model.values().values())


def test_nothing_to_ask_about() -> None:
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    found = compared(Split(tuple(acts()), ()), shop_catalog, TrainingConfig())
    assert found["model"].shoppers == 0
