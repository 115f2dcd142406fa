"""What a newcomer's relations are before anybody has touched it: the mean of those of its neighbours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from recommender.matrices.sparse import gathered, joined, kept, row_numbers, strips, strongest
from recommender.products.alignment import STRENGTH, STRONGEST

_ENTRIES = 1_000_000  # of all newcomers together: where there are very many, each takes over fewer
_FEWEST = 20
_STRIP = 4096  # newcomers at once


def inherited(relations: Any, shares: csr_array, *, strength: float = STRENGTH, most: int = STRONGEST) -> Any:
    """Relations (P, P), sparse or dense, with those of newcomers taken from their neighbours.

    What neighbours have with others a newcomer has with these; what they have with themselves, as what is
    bought again and again has, it has with itself.
    """
    new = np.flatnonzero(np.diff(shares.indptr))
    if not len(new):
        return relations
    own, itself = csr_array(shares[new], dtype=np.float32), relations.diagonal()
    if not isinstance(relations, csr_array):
        return _dense(relations, own, new, strength)
    # The diagonal apart: what is bought again says of itself, not of a newcomer that is like it.
    others = kept(relations, relations.indices != row_numbers(relations)) if itself.any() else relations
    towards_neighbours = np.zeros(relations.shape[1], dtype=bool)
    towards_neighbours[own.indices] = True
    most = max(_FEWEST, min(most, _ENTRIES // len(new)))
    outgoing = _product(own, others, most)
    # Only columns that anybody takes after, before the transpose, which costs most.
    incoming = _product(own, csr_array(kept(others, towards_neighbours[others.indices]).T.tocsr()), most)
    among = _product(outgoing, csr_array(own.T.tocsr()), most)
    placed = _placed(outgoing, csr_array(strength * incoming.T), strength * among, new)
    again = np.zeros(relations.shape[1], dtype=np.float32)
    again[new] = own @ itself
    return joined(relations, csr_array(placed + diags_array(again, format="csr")) if again.any() else placed)


def _product(rows: csr_array, matrix: csr_array, count: int) -> csr_array:
    """`rows` (n, m) times `matrix` (m, k), the strongest entries of each row: the whole may be very large."""
    parts = (strongest(csr_array(rows[strip] @ matrix), count) for strip in strips(rows.shape[0], _STRIP))
    return gathered(parts, matrix.shape[1])


def _placed(outgoing: csr_array, incoming: csr_array, among: csr_array, new: NDArray[np.int64]) -> csr_array:
    """From newcomers (n, P), to them (P, n) and among them (n, n), at their places; none to itself."""
    rows, columns, mutual = outgoing.tocoo(), incoming.tocoo(), among.tocoo()
    at = np.concatenate((new[rows.row], columns.row, new[mutual.row]))
    to = np.concatenate((rows.col, new[columns.col], new[mutual.col]))
    values = np.concatenate((rows.data, columns.data, mutual.data)).astype(np.float32)
    others = at != to
    size = outgoing.shape[1]
    return csr_array((values[others], (at[others], to[others])), shape=(size, size))


def _dense(
    relations: NDArray[np.float32], own: csr_array, new: NDArray[np.int64], strength: float
) -> NDArray[np.float32]:
    """As `inherited`, where every place is kept; `own` (n, P) are the shares of the `new`."""
    extended, itself = relations.copy(), relations.diagonal().copy()
    np.fill_diagonal(extended, 0.0)
    extended[new] += own @ extended
    extended[:, new] += strength * (own @ extended.T).T
    itself[new] = own @ itself
    np.fill_diagonal(extended, itself)
    return extended
