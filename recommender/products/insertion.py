"""A few entries put into a large sparse matrix, at the price of copying it once."""

import numpy as np
from scipy.sparse import csr_array


def joined(entries: csr_array, extra: csr_array) -> csr_array:
    """Entries and a few `extra` ones of the same shape that stand where none is yet.

    Adding the two would look for entries in the same place, and sort: a fifth of a second for each five
    million of them.
    """
    at = np.repeat(entries.indptr[1:], np.diff(extra.indptr))
    data = np.insert(entries.data, at, extra.data)
    indices = np.insert(entries.indices, at, extra.indices)
    return csr_array((data, indices, entries.indptr + extra.indptr), shape=entries.shape)
