import numpy as np
import pytest

from core.products import ProductId
from recommender.config import TrainingConfig
from recommender.evaluation.rankings import compared, evaluate, holdout
from recommender.evaluation.splits import SPLITS, Split
from recommender.products.catalog import Catalog
from tests.recommender.shop import PRODUCTS, embeddings, interaction, interactions


def test_holdout_by_time() -> None:
    before, after = holdout(
        [interaction("a", "mug", days=3), interaction("a", "pot", days=1)],
        since=interaction("", "mug", days=2).at,
    )
    assert [interaction.product_id for interaction in before] == ["mug"]
    assert [interaction.product_id for interaction in after] == ["pot"]


def test_the_shop_is_learned() -> None:
    history = interactions()
    missing = {"jacket", "coat", "trousers", "boots", "umbrella"}
    after = [
        interaction(shopper, name, days=-1)
        for shopper in ("shopper-1", "shopper-3")
        for name in missing
        - {interaction.product_id for interaction in history if interaction.shopper_id == shopper}
    ]
    metrics = evaluate(history, after, PRODUCTS, embeddings(), cutoffs=(1, 3))
    assert metrics.shoppers == 2
    assert metrics.values()["recall@1"] == 1.0


def test_what_a_shopper_had_already_and_newcomers_do_not_count() -> None:
    after = [interaction("shopper-3", "jacket", days=-1), interaction("newcomer", "mug", days=-1)]
    assert ProductId("jacket") in {
        interaction.product_id for interaction in interactions() if interaction.shopper_id == "shopper-3"
    }
    assert evaluate(interactions(), after, PRODUCTS, embeddings()).shoppers == 0


@pytest.mark.parametrize("name", SPLITS)
def test_the_model_beats_what_everyone_buys(name: str) -> None:
    metrics = compared(
        SPLITS[name](interactions()), Catalog.of(PRODUCTS, embeddings()), TrainingConfig(), cutoffs=(1, 3)
    )
    model, popular = metrics["model"], metrics["popular"]
    assert model.shoppers == popular.shoppers > 0
    assert model.values()["ndcg@3"] > popular.values()["ndcg@3"]
    assert model.values()["coverage@3"] > popular.values()["coverage@3"]
    assert model.values()["calibration@3"] < popular.values()["calibration@3"]
    assert all(np.isfinite(value) for value in model.values().values())


def test_nothing_to_ask_about() -> None:
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    metrics = compared(Split(tuple(interactions()), ()), shop_catalog, TrainingConfig())
    assert metrics["model"].shoppers == 0
