"""Item-item ridge regression in closed form: dense (EASE) and on each product's likely sources only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.matrices.sparse import STRIP, Strip, gathered, kept, row_numbers, strips, strongest_of

_BATCH = 256  # columns solved at once: 256 · 50² floats stay in the cache


def dense_ridge(gram: csr_array, *, regularisation: float) -> NDArray[np.float32]:
    """EASE: the ridge regression of every product on all others (Steck, WWW 2019); P³ time, P² memory."""
    normal = gram.toarray().astype(np.float64)
    normal[np.diag_indices_from(normal)] += regularisation
    inverse = np.linalg.inv(normal)
    # The constraint "nothing explains itself" has this closed form: with P the inverse, B = P / -diag(P),
    # column by column, and a zero diagonal.
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights, dtype=np.float32)


@dataclass(frozen=True)
class Gram:
    """A symmetric matrix (P, P), each pair kept once: with the product that is the less connected of the two.

    So no row is long, however popular a product is, and it takes half the memory.
    """

    pairs: csr_array
    diagonal: NDArray[np.float64]
    rank: NDArray[np.int64]  # of each product, the least connected first

    @classmethod
    def of(cls, strip: Strip, connections: NDArray[np.int64]) -> "Gram":
        """From its rows as `strip` computes them; `connections` (P,) is how full each is, near enough."""
        size = len(connections)
        rank = np.empty(size, dtype=np.int64)
        rank[np.argsort(connections, kind="stable")] = np.arange(size)
        diagonal = np.zeros(size)
        parts = []
        for part in strips(size):
            rows = strip(part)
            diagonal[part] = rows.diagonal(part.start)
            # A popular product's row would be as long as the catalog; its pairs lie with the others.
            upwards = rank[rows.indices] > rank[part][row_numbers(rows)]
            parts.append(kept(rows, upwards))
        pairs = gathered(parts, size)
        pairs.sort_indices()
        return cls(pairs, diagonal, rank)

    def blocks(self, products: NDArray[np.int64]) -> NDArray[np.float64]:
        """The entries of each row of `products` (n, k), in ascending rank, among themselves: (n, k, k)."""
        count, width = products.shape
        entries = np.zeros((count, width, width))
        # Ascending rank puts the less connected of each pair first, where the pair is kept.
        low, high = np.triu_indices(width, 1)
        if len(low):
            values = self.pairs[products[:, low].ravel(), products[:, high].ravel()]
            entries[:, low, high] = entries[:, high, low] = np.asarray(values).reshape(count, -1)
        along = np.arange(width)
        entries[:, along, along] = self.diagonal[products]
        return entries


def likely(strip: Strip, size: int, neighbours: int) -> csr_array:
    """Each row's `neighbours` greatest entries above zero and off the diagonal, of a matrix (P, P)."""

    def others(part: slice) -> csr_array:
        rows = strip(part)
        return kept(rows, (rows.data > 0) & (rows.indices != part.start + row_numbers(rows)))

    return strongest_of(others, size, neighbours)


def local_ridge(gram: Gram, sources: csr_array, *, regularisation: float) -> csr_array:
    """Regress each product on the products in its row of `sources` alone; P·K³ time, P·K memory.

    The data of `sources` (P, P) are the right-hand sides. With the Gram matrix's own greatest entries this is
    EASE on likely sources, a sparse approximate inverse with a pattern given by the data; with counts of what
    came before, it is SLIT (Choi et al., WWW 2021). In the answer, entry (i, p) is what i says of p.
    """
    # Looking into the pairs costs a pass over all of them: so not too few at a time, nor more than fits.
    width = int(np.diff(sources.indptr).max(initial=1))
    together = max(_BATCH, min(STRIP, gram.pairs.nnz // width**2))
    solved = [_solved(gram, sources[part], regularisation) for part in strips(sources.shape[0], together)]
    data = np.concatenate([np.zeros(0, np.float32), *solved])
    return csr_array(csr_array((data, sources.indices, sources.indptr), shape=sources.shape).T.tocsr())


def _solved(gram: Gram, sources: csr_array, regularisation: float) -> NDArray[np.float32]:
    """The solutions for the targets in `sources`, entry by entry."""
    counts = np.diff(sources.indptr)
    width = int(counts.max(initial=0))
    filled = np.arange(width) < counts[:, None]
    # What fills up a short row comes last in its order.
    candidates = np.full(filled.shape, gram.rank.argmax(), dtype=sources.indices.dtype)
    right = np.zeros(filled.shape, dtype=np.float64)
    candidates[filled], right[filled] = sources.indices, sources.data
    order = np.argsort(gram.rank[candidates], axis=1, kind="stable")
    candidates, right = (np.take_along_axis(unordered, order, axis=1) for unordered in (candidates, right))
    normal = gram.blocks(candidates)
    # What only fills up is cut off from the rest; its ridge keeps the block invertible, its answer is 0.
    normal *= filled[:, :, None] & filled[:, None, :]
    normal[:, np.arange(width), np.arange(width)] += regularisation
    batches = (slice(start, start + _BATCH) for start in range(0, len(normal), _BATCH))
    solution = [np.linalg.solve(normal[batch], right[batch, :, None])[:, :, 0] for batch in batches]
    back = np.empty_like(right)
    np.put_along_axis(back, order, np.concatenate(solution), axis=1)
    return np.asarray(back[filled], dtype=np.float32)
