"""Which products a business rule is about: one pass over the catalog for each kind of condition in use."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from core.products import Product
from core.rules import Match
from recommender.products.catalog import Catalog

TAGS = "tags"
"""The attribute that holds a product's tags, separated by commas."""

_NONE: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


class ProductMatcher:
    """The products of a catalog by brand, tag, category and margin, each sorted when first asked."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def matching(self, match: Match) -> NDArray[np.int64]:
        """Positions of the products that meet every condition, ascending; none where none is given."""
        conditions = [positions for positions in self._conditions(match) if positions is not None]
        return reduce(np.intersect1d, conditions) if conditions else _NONE

    def _conditions(self, match: Match) -> Iterable[NDArray[np.int64] | None]:
        columns = self.catalog.columns
        known = [columns[product_id] for product_id in match.products if product_id in columns]  # type: ignore[index]
        yield np.array(sorted(known), dtype=np.int64) if match.products else None
        yield self._within(match.categories) if match.categories else None
        yield self.catalog.of_brands(match.brands) if match.brands else None
        yield _any(self._tags, match.tags) if match.tags else None
        if match.min_margin is not None or match.max_margin is not None:
            yield self._earning(match.min_margin, match.max_margin)

    def _within(self, categories: frozenset[str]) -> NDArray[np.int64]:
        wanted = [category.lower().strip() for category in categories]
        paths = [
            path
            for path in self._categories
            if any(path == category or path.startswith(f"{category} >") for category in wanted)
        ]
        return _any(self._categories, paths)

    def _earning(self, least: Decimal | None, greatest: Decimal | None) -> NDArray[np.int64]:
        """Products whose margin lies between the two; one of unknown margin never does."""
        low = -np.inf if least is None else float(least)
        high = np.inf if greatest is None else float(greatest)
        with np.errstate(invalid="ignore"):
            return np.flatnonzero((self._margins >= low - 1e-9) & (self._margins <= high + 1e-9))

    @cached_property
    def _categories(self) -> dict[str, NDArray[np.int64]]:
        return self._by(lambda product: [product.category.lower()])

    @cached_property
    def _tags(self) -> dict[str, NDArray[np.int64]]:
        return self._by(tags)

    @cached_property
    def _margins(self) -> NDArray[np.float64]:
        margins = (product.margin for product in self.catalog.products)
        return np.array([np.nan if margin is None else float(margin) for margin in margins], dtype=np.float64)

    def _by(self, names: Callable[[Product], Iterable[str]]) -> dict[str, NDArray[np.int64]]:
        places: dict[str, list[int]] = {}
        for position, product in enumerate(self.catalog.products):
            for name in names(product):
                places.setdefault(name, []).append(position)
        return {name: np.array(positions, dtype=np.int64) for name, positions in places.items()}


def tags(product: Product) -> list[str]:
    """A product's tags in lower case."""
    return [tag for part in product.attributes.get(TAGS, "").split(",") if (tag := part.strip().lower())]


def _any(places: dict[str, NDArray[np.int64]], names: Iterable[str]) -> NDArray[np.int64]:
    positions = [places.get(name.strip().lower(), _NONE) for name in names]
    return np.unique(np.concatenate(positions)) if positions else _NONE
