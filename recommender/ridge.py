"""Item-item ridge regression in closed form: dense (EASE) and on each product's strongest sources only."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from recommender.itemitem import strongest

_BATCH = 256  # columns solved at once: 256 · 50² floats stay in the cache


def dense_ridge(gram: csr_array, *, regularisation: float) -> NDArray[np.float32]:
    """EASE: the ridge regression of every product on all others (Steck, WWW 2019); P³ time, P² memory."""
    normal = gram.toarray().astype(np.float64)
    normal[np.diag_indices_from(normal)] += regularisation
    inverse = np.linalg.inv(normal)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights, dtype=np.float32)


def local_ridge(gram: csr_array, target: csr_array, *, neighbours: int, regularisation: float) -> csr_array:
    """Regress each column of `target` (P, P) on its `neighbours` strongest sources; P·K³ time, P·K memory.

    `gram` is the sources' own Gram matrix. With target = gram this is EASE restricted to likely sources;
    with source-by-next-product counts as target it is a local SLIT (Choi et al., WWW 2021).
    """
    sources = strongest(_positive_off_diagonal(target).T.tocsr(), neighbours)  # row p: the sources of p
    gram = gram.tocsr()
    gram.sort_indices()
    blocks = [
        _solved(gram, sources[start : start + _BATCH], regularisation)
        for start in range(0, gram.shape[0], _BATCH)
    ]
    data = np.concatenate([np.zeros(0), *blocks]).astype(np.float32)
    by_target = csr_array((data, sources.indices, sources.indptr), shape=sources.shape)
    return csr_array(by_target.T.tocsr())


def _positive_off_diagonal(target: csr_array) -> csr_array:
    entries = target.tocoo()
    kept = (entries.row != entries.col) & (entries.data > 0)
    return csc_array((entries.data[kept], (entries.row[kept], entries.col[kept])), shape=target.shape)


def _solved(gram: csr_array, sources: csr_array, regularisation: float) -> NDArray[np.float64]:
    """Solve the ridge regressions of the targets in `sources`, whose data are the right-hand sides."""
    counts = np.diff(sources.indptr)
    width = int(counts.max(initial=0))
    filled = np.arange(width) < counts[:, None]
    candidates = np.zeros(filled.shape, dtype=np.int64)
    right = np.zeros(filled.shape)
    candidates[filled], right[filled] = sources.indices, sources.data
    if not width:
        return np.zeros(0)
    normal = _blocks(gram, candidates) * (filled[:, :, None] & filled[:, None, :])
    diagonal = np.arange(width)
    normal[:, diagonal, diagonal] += regularisation
    solution = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
    return np.asarray(solution[filled])


def _blocks(gram: csr_array, candidates: NDArray[np.int64]) -> NDArray[np.float64]:
    count, width = candidates.shape
    shape = (count, width, width)
    rows = np.broadcast_to(candidates[:, :, None], shape).ravel()
    columns = np.broadcast_to(candidates[:, None, :], shape).ravel()
    return np.asarray(gram[rows, columns], dtype=np.float64).reshape(shape)
