"""What the products of a search have in common: how many are of which category, brand, value and price."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from core.products import Product
from recommender import Catalog
from search import words
from serving.codes import IDENTIFYING

MOST_VALUES = 50
"""Values of a facet, those of most products."""
_STEPS = (1, 2, 5)
"""Prices are parted at these and at ten, a hundred … times as much."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value, and how many products have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class PriceRange:
    """The lowest and the highest price of neighbouring products, both included, and how many these are."""

    min_price: Decimal
    max_price: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts over some products."""

    categories: Sequence[FacetValue]
    """Of a path those above it, too."""
    brands: Sequence[FacetValue]
    attributes: Mapping[str, Sequence[FacetValue]]
    prices: Sequence[PriceRange]


def facets(products: Sequence[Product]) -> Facets:
    """Count what some products are."""
    attributes: dict[str, Counter[str]] = {}
    for product in products:
        for name, value in product.attributes.items():
            if name.lower() not in IDENTIFYING:
                attributes.setdefault(name.lower(), Counter()).update(set(values(value)))
    return Facets(
        categories=_most(Counter(path for product in products for path in _paths(product.category))),
        brands=_most(Counter(product.brand for product in products if product.brand)),
        attributes={name: _most(counts) for name, counts in sorted(attributes.items())},
        prices=_prices(sorted(product.price for product in products)),
    )


def values(text: str) -> Iterator[str]:
    """The values of an attribute, which holds several with commas between: "Small, Medium"."""
    return (value for part in text.split(",") if (value := part.strip()))


def having(catalog: Catalog, wanted: Sequence[tuple[str, frozenset[str]]]) -> NDArray[np.bool_]:
    """Whether each product has of each attribute any of the wanted values, in whatever case: (P,)."""
    mask = np.ones(len(catalog), dtype=bool)
    for name, any_of in wanted:
        own = np.zeros(len(catalog), dtype=bool)
        for value in any_of:
            likely: Sequence[int] | NDArray[np.int64] = (
                catalog.having(name.lower(), frozenset(words(value))) if words(value) else []
            )
            own[[at for at in likely if _has(catalog.products[at], name, value)]] = True
        mask &= own
    return mask


def _has(product: Product, name: str, wanted: str) -> bool:
    own = (value for other, value in product.attributes.items() if other.lower() == name.lower())
    return any(value.casefold() == wanted.casefold() for text in own for value in (text, *values(text)))


def _paths(category: str) -> Iterator[str]:
    steps = category.split(" > ") if category else []
    return (" > ".join(steps[:depth]) for depth in range(1, len(steps) + 1))


def _most(counts: Counter[str]) -> list[FacetValue]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [FacetValue(value, count) for value, count in ordered[:MOST_VALUES]]


def _prices(prices: Sequence[Decimal]) -> list[PriceRange]:
    """Ranges that hold at least one price, parted at round amounts."""
    ranges: dict[Decimal, list[Decimal]] = {}
    for price in prices:
        ranges.setdefault(_floor(price), []).append(price)
    return [PriceRange(own[0], own[-1], len(own)) for own in ranges.values()]


def _floor(price: Decimal) -> Decimal:
    """The round amount at or below a price: 1, 2 or 5 times a power of ten; 0 below 1."""
    if price < 1:
        return Decimal(0)
    power = Decimal(10) ** price.adjusted()
    return max(step * power for step in _STEPS if step * power <= price)
