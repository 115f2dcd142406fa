"""How products meet what a shopper says of them, word by word."""

import numpy as np
from numpy.typing import NDArray

from core.interactions import Statement
from recommender.products.catalogue import Catalogue
from search.analysis import spellings
from search.analysis import terms as meaningful

_ELSEWHERE = 0.6  # the word stands in the product's title or another attribute, not where it was meant


def matches(catalogue: Catalogue, statement: Statement) -> NDArray[np.float32]:
    """How each product meets a statement: 1 in the named attribute, less elsewhere, 0 not at all."""
    found = np.zeros(len(catalogue), dtype=np.float32)
    wanted = frozenset(meaningful(statement.value))
    if wanted:
        found[catalogue.having("", wanted)] = _ELSEWHERE
        for spelling in spellings(statement.attribute):
            found[catalogue.having(spelling, wanted)] = 1.0
    return found
