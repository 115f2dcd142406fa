"""Products that nobody has touched yet: each takes after the known products whose texts are most like it.

A kernel smoother over the learned relations: what leads to a newcomer is the mean of what leads to its kin,
and what it leads to is the mean of what they lead to. Its dials were chosen on validation data of Amazon
Beauty; on its test data it finds a third more newcomers than their texts alone do (`benchmarks.cold`).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, vstack

from recommender.products.catalogue import Catalogue
from recommender.products.insertion import joined
from recommender.products.traits import Traits
from recommender.scorers.neighbours import nearest
from recommender.scorers.sparse import gathered, kept, row_numbers, strips, strongest

KIN = 20
SHARPNESS = 2.0
WORDS = 0.5  # the share of common words in likeness, the rest is meaning
MANY = 1000  # newcomers at once, from which on the words are left out
MEANING_SHARPNESS = 6.0  # where there are no words: embeddings lie closer to each other than words do
STRONGEST = 400  # relations that a newcomer takes over, in either direction; all find 1 % more of them
_ENTRIES = 1_000_000  # of all newcomers together: where there are very many, each takes over fewer
_FEWEST = 20
_STRIP = 4096  # newcomers at once
STRENGTH = 2.0  # a mean is flatter than what it is taken of; so much more gives newcomers their share
UNTOUCHED = 1.0  # what a training found untouched had its chance: no more than the mean,
UNTOUCHED_STRONGEST = 20  # and fewer relations than others have, or they would slow every answer


def kin(catalogue: Catalogue, new: NDArray[np.int64], *, many: int = MANY) -> csr_array:
    """The products that each of the `new` positions takes after, as shares that add up to 1: (P, P).

    Only the rows of `new` are filled, and only with products that the model has learned of; a product whose
    text is like no other's has none.
    """
    known = np.arange(len(catalogue)) < catalogue.learned
    known[new] = False
    found = csr_array((len(new), len(catalogue)), dtype=np.float32)
    if known.any() and len(new):
        found = _by_meaning(catalogue, new, known) if len(new) > many else _by_text(catalogue, new, known)
    totals = np.maximum(np.asarray(found.sum(axis=1)).ravel(), 1e-12)
    values = (found.data / totals[row_numbers(found)]).astype(np.float32)
    places = (new[row_numbers(found)], found.indices)
    return csr_array((values, places), shape=(len(catalogue), len(catalogue)))


def _by_text(catalogue: Catalogue, new: NDArray[np.int64], known: NDArray[np.bool_]) -> csr_array:
    """How much each of `new` (n) takes after known products, not yet as shares: (n, P)."""
    rows = []
    for position in new.tolist():
        likeness = np.where(known, likenesses(catalogue, position), 0.0)
        weights = np.maximum(likeness, 0.0) ** SHARPNESS
        closest = np.argpartition(-weights, min(KIN, len(weights)) - 1)[:KIN]
        closest = closest[weights[closest] > 0]
        shape = (1, len(weights))
        places = (np.zeros(len(closest), dtype=np.int64), closest)
        rows.append(csr_array((weights[closest], places), shape=shape))
    return csr_array(vstack(rows))


def _by_meaning(catalogue: Catalogue, new: NDArray[np.int64], known: NDArray[np.bool_]) -> csr_array:
    """The same for many at once, as after an import: by embeddings alone, which can be searched in lists."""
    found = nearest(catalogue.embeddings, new, KIN, among=known)
    return csr_array(kept(found, found.data > 0).power(MEANING_SHARPNESS))


def likenesses(catalogue: Catalogue, position: int) -> NDArray[np.float64]:
    """How like one product's text is to every product's, by words and by meaning: (P,), 1 for the same."""
    meaning = catalogue.embeddings @ catalogue.embeddings[position]
    return np.asarray(WORDS * _common_words(catalogue, position) + (1 - WORDS) * meaning)


def _common_words(catalogue: Catalogue, position: int) -> NDArray[np.float64]:
    """Cosine of the words of title, category, brand and attributes, rare ones counting more."""
    shared = np.zeros(len(catalogue))
    for word in Traits.of(catalogue.products[position]).anywhere:
        having = catalogue.postings.positions(("", word))
        shared[having] += catalogue.rarity(len(having)) ** 2
    norms = catalogue.word_norms
    return np.asarray(shared / np.maximum(norms * norms[position], 1e-12))


def inherited(relations: Any, shares: csr_array, *, strength: float = STRENGTH, most: int = STRONGEST) -> Any:
    """Relations (P, P), sparse or dense, with those of newcomers taken from their kin.

    What kin have with others a newcomer has with these; what kin have with themselves, as what is bought
    again and again has, it has with itself.
    """
    new = np.flatnonzero(np.diff(shares.indptr))
    if not len(new):
        return relations
    own, itself = csr_array(shares[new], dtype=np.float32), relations.diagonal()
    if not isinstance(relations, csr_array):
        return _dense(relations, own, new, strength)
    others = kept(relations, relations.indices != row_numbers(relations)) if itself.any() else relations
    towards_kin = np.zeros(relations.shape[1], dtype=bool)
    towards_kin[own.indices] = True
    most = max(_FEWEST, min(most, _ENTRIES // len(new)))
    outgoing = _product(own, others, most)
    incoming = _product(own, csr_array(kept(others, towards_kin[others.indices]).T.tocsr()), most)
    among = _product(outgoing, csr_array(own.T.tocsr()), most)
    placed = _placed(outgoing, csr_array(strength * incoming.T), strength * among, new)
    again = np.zeros(relations.shape[1], dtype=np.float32)
    again[new] = own @ itself
    return joined(relations, csr_array(placed + diags_array(again, format="csr")) if again.any() else placed)


def _product(rows: csr_array, matrix: csr_array, count: int) -> csr_array:
    """`rows` (n, m) times `matrix` (m, k), the strongest entries of each row: the whole may be very large."""
    parts = (strongest(csr_array(rows[each] @ matrix), count) for each in strips(rows.shape[0], _STRIP))
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
    found, itself = relations.copy(), relations.diagonal().copy()
    np.fill_diagonal(found, 0.0)
    found[new] += own @ found
    found[:, new] += strength * (own @ found.T).T
    itself[new] = own @ itself
    np.fill_diagonal(found, itself)
    return found
