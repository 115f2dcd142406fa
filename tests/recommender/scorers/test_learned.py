"""Each scorer is fitted once for each of its settings, and a model of what was fitted is the model."""

from dataclasses import replace

import numpy as np

from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.products.catalog import Catalog
from recommender.scorers.learned import FITS, LearnedScorers
from recommender.training import assembled, fit, to_arrays
from tests.recommender.shop import PRODUCTS, embeddings, interactions

CONFIG = TrainingConfig()


def fresh() -> LearnedScorers:
    catalog = Catalog.of(PRODUCTS, embeddings())
    return LearnedScorers.of(Dataset.from_interactions(interactions(), catalog.columns), catalog, CONFIG)


def test_nothing_is_fitted_twice() -> None:
    learned = fresh()
    wider = replace(CONFIG, factors=replace(CONFIG.factors, rounds=2))
    first = [learned.scorer("factors", config) for config in (CONFIG, wider, CONFIG)]
    assert first[0] is first[2]
    assert first[0] is not first[1]
    assert len(learned.fitted) == 2


def test_demand_is_weighed_in_without_another_fit() -> None:
    learned = fresh()
    bolder = replace(CONFIG, demand=replace(CONFIG.demand, power=2.0))
    learned.scorer("sequence", CONFIG)
    learned.scorer("sequence", bolder)
    assert len(learned.fitted) == 1


def test_a_model_of_what_was_fitted_before_is_the_one_that_is_fitted_at_once() -> None:
    learned = fresh()
    for name in sorted(FITS, reverse=True):
        learned.scorer(name, CONFIG)
    before, at_once = (
        to_arrays(assembled(learned, CONFIG)),
        to_arrays(fit(learned.dataset, learned.catalog, CONFIG)),
    )
    assert before.keys() == at_once.keys()
    for name, values in at_once.items():
        np.testing.assert_array_equal(before[name], values, err_msg=name)
