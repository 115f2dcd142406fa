"""Nearest neighbours by cosine: one against all while that is cheap, beyond it within lists of like vectors.

The lists are an inverted file (Jégou et al., PAMI 2011), made by faiss: k-means on a sample, each vector in
the list of its nearest centre, a query compared with the vectors of the lists nearest to it: at first with
four bits for each two numbers (André et al., PAMI 2021), then the best few exactly.
"""

from collections.abc import Callable
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.matrices.sparse import ends, gathered, strips

EXACT = 20_000  # so many vectors are compared with each other one by one, in a few seconds
PROBES = 48  # lists that a query looks into
_LISTS = 4  # times the square root of how many vectors there are
_SAMPLE = 32  # vectors a list that k-means sees
_EXACTLY = 4  # times as many as asked for are compared exactly
_STRIP = 65_536  # queries whose finds are in memory at once

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Search = Callable[[Vectors, int], tuple[Vectors, Rows]]
"""(queries (n, d), k) -> cosines and positions of the nearest (n, k), best first; -1 where none is left."""


def nearest(
    vectors: Vectors,
    rows: Rows,
    count: int,
    *,
    among: NDArray[np.bool_] | None = None,
    exact: int = EXACT,
    probes: int = PROBES,
) -> csr_array:
    """The greatest cosines of each of `rows` (n) with at most `count` others, or those `among` (P,): (n, P).

    `vectors` (P, d) have unit length or are all zero; a zero one has no neighbours. Up to exact² comparisons
    none is left out; beyond, about one in twelve of the neighbours is missed, those far off first.
    """
    there = np.asarray(vectors.any(axis=1))
    places = np.flatnonzero(there if among is None else there & among)
    known = np.ascontiguousarray(vectors if len(places) == len(vectors) else vectors[places])
    at = np.flatnonzero(there[rows]) if count > 0 and len(places) else np.zeros(0, np.int64)
    search = _one_by_one(known) if len(at) * len(known) <= exact**2 else _in_lists(known, probes)
    parts = [
        _neighbours(search, vectors, rows[at[strip]], places, count) for strip in strips(len(at), _STRIP)
    ]
    neighbours = gathered(parts, len(vectors))
    sizes = np.zeros(len(rows), dtype=np.int64)
    sizes[at] = np.diff(neighbours.indptr)
    return csr_array((neighbours.data, neighbours.indices, ends(sizes)), shape=(len(rows), len(vectors)))


def _one_by_one(known: Vectors) -> Search:
    return lambda queries, count: faiss.knn(queries, known, count, metric=faiss.METRIC_INNER_PRODUCT)


def _in_lists(known: Vectors, probes: int) -> Search:
    lists = max(1, min(round(_LISTS * len(known) ** 0.5), len(known)))
    pairs, odd = divmod(known.shape[1], 2)
    form = f"IVF{lists},Flat" if odd else f"IVF{lists},PQ{pairs}x4fs,RFlat"
    index: Any = faiss.index_factory(known.shape[1], form, faiss.METRIC_INNER_PRODUCT)
    inverted: Any = faiss.extract_index_ivf(index)
    inverted.cp.min_points_per_centroid, inverted.cp.max_points_per_centroid = 1, _SAMPLE
    inverted.nprobe = probes
    if not odd:
        index.k_factor = _EXACTLY
    index.train(known)
    index.add(known)
    return lambda queries, count: index.search(queries, count)


def _neighbours(search: Search, vectors: Vectors, rows: Rows, places: Rows, count: int) -> csr_array:
    """At most `count` others of each of `rows` (n), where `places` are those that are searched: (n, P)."""
    cosines, numbers = search(vectors[rows], min(count + 1, len(places)))
    columns = places[numbers]
    other = (numbers >= 0) & (columns != rows[:, None])
    other[np.count_nonzero(other, axis=1) > count, -1] = False  # equal vectors crowded out its own
    values = (cosines[other], columns[other].astype(np.int32), ends(np.count_nonzero(other, axis=1)))
    neighbours = csr_array(values, shape=(len(rows), len(vectors)))
    neighbours.sort_indices()
    return neighbours
