"""Sparse matrices of which only each row's greatest entries are wanted: found strip by strip, never whole."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

STRIP = 8192  # rows of a large product in memory at once
_CELLS = 1 << 22  # of a block that is partitioned at once

Strip = Callable[[slice], csr_array]  # computes some rows of a matrix


def strips(rows: int, size: int = STRIP) -> Iterator[slice]:
    """The rows in slices of at most `size`."""
    return (slice(start, min(start + size, rows)) for start in range(0, rows, size))


def strongest(matrix: csr_array, count: int) -> csr_array:
    """Keep the `count` greatest entries of each row; ties go to the lower column."""
    rows = csr_array(matrix)
    # First what may be among them, in any order: to sort and count all entries would take most of the time.
    thresholds = _thresholds(rows, count)
    rows = kept(rows, rows.data >= np.repeat(thresholds, np.diff(rows.indptr)))
    rows.sort_indices()
    sizes = np.diff(rows.indptr)
    if not (sizes > count).any():
        return rows
    least = np.repeat(thresholds, sizes)
    above, level = rows.data > least, rows.data == least
    spare = np.repeat(count - _by_row(above, rows.indptr), sizes)
    place = np.cumsum(level)
    place -= np.repeat(np.append(0, place)[rows.indptr[:-1]], sizes)  # 1, 2, … among its row's ties
    return kept(rows, above | (level & (place <= spare)))


def gathered(parts: Iterable[csr_array], columns: int) -> csr_array:
    """Strips of rows, one below the other; none make an empty matrix."""
    matrices = list(parts)
    data = np.concatenate([np.zeros(0, np.float32), *(part.data for part in matrices)])
    indices = np.concatenate([np.zeros(0, np.int32), *(part.indices for part in matrices)])
    counts = np.concatenate([np.zeros(0, np.int64), *(np.diff(part.indptr) for part in matrices)])
    return csr_array((data, indices, ends(counts)), shape=(len(counts), columns))


def strongest_of(strip: Strip, rows: int, count: int) -> csr_array:
    """As `strongest`, of a (rows, rows) matrix that is never whole."""
    parts = (strongest(strip(block), count).astype(np.float32) for block in strips(rows))
    return gathered(parts, rows)


def kept(rows: csr_array, flags: NDArray[np.bool_]) -> csr_array:
    """The entries whose flag is set."""
    places = np.flatnonzero(flags)
    starts = _narrow(np.searchsorted(places, rows.indptr))
    return csr_array((rows.data[places], rows.indices[places], starts), shape=rows.shape)


def joined(entries: csr_array, extra: csr_array) -> csr_array:
    """Entries and a few `extra` ones of the same shape that stand where none is yet; cheaper than adding."""
    at = np.repeat(entries.indptr[1:], np.diff(extra.indptr))
    data = np.insert(entries.data, at, extra.data)
    indices = np.insert(entries.indices, at, extra.indices)
    return csr_array((data, indices, entries.indptr + extra.indptr), shape=entries.shape)


def ends(counts: NDArray[Any]) -> NDArray[Any]:
    """Where rows of `counts` entries begin and the last one ends."""
    return _narrow(np.append(0, np.cumsum(counts)))


def _narrow(starts: NDArray[Any]) -> NDArray[Any]:
    """As 32-bit numbers where they fit: SciPy makes the indices as wide, and they are half of a matrix."""
    return starts.astype(np.int32) if starts[-1] <= np.iinfo(np.int32).max else starts


def row_numbers(rows: csr_array) -> NDArray[np.int64]:
    """The row of each entry."""
    return np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))


def _thresholds(rows: csr_array, count: int) -> NDArray[Any]:
    """The `count`-th greatest value of each row, -inf where it has no more than that."""
    sizes = np.diff(rows.indptr)
    thresholds = np.full(len(sizes), -np.inf, dtype=rows.dtype)
    classes = np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.int64)  # rows of like length, side by side
    for size_class in np.unique(classes[sizes > count]):
        alike = np.flatnonzero((classes == size_class) & (sizes > count))
        width = int(sizes[alike].max())
        for part in strips(len(alike), max(1, _CELLS // width)):
            thresholds[alike[part]] = _partitioned(rows, alike[part], count, width)
    return thresholds


def _partitioned(rows: csr_array, alike: NDArray[np.int64], count: int, width: int) -> NDArray[Any]:
    starts, ends = rows.indptr[alike][:, None], rows.indptr[alike + 1][:, None]
    places = starts + np.arange(width)
    values = np.where(places < ends, rows.data[np.minimum(places, ends - 1)], -np.inf).astype(rows.dtype)
    return np.asarray(np.partition(values, width - count, axis=1)[:, width - count])


def _by_row(flags: NDArray[np.bool_], indptr: NDArray[Any]) -> NDArray[np.int64]:
    """How many are set in each row."""
    counted = np.append(0, np.cumsum(flags))
    return np.asarray(np.diff(counted[indptr]))
