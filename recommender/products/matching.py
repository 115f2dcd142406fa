"""How products meet what a shopper says of them, word by word; what is a kind of it counts, too."""

import numpy as np
from numpy.typing import NDArray

from core.interactions import Statement
from recommender.products.catalog import Catalog
from recommender.products.sizes import Size, is_meant, size_of
from search import ambiguous, kinds_of, spellings
from search import terms as meaningful

_ELSEWHERE = 0.6  # the word stands in the product's title or another attribute, not where it was meant
_KIND = 0.9  # navy for blue: blue itself comes first


def matches(catalog: Catalog, statement: Statement) -> NDArray[np.float32]:
    """How each product meets a statement: 1 in the named attribute, less elsewhere, 0 not at all: (P,)."""
    scores = np.zeros(len(catalog), dtype=np.float32)
    if size := size_of(statement):
        scores[sized(catalog, statement.attribute, size)] = 1.0
        return scores
    for kind in kinds_of(statement.attribute, statement.value):
        _score(catalog, statement.attribute, kind, scores, _KIND)
    _score(catalog, statement.attribute, statement.value, scores, 1.0)
    return scores


def refused_by(catalog: Catalog, statement: Statement) -> NDArray[np.int64]:
    """Positions of the products that have what a statement refuses, or a kind of it, wherever they say so."""
    positions = [_having(catalog, "", statement.value)]
    unclear = ambiguous()
    for kind in kinds_of(statement.attribute, statement.value):
        names = spellings(statement.attribute) if kind in unclear else ("",)
        positions += [_having(catalog, name, kind) for name in names]
    return np.unique(np.concatenate(positions))


def _score(catalog: Catalog, attribute: str, value: str, scores: NDArray[np.float32], most: float) -> None:
    """Raise the scores of the products that have the value to `most`, to less where it stands elsewhere."""
    names = dict.fromkeys(spellings(attribute), most)
    if not (most < 1.0 and value in ambiguous()):
        names[""] = most * _ELSEWHERE
    for name, score in names.items():
        positions = _having(catalog, name, value)
        scores[positions] = np.maximum(scores[positions], np.float32(score))


def _having(catalog: Catalog, name: str, value: str) -> NDArray[np.int64]:
    wanted = frozenset(meaningful(value))
    return catalog.having(name, wanted) if wanted else np.zeros(0, dtype=np.int64)


def sized(catalog: Catalog, attribute: str, wanted: Size | None = None) -> NDArray[np.bool_]:
    """Whether each product comes in sizes of which this attribute speaks; only in the `wanted` one: (P,)."""
    mask = np.zeros(len(catalog), dtype=bool)
    for (size, kind), positions in catalog.sizes.items():
        if is_meant(attribute, kind) and (wanted is None or size.has(wanted)):
            mask[positions] = True
    return mask
