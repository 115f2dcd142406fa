"""Nearest neighbours by cosine: one against all while that is cheap, beyond it within lists of like vectors.

The lists are an inverted file (Jégou et al., PAMI 2011): k-means on a sample, each vector in the list of its
nearest centre, a query compared with the vectors of the lists nearest to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.cluster import MiniBatchKMeans

from recommender.scorers.sparse import ends, gathered, row_numbers, strongest

EXACT = 20_000  # so many vectors are compared with each other one by one, in about ten seconds
PROBES = 32  # lists that a query looks into
_BLOCK = 1024  # queries compared at once
_CHUNK = 65_536  # queries whose finds are in memory at once
_GROUP = 16  # neighbouring columns of which at first only the greatest is looked at
_LOOSE = 4  # so many times more than asked for may be not below the floor
_SAMPLE = 64  # vectors a list that k-means sees
_LONGEST = 16_384  # members of a list that are looked at: more than that are hardly different

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]


def nearest(
    vectors: Vectors, rows: Rows, count: int, *, exact: int = EXACT, probes: int = PROBES
) -> csr_array:
    """The greatest cosines of each of `rows` (n) with at most `count` others: (n, P).

    `vectors` (P, d) have unit length or are all zero; a zero one has no neighbours. Up to exact² comparisons
    none is left out; beyond, about one in ten of the neighbours is missed, those far off first.
    """
    count = min(count, max(len(vectors) - 1, 0))
    asking = np.flatnonzero(vectors[rows].any(axis=1)) if count else np.zeros(0, np.int64)
    if len(asking) * len(vectors) <= exact**2:
        parts = _one_by_one(vectors, rows[asking], count)
    else:
        parts = _in_lists(vectors, rows[asking], count, probes)
    found = gathered(parts, len(vectors))
    sizes = np.zeros(len(rows), dtype=np.int64)
    sizes[asking] = np.diff(found.indptr)
    places = (found.data, found.indices, ends(sizes))
    return csr_array(places, shape=(len(rows), len(vectors)))


def _one_by_one(vectors: Vectors, rows: Rows, count: int) -> Iterator[csr_array]:
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        cosines = vectors[block] @ vectors.T
        cosines[np.arange(len(block)), block] = -np.inf
        yield _greatest(cosines, _floor(cosines, count), count)


def _greatest(values: Vectors, floor: Vectors, count: int) -> csr_array:
    """The `count` greatest of each row of `values` (n, m), or all that are not below its `floor` if fewer."""
    high = values >= floor[:, None]
    if np.count_nonzero(high) > _LOOSE * count * len(values):  # many are equal: any of them will do
        count = min(count, values.shape[1])
        columns = np.argpartition(-values, count - 1, axis=1)[:, :count]
        high = np.zeros(values.shape, dtype=bool)
        np.put_along_axis(high, columns, values=True, axis=1)
    columns = np.nonzero(high)[1].astype(np.int32)
    places = (values[high], columns, ends(np.count_nonzero(high, axis=1)))
    return strongest(csr_array(places, shape=values.shape), count)


def _floor(values: Vectors, count: int) -> Vectors:
    """What each row's `count` greatest are not below; in long rows groups tell, in a third of the time."""
    groups = values.shape[1] // _GROUP
    if groups > 2 * count:
        values = values[:, : groups * _GROUP].reshape(len(values), groups, _GROUP).max(axis=2)
    width = values.shape[1]
    if width <= count:
        return np.full(len(values), -np.inf, dtype=np.float32)
    return np.partition(values, width - count, axis=1)[:, width - count]


@dataclass(frozen=True)
class _Lists:
    """Every vector in one list: `members` by list, list l from starts[l] to starts[l + 1]."""

    centres: Vectors
    members: NDArray[np.int32]
    starts: Rows

    @classmethod
    def of(cls, vectors: Vectors) -> "_Lists":
        count = max(1, round(2 * len(vectors) ** 0.5))
        sample = np.random.default_rng(0).permutation(len(vectors))[: _SAMPLE * count]
        means = MiniBatchKMeans(count, init="random", n_init=1, max_iter=20, batch_size=4096, random_state=0)
        centres = means.fit(vectors[sample]).cluster_centers_.astype(np.float32)
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
        home = np.concatenate([(block @ centres.T).argmax(axis=1) for block in _blocks(vectors)])
        starts = np.append(0, np.cumsum(np.bincount(home, minlength=count)))
        return cls(centres, np.argsort(home, kind="stable").astype(np.int32), starts)

    def probed(self, queries: Vectors, probes: int) -> list[Rows]:
        """Which of the queries look into each list, its `probes` nearest."""
        probes = min(probes, len(self.centres))
        cosines = (block @ self.centres.T for block in _blocks(queries))
        lists = np.concatenate([_greatest(each, _floor(each, probes), probes).indices for each in cosines])
        ends = np.cumsum(np.bincount(lists, minlength=len(self.centres)))
        return np.split(np.argsort(lists, kind="stable") // probes, ends[:-1])

    def visits(self, queries: Vectors, probes: int) -> Iterator[tuple[Rows, NDArray[np.int32]]]:
        """Queries and the members of a list that they look into, not too many at once."""
        for number, asking in enumerate(self.probed(queries, probes)):
            members = self.members[self.starts[number] : self.starts[number + 1]][:_LONGEST]
            for start in range(0, len(asking), 4 * _BLOCK):
                yield asking[start : start + 4 * _BLOCK], members


def _blocks(vectors: Vectors) -> Iterator[Vectors]:
    return (vectors[start : start + _BLOCK] for start in range(0, len(vectors), _BLOCK))


def _in_lists(vectors: Vectors, rows: Rows, count: int, probes: int) -> Iterator[csr_array]:
    lists = _Lists.of(vectors)
    for start in range(0, len(rows), _CHUNK):
        yield _looked_up(vectors, rows[start : start + _CHUNK], count, lists=lists, probes=probes)


def _looked_up(vectors: Vectors, rows: Rows, count: int, *, lists: _Lists, probes: int) -> csr_array:
    """The neighbours of `rows` (n) in the lists near them: (n, P)."""
    queries = vectors[rows]
    floor = np.full(len(rows), -np.inf, dtype=np.float32)
    for asking, members in lists.visits(queries, 1):
        floor[asking] = _floor(queries[asking] @ vectors[members].T, count + 1)
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))]
    for asking, members in lists.visits(queries, probes):
        near = _greatest(queries[asking] @ vectors[members].T, floor[asking], count + 1)
        found.append((asking[row_numbers(near)], members[near.indices], near.data))
    at, columns, values = (np.concatenate(each) for each in zip(*found, strict=True))
    other = columns != rows[at]
    places = (at[other].astype(np.int32), columns[other])
    return strongest(csr_array((values[other], places), shape=(len(rows), len(vectors))), count)
