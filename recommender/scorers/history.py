"""The scorers that multiply a history with a product-by-product matrix: x · B, read term by term."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scorers.itemitem import ItemItem
from recommender.scores import Scores
from recommender.shopper import ShopperVector


@dataclass(frozen=True)
class HistoryScorer:
    """score = x · B, with x either the whole history or what the shopper did last."""

    name: str
    relations: ItemItem
    recent: bool = False
    standardised: bool = True

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """Histories times relations: (n, P)."""
        return self.relations.scores(self._reads(profiles))

    def row(self, shopper: ShopperVector) -> Scores:
        """One source for each product of the history."""
        weights = shopper.recent if self.recent else shopper.history
        return self.relations.row(shopper.products, weights, shopper.sources)

    def aligned(self, alignment: Alignment, _: Catalog) -> "HistoryScorer":
        """The same relations over another catalog."""
        return replace(self, relations=self.relations.aligned(alignment))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The relations."""
        return self.relations.arrays()

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> "HistoryScorer":
        """This scorer with relations from a file."""
        return replace(self, relations=ItemItem.from_arrays(dict(arrays)))

    def _reads(self, profiles: Profiles) -> csr_array:
        return profiles.recent if self.recent else profiles.history
