"""One shopper's scores by one scorer, and the sum behind each of them, read term by term."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.interactions import Kind


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of a score comes from: a product of a shopper's history, a thing they said, or neither."""

    name: str | None = None
    interaction: Kind | None = None


NOBODY = (Source(),)


@dataclass(frozen=True)
class Terms:
    """The sum behind a score: `values` is sources by products, and its column sums are the scores."""

    sources: tuple[Source, ...]
    values: NDArray[np.float64]

    @classmethod
    def none(cls, products: int) -> "Terms":
        """Nothing to say about any product."""
        return cls((), np.zeros((0, products)))


class Scores(Protocol):
    """What one scorer gives every product (P) for one shopper."""

    @property
    def standard_deviation(self) -> float:
        """The standard deviation over all products, 1 where all are equal."""
        ...

    def add(self, total: NDArray[np.float32], factor: float) -> None:
        """Add `factor` times the scores to `total` (P), in place."""
        ...

    def terms(self, products: NDArray[np.int64]) -> Terms:
        """The sources behind the scores of `products` (k)."""
        ...


@dataclass(frozen=True)
class SparseScores:
    """Few products have a score: entry j gives `values[j]` to `products[j]` for `sources[origins[j]]`."""

    sources: tuple[Source, ...]
    origins: NDArray[np.int64]
    products: NDArray[np.int64]
    values: NDArray[np.float32]
    sums: NDArray[np.float32]  # (P,)

    @classmethod
    def of(
        cls,
        sources: tuple[Source, ...],
        origins: NDArray[np.int64],
        products: NDArray[np.int64],
        values: NDArray[np.float32],
        *,
        size: int,
    ) -> "SparseScores":
        """Entries over a catalog of `size` products."""
        # A product may be named by several entries: plain assignment would keep only the last.
        sums = np.zeros(size, dtype=np.float32)
        np.add.at(sums, products, values)
        return cls(sources, origins, products, values, sums)

    @property
    def standard_deviation(self) -> float:
        """From the entries alone: Σ s² = Σ v·s over the entries, since a score is the sum of its entries."""
        size = len(self.sums)
        if not len(self.values):
            return 1.0
        # In double: the squares of many small scores differ by less than float32 can tell.
        squares = float(np.dot(self.values.astype(np.float64), self.sums[self.products]))
        mean = float(self.values.sum(dtype=np.float64)) / size
        return deviation(squares / size - mean * mean)

    def add(self, total: NDArray[np.float32], factor: float) -> None:
        """Only what has a score is touched; a product that is named twice is written twice, alike."""
        total[self.products] += np.float32(factor) * self.sums[self.products]

    def times(self, factors: NDArray[np.float32]) -> "SparseScores":
        """Each product's entries times its own factor (P,)."""
        values, sums = self.values * factors[self.products], self.sums * factors
        return replace(self, values=values, sums=sums)

    def terms(self, products: NDArray[np.int64]) -> Terms:
        """The entries of `products`, by source."""
        # A table from product to column beats a search for each entry: there may be ten thousand entries.
        slots = np.full(len(self.sums), -1, dtype=np.int32)
        slots[products] = np.arange(len(products))
        slot = slots[self.products]
        hit = np.flatnonzero(slot >= 0)
        shape = (len(self.sources), len(products))
        place = self.origins[hit] * shape[1] + slot[hit]
        values = np.bincount(place, weights=self.values[hit], minlength=shape[0] * shape[1])
        return Terms(self.sources, values.reshape(shape).astype(np.float64))


@dataclass(frozen=True)
class DenseScores:
    """Every product has a score; `read` gives the sources of some of them."""

    values: NDArray[np.float32]  # (P,)
    standard_deviation: float
    read: Callable[[NDArray[np.int64]], Terms]

    def add(self, total: NDArray[np.float32], factor: float) -> None:
        """One pass over all products."""
        total += np.float32(factor) * self.values

    def terms(self, products: NDArray[np.int64]) -> Terms:
        """As the scorer reads them."""
        return self.read(products)


@dataclass(frozen=True)
class Silent:
    """Nothing to say of any product."""

    standard_deviation: float = 1.0

    def add(self, total: NDArray[np.float32], factor: float) -> None:
        """Nothing."""

    def terms(self, products: NDArray[np.int64]) -> Terms:
        """None."""
        return Terms.none(len(products))


def deviation(variance: float) -> float:
    """The square root of a variance over the products, 1 where it is nothing but rounding."""
    # Below it there is no spread but rounding, which a division would blow up into opinions.
    return float(max(variance, 0.0) ** 0.5) if variance > 1e-18 else 1.0


def standard_deviation(values: NDArray[np.float32]) -> float:
    """The standard deviation of one row over the products, 1 where all are equal."""
    if not len(values):
        return 1.0
    centred = values - values.mean()
    return deviation(float(centred @ centred) / len(values))
