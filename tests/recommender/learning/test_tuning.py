from dataclasses import replace

import numpy as np

from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.learning.tuning import HYPERPARAMETERS, Fold, tune
from recommender.products.catalog import Catalog
from tests.recommender.shop import PRODUCTS, embeddings, interactions


def fold(shop_catalog: Catalog) -> Fold:
    """Everybody's last interaction is wanted, and foretold from those before."""
    history = interactions()
    shoppers = list(dict.fromkeys(interaction.shopper_id for interaction in history))
    last = {
        interaction.shopper_id: interaction
        for interaction in sorted(history, key=lambda interaction: interaction.at)
    }
    past = [interaction for interaction in history if interaction is not last[interaction.shopper_id]]
    dataset = Dataset.from_interactions(past, shop_catalog.columns, shoppers=shoppers)
    relevant = Dataset.from_interactions(last.values(), shop_catalog.columns, shoppers=shoppers).matrix
    return Fold(dataset, relevant)


def test_of_a_sample_nothing_is_asked_that_depends_on_how_much_there_is() -> None:
    shop_catalog, start = Catalog.of(PRODUCTS, embeddings()), TrainingConfig()
    config = tune([replace(fold(shop_catalog), sample=True)], shop_catalog)
    for hyperparameter in HYPERPARAMETERS:
        if hyperparameter.by_amount:
            before, after = (getattr(own, hyperparameter.section) for own in (start, config))
            assert getattr(after, hyperparameter.name) == getattr(before, hyperparameter.name)


def test_a_tuned_config_survives_its_file_and_serves() -> None:
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    config = tune([fold(shop_catalog)], shop_catalog)
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
