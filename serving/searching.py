"""A search as a storefront asks it: words with limits of a price in them, filters, a page, counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from core.errors import InvalidInput
from core.products import Product
from recommender import Encoder, Filters
from recommender.policy import allowed
from search import ParsedQuery, read_prices
from serving.facets import Facets, facets, having
from serving.search import CatalogSearch, Hits
from serving.wordbook import Wordbook


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What is searched for; equal questions have equal answers."""

    text: str
    filters: Filters = field(default_factory=Filters)
    attributes: tuple[tuple[str, frozenset[str]], ...] = ()
    """Of each attribute that is named any of the values."""
    count: int = 20
    offset: int = 0
    with_facets: bool = False


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A page of what was found, and how the question was read."""

    products: Sequence[tuple[Product, float]]
    """Each with how well it fits, 0–1."""
    total: int
    """How many there are on all pages."""
    min_price: Decimal | None
    max_price: Decimal | None
    mendings: Mapping[str, str]
    """Words that were taken for slips, with those that were looked for in their place."""
    facets: Facets | None = None
    """Counts over all pages, where they were asked for."""


def search(
    question: SearchQuestion, index: CatalogSearch, *, encoder: Encoder, wordbook: Wordbook
) -> SearchAnswer:
    """What answers the question; InvalidInput for an attribute that no product has."""
    catalog = index.catalog
    text, filters = with_prices(question.text, question.filters)
    among = allowed(catalog, filters)
    if question.attributes:
        _known(index, question.attributes)
        among &= having(catalog, question.attributes)
    if text:
        hits = index.hits(text, encoder=encoder, wordbook=wordbook, among=among)
    else:  # "under 10" and nothing else
        everything = np.flatnonzero(among)
        hits = Hits(everything, np.zeros(len(everything)), ParsedQuery())
    page = slice(question.offset, question.offset + question.count)
    scored = zip(hits.positions[page].tolist(), hits.scores[page].tolist(), strict=True)
    return SearchAnswer(
        products=[(catalog.products[position], score) for position, score in scored],
        total=len(hits),
        min_price=filters.min_price,
        max_price=filters.max_price,
        mendings=hits.query.mendings,
        facets=facets([catalog.products[at] for at in hits.positions]) if question.with_facets else None,
    )


def with_prices(text: str, filters: Filters) -> tuple[str, Filters]:
    """A text without its limits of a price, and the filters with these: of two limits the narrower holds."""
    rest, low, high = read_prices(text)
    lowest = [limit for limit in (low, filters.min_price) if limit is not None]
    highest = [limit for limit in (high, filters.max_price) if limit is not None]
    return rest, replace(filters, min_price=max(lowest, default=None), max_price=min(highest, default=None))


def _known(index: CatalogSearch, attributes: Sequence[tuple[str, frozenset[str]]]) -> None:
    for name, _ in attributes:
        if name.lower() not in index.attribute_names:
            there = ", ".join(sorted(index.attribute_names)) or "none"
            raise InvalidInput(f"No product has an attribute {name!r}; there is {there}.", field="attribute")
