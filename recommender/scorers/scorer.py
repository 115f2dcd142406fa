"""What a scorer is: it scores every product for every profile, and says which source gave how much."""

from collections.abc import Mapping
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scores import Scores
from recommender.shopper import ShopperVector


class Scorer(Protocol):
    """A fitted scorer over a catalog; it holds products, never shoppers."""

    @property
    def name(self) -> str:
        """What weights, contributions and files call it."""
        ...

    @property
    def standardised(self) -> bool:
        """Whether the blend divides its scores by their standard deviation over the products."""
        ...

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """The score of every product for every row: (n, P)."""
        ...

    def row(self, shopper: ShopperVector) -> Scores:
        """The same for one shopper, with the sources behind each score; what serving asks."""
        ...

    def aligned(self, alignment: Alignment, catalog: Catalog) -> Self:
        """The same scorer over another catalog."""
        ...

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What it has learned, as plain arrays; empty where the catalog says it all."""
        ...

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The same scorer with what it had learned, from a file."""
        ...
