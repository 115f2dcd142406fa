"""What sells, over the months and in the last week: the answer when nothing is known of a shopper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.dataset import Dataset
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scores import NOBODY, DenseScores, Scores, Silent, Terms
from recommender.scores import standard_deviation as deviation_of
from recommender.shopper import ShopperVector

HALF_LIFE_DAYS = 60.0
TREND_DAYS = 7.0


@dataclass(frozen=True)
class PopularityScorer:
    """score = log(1 + weight of all shoppers), less its mean; `fresh_days` is how long it stays true."""

    name: str
    counts: NDArray[np.float32]
    fresh_days: float = np.inf
    standardised: bool = True

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """The same row for every profile: (n, P)."""
        centred = (
            self._centred if profiles.days_since_training <= self.fresh_days else np.zeros_like(self.counts)
        )
        return np.broadcast_to(centred, (len(profiles), len(centred)))

    def row(self, shopper: ShopperVector) -> Scores:
        """One source, nobody's in particular."""
        if shopper.days_since_training > self.fresh_days:
            return Silent()
        return DenseScores(self._centred, self.standard_deviation, self._terms)

    def _terms(self, products: NDArray[np.int64]) -> Terms:
        return Terms(NOBODY, self._centred[None, products].astype(np.float64))

    def aligned(self, alignment: Alignment, catalog: Catalog) -> "PopularityScorer":
        """Counts moved to another catalog; a new product starts at none."""
        counts = np.where(alignment.old >= 0, self.counts[alignment.old], 0.0) if len(self.counts) else 0.0
        return replace(self, counts=np.broadcast_to(counts, (len(catalog),)).astype(np.float32))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The counts."""
        return {"counts": self.counts}

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> "PopularityScorer":
        """This scorer with counts from a file."""
        return replace(self, counts=arrays["counts"])

    @cached_property
    def standard_deviation(self) -> float:
        """The standard deviation over the products."""
        return deviation_of(self._centred)

    @cached_property
    def _centred(self) -> NDArray[np.float32]:
        # Less its mean, so that being unknown speaks against a product and no sum drifts with the catalog.
        logarithm = np.log1p(self.counts)
        return np.asarray(logarithm - logarithm.mean(), dtype=np.float32) if len(logarithm) else logarithm


def fit_popular(dataset: Dataset) -> PopularityScorer:
    """Interest in each product, half of it forgotten every two months."""
    age = dataset.last_day - dataset.day
    return PopularityScorer("popular", _counted(dataset, np.exp2(-age / HALF_LIFE_DAYS)))


def fit_trending(dataset: Dataset) -> PopularityScorer:
    """Interest in each product in the last week of the data; says nothing once the model is a week old."""
    # Counted from the newest day of the data, not from today: an import of last year has a last week too.
    recent = dataset.day > dataset.last_day - TREND_DAYS
    return PopularityScorer("trending", _counted(dataset, recent.astype(np.float64)), fresh_days=TREND_DAYS)


def _counted(dataset: Dataset, factor: NDArray[np.float64]) -> NDArray[np.float32]:
    weight = np.maximum(dataset.weight, 0.0) * factor
    return np.bincount(dataset.product, weights=weight, minlength=dataset.products).astype(np.float32)
