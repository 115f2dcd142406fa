"""What a scorer is: it scores every product for every profile, and says which source gave how much."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from core.interactions import Kind
from recommender.catalogue import Catalogue
from recommender.itemitem import Alignment
from recommender.profile import Profiles


@dataclass(frozen=True)
class Source:
    """Where a part of a score comes from: a product of her history, a thing she said, or nothing of hers."""

    name: str | None = None
    act: Kind | None = None


@dataclass(frozen=True)
class Terms:
    """The sum behind a score: `values` is sources by products, and its column sums are the scores."""

    sources: tuple[Source, ...]
    values: NDArray[np.float64]

    @classmethod
    def none(cls, products: int) -> "Terms":
        """Nothing to say about any product."""
        return cls((), np.zeros((0, products)))


class Scorer(Protocol):
    """A fitted scorer over a catalogue; it holds products, never shoppers."""

    @property
    def name(self) -> str:
        """What weights, contributions and files call it."""
        ...

    @property
    def standardised(self) -> bool:
        """Whether the blend divides its scores by their spread over the products."""
        ...

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """The score of every product for every row: (n, P)."""
        ...

    def terms(self, profiles: Profiles, products: NDArray[np.int64]) -> Terms:
        """The sources behind the first row's scores of `products`."""
        ...

    def aligned(self, alignment: Alignment, catalogue: Catalogue) -> Self:
        """The same scorer over another catalogue."""
        ...

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What it has learned, as plain arrays; empty where the catalogue says it all."""
        ...

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The same scorer with what it had learned, from a file."""
        ...
