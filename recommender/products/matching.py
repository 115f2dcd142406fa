"""How products meet what a shopper says of them, word by word."""

import numpy as np
from numpy.typing import NDArray

from core.interactions import Statement
from recommender.products.catalog import Catalog
from search import spellings
from search import terms as meaningful

_ELSEWHERE = 0.6  # the word stands in the product's title or another attribute, not where it was meant


def matches(catalog: Catalog, statement: Statement) -> NDArray[np.float32]:
    """How each product meets a statement: 1 in the named attribute, less elsewhere, 0 not at all."""
    scores = np.zeros(len(catalog), dtype=np.float32)
    wanted = frozenset(meaningful(statement.value))
    if wanted:
        scores[catalog.having("", wanted)] = _ELSEWHERE
        for spelling in spellings(statement.attribute):
            scores[catalog.having(spelling, wanted)] = 1.0
    return scores
