"""A product-by-product matrix: scores a history by one product, and explains itself entry by entry."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


@dataclass(frozen=True)
class Alignment:
    """Where each product of a new catalogue stood in the old one, -1 for a new product."""

    old: NDArray[np.int64]
    old_size: int

    @property
    def new_position(self) -> NDArray[np.int64]:
        """The inverse: where each old product stands now, -1 where it is gone."""
        positions = np.full(self.old_size, -1, dtype=np.int64)
        known = np.flatnonzero(self.old >= 0)
        positions[self.old[known]] = known
        return positions

    @property
    def identity(self) -> bool:
        """Whether nothing moved, came or went."""
        return len(self.old) == self.old_size and bool(np.array_equal(self.old, np.arange(self.old_size)))


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

    def between(self, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> NDArray[np.float64]:
        """The entries of `sources` (m) for `targets` (k): (m, k)."""
        if not len(sources) or not len(targets):
            return np.zeros((len(sources), len(targets)))
        rows, columns = np.repeat(sources, len(targets)), np.tile(targets, len(sources))
        block = np.asarray(self.entries[rows, columns], dtype=np.float64)
        return block.reshape(len(sources), len(targets))

    def aligned(self, alignment: Alignment) -> "ItemItem":
        """The same relations over another catalogue; a new product has none yet."""
        if alignment.identity:
            return self
        if self.sparse:
            return ItemItem(_moved(self.entries.tocoo(), alignment))
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


def _moved(entries: Any, alignment: Alignment) -> csr_array:
    position = alignment.new_position
    rows, columns = position[entries.row], position[entries.col]
    kept = (rows >= 0) & (columns >= 0)
    size = len(alignment.old)
    return csr_array((entries.data[kept], (rows[kept], columns[kept])), shape=(size, size))


def strongest(matrix: csr_array, count: int) -> csr_array:
    """Keep the `count` greatest entries of each row; ties go to the lower column."""
    rows = csr_array(matrix)
    rows.sort_indices()
    sizes = np.minimum(np.diff(rows.indptr), count)
    kept = np.zeros(int(sizes.sum()), dtype=np.int64)
    ends = np.append(0, np.cumsum(sizes))
    for row, (start, stop) in enumerate(zip(rows.indptr, rows.indptr[1:], strict=False)):
        kept[ends[row] : ends[row + 1]] = start + _greatest(rows.data[start:stop], count)
    return csr_array((rows.data[kept], rows.indices[kept], ends), shape=rows.shape)


def _greatest(values: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Positions of the `count` greatest values in ascending order; ties go to the earlier one."""
    if len(values) <= count:
        return np.arange(len(values))
    threshold = np.partition(values, len(values) - count)[len(values) - count]
    above = np.flatnonzero(values > threshold)
    level = np.flatnonzero(values == threshold)[: count - len(above)]
    return np.sort(np.concatenate((above, level)))
