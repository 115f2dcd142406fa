"""The products of a catalog by the words and the meaning of their texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.products import ProductId
from recommender import Catalog, Encoder, Filters
from recommender.policy import allowed
from search import SearchIndex


@dataclass(frozen=True)
class Hit:
    """A product that answers a search; the score is 0–1."""

    product_id: ProductId
    score: float


@dataclass(frozen=True)
class CatalogSearch:
    """One catalog and the index of its texts, product by product."""

    catalog: Catalog
    index: SearchIndex

    @classmethod
    def of(cls, catalog: Catalog) -> "CatalogSearch":
        """Read the texts of all products."""
        return cls(catalog, SearchIndex.of(product.text for product in catalog.products))

    def changed(self, catalog: Catalog, positions: Sequence[int]) -> "CatalogSearch":
        """The same after the products at `positions` changed or came; `catalog` holds them as they are."""
        own = self.catalog.products
        before = {at: own[at].text for at in positions if at < len(own)}
        after = {at: catalog.products[at].text for at in positions}
        return CatalogSearch(catalog, self.index.changed(before, after, size=len(catalog)))

    def search(
        self, query: str, *, encoder: Encoder | None, filters: Filters | None = None, count: int = 10
    ) -> list[Hit]:
        """At most `count` products, best first; none rather than a random one."""
        meaning = self._cosines(query, encoder) if encoder else None
        ranked = self.index.ranked(query, named=self._named, meaning=meaning)
        best = ranked.best(count, among=allowed(self.catalog, filters or Filters()))
        ids = self.catalog.product_ids
        return [Hit(ids[position], float(ranked.scores[position])) for position in best.tolist()]

    def _named(self, word: str) -> NDArray[np.int64]:
        """Products with a word in title, category, brand or attributes."""
        return self.catalog.having("", frozenset({word}))

    def _cosines(self, query: str, encoder: Encoder) -> NDArray[np.float64]:
        if not query.strip() or not len(self.catalog):
            return np.zeros(len(self.catalog))
        return np.asarray(self.catalog.embeddings @ encoder.encode([query])[0], dtype=np.float64)
