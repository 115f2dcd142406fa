"""A product-by-product matrix: scores a history by one product, and explains itself entry by entry."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.products.alignment import Alignment
from recommender.scorers.inheritance import inherited
from recommender.scores import DenseScores, Scores, Silent, Source, SparseScores, Terms, standard_deviation


@dataclass(frozen=True)
class ItemItem:
    """Entry (i, p) says how much one unit of product i speaks for product p; sparse or dense float32."""

    entries: Any  # csr_array | NDArray[np.float32]; scipy has no types

    @property
    def sparse(self) -> bool:
        """Whether only the entries that are not zero are kept."""
        return isinstance(self.entries, csr_array)

    @property
    def size(self) -> int:
        """How many products it relates."""
        return int(self.entries.shape[0])

    def scores(self, histories: csr_array) -> NDArray[np.float32]:
        """Histories (n, P) times the matrix: (n, P), dense."""
        product: Any = histories @ self.entries
        return np.asarray(product.toarray() if self.sparse else product, dtype=np.float32)

    def row(
        self, products: NDArray[np.int64], weights: NDArray[np.float32], sources: tuple[Source, ...]
    ) -> Scores:
        """One history of `products` (m) with `weights` times the matrix, entry by entry."""
        if not len(products):
            return Silent()
        if self.sparse:
            return self._sparse_row(products, weights, sources)
        values = weights @ self.entries[products]
        return DenseScores(
            values,
            standard_deviation(values),
            lambda chosen: self._dense_terms(products, weights, sources, chosen),
        )

    def _sparse_row(
        self, products: NDArray[np.int64], weights: NDArray[np.float32], sources: tuple[Source, ...]
    ) -> Scores:
        # Sliced by hand: scipy's own row indexing costs more than the rest of an answer, and forgets which
        # product of the history an entry came from, which the reasons need.
        starts = self.entries.indptr[products].astype(np.int64)
        counts = self.entries.indptr[products + 1] - starts
        origins = np.repeat(np.arange(len(products)), counts)
        # The rows lie apart in `data`: each entry's place is its row's start plus its rank within the row.
        before = np.cumsum(counts) - counts
        places = np.arange(len(origins)) + (starts - before)[origins]
        values = self.entries.data[places] * weights[origins]
        return SparseScores.of(sources, origins, self.entries.indices[places], values, size=self.size)

    def _dense_terms(
        self,
        products: NDArray[np.int64],
        weights: NDArray[np.float32],
        sources: tuple[Source, ...],
        chosen: NDArray[np.int64],
    ) -> Terms:
        entries = self.entries[np.ix_(products, chosen)].astype(np.float64)
        return Terms(sources, weights[:, None].astype(np.float64) * entries)

    def aligned(self, alignment: Alignment) -> "ItemItem":
        """The same relations over another catalog; a new product has those of its neighbours, if of any."""
        moved = self if alignment.identity else self._moved(alignment)
        if alignment.shares is None:
            return moved
        return ItemItem(
            inherited(moved.entries, alignment.shares, strength=alignment.strength, most=alignment.most)
        )

    def _moved(self, alignment: Alignment) -> "ItemItem":
        if self.sparse and alignment.grown:
            return ItemItem(_extended(self.entries, len(alignment.old)))
        if self.sparse:
            return ItemItem(_moved(self.entries.tocoo(), alignment))
        # A product that has gone takes its row and its column with it; a new one begins with zeros.
        known = np.flatnonzero(alignment.old >= 0)
        moved = np.zeros((len(alignment.old), len(alignment.old)), dtype=np.float32)
        moved[np.ix_(known, known)] = self.entries[np.ix_(alignment.old[known], alignment.old[known])]
        return ItemItem(moved)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As plain arrays, for a file without pickle."""
        if self.sparse:
            return {name: getattr(self.entries, name) for name in ("data", "indices", "indptr")}
        return {"dense": self.entries}

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> "ItemItem":
        """The inverse of `arrays`."""
        if "dense" in arrays:
            return cls(arrays["dense"])
        size = len(arrays["indptr"]) - 1
        return cls(csr_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=(size, size)))


def _extended(entries: csr_array, size: int) -> csr_array:
    """With empty rows and columns after all others; the entries themselves are shared, not copied."""
    # A row without entries begins and ends where the last one ended.
    ends = np.full(size - entries.shape[0], entries.indptr[-1], dtype=entries.indptr.dtype)
    places = (entries.data, entries.indices, np.concatenate((entries.indptr, ends)))
    return csr_array(places, shape=(size, size))


def _moved(entries: Any, alignment: Alignment) -> csr_array:
    position = alignment.new_position
    rows, columns = position[entries.row], position[entries.col]
    kept = (rows >= 0) & (columns >= 0)
    size = len(alignment.old)
    return csr_array((entries.data[kept], (rows[kept], columns[kept])), shape=(size, size))
