import numpy as np

from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.learning.tuning import Fold, tune
from recommender.products.catalog import Catalog
from tests.recommender.shop import PRODUCTS, embeddings, interactions


def test_a_tuned_config_survives_its_file_and_serves() -> None:
    history = interactions()
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    shoppers = list(dict.fromkeys(interaction.shopper_id for interaction in history))
    last = {
        interaction.shopper_id: interaction
        for interaction in sorted(history, key=lambda interaction: interaction.at)
    }
    past = [interaction for interaction in history if interaction is not last[interaction.shopper_id]]
    dataset = Dataset.from_interactions(past, shop_catalog.columns, shoppers=shoppers)
    relevant = Dataset.from_interactions(last.values(), shop_catalog.columns, shoppers=shoppers).matrix
    config = tune([Fold(dataset, relevant)], shop_catalog)
    assert TrainingConfig.from_json(config.to_json()) == config
    weights = config.blend("home")
    assert max(weights[name] for name in ("collaborative", "sequence", "covisitation", "content")) > 0
    assert all(np.isfinite(weight) and weight >= 0 for weight in weights.values())
    assert weights["attribute_match"] == TrainingConfig().blend("home")["attribute_match"]
    assert config.blend("checkout") == TrainingConfig().blend("checkout")
    assert config.blend("a placement of the shop's own") == weights
    assert config.repurchase == TrainingConfig().repurchase, (
        "nothing is seen of it where what a shopper has is hidden"
    )
    assert config.demand.repurchase == TrainingConfig().demand.repurchase
