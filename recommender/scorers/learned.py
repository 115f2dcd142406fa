"""The scorers that are learned from a dataset, each fitted once for each of its settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.products.catalog import Catalog
from recommender.scorers import collaborative, content, factors, popularity, repurchase, sequence
from recommender.scorers.content import ContentScorer
from recommender.scorers.demand import demand, following
from recommender.scorers.history import HistoryScorer
from recommender.scorers.scorer import Scorer


@dataclass
class LearnedScorers:
    """What was fitted on a dataset whose columns are the catalog's, by name and settings.

    A search for settings and the training with those that it chose fit nothing twice.
    """

    dataset: Dataset
    catalog: Catalog
    texts: ContentScorer
    fitted: dict[tuple[Any, ...], Scorer] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset, catalog: Catalog, config: TrainingConfig) -> "LearnedScorers":
        """Nothing but the neighbours by text, which all others build on."""
        return cls(dataset, catalog, content.fit(catalog, config.content))

    def scorer(self, name: str, config: TrainingConfig) -> Scorer:
        """One of `FITS`, with its section of `config`."""
        key = self.key(name, config)
        if key not in self.fitted:
            self.fitted[key] = FITS[name](self, config)
        scorer = self.fitted[key]
        if name in RELATED and isinstance(scorer, HistoryScorer):
            return following(scorer, self.demand, config.demand.power)
        return scorer

    def key(self, name: str, config: TrainingConfig) -> tuple[Any, ...]:
        """All that a scorer is fitted by."""
        section = getattr(config, _SECTION.get(name, name))
        return name, section, config.demand.repurchase if name == "repurchase" else 0

    @cached_property
    def demand(self) -> NDArray[np.float32]:
        """What is wanted now: each that relates products follows it by its own power."""
        return demand(self.dataset)

    @cached_property
    def alike(self) -> csr_array:
        """Which texts mean the same."""
        return content.alike(self.texts)


FITS: Mapping[str, Callable[[LearnedScorers, TrainingConfig], Scorer]] = {
    "collaborative": lambda own, config: collaborative.fit(
        own.dataset, own.catalog, config.collaborative, alike=own.alike
    ),
    "sequence": lambda own, config: sequence.fit_directed(own.dataset, config.sequence, alike=own.alike),
    "covisitation": lambda own, config: sequence.fit_covisitation(own.dataset, config.sequence),
    "repurchase": lambda own, config: repurchase.fit(
        own.dataset,
        own.demand,
        rate_power=config.repurchase.rate_power,
        demand_power=config.demand.repurchase,
    ),
    "factors": lambda own, config: factors.fit(own.dataset, config.factors),
    "content": lambda own, _: own.texts,
    "popular": lambda own, _: popularity.fit_popular(own.dataset),
    "trending": lambda own, _: popularity.fit_trending(own.dataset),
}
"""How each is fitted, in the order in which a hybrid has them."""
RELATED = ("collaborative", "sequence", "covisitation")
"""Those that relate products to each other."""
_SECTION = {"covisitation": "sequence", "popular": "memory", "trending": "memory"}
