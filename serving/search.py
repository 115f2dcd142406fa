"""The products of a catalog by the words and the meaning of their texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.products import Product, ProductId
from recommender import Catalog, Encoder, Filters
from recommender.policy import allowed
from search import SearchIndex
from serving.codes import Codes


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
    codes: Codes

    @classmethod
    def of(cls, catalog: Catalog) -> "CatalogSearch":
        """Read the texts of all products."""
        index = SearchIndex.of(product.text for product in catalog.products)
        return cls(catalog, index, Codes.of(catalog.products))

    def changed(self, catalog: Catalog, positions: Sequence[int]) -> "CatalogSearch":
        """The same after the products at `positions` changed or came; `catalog` holds them as they are."""
        own = self.catalog.products
        before = {at: own[at] for at in positions if at < len(own)}
        after = {at: catalog.products[at] for at in positions}
        index = self.index.changed(_texts(before), _texts(after), size=len(catalog))
        return CatalogSearch(catalog, index, self.codes.changed(before, after))

    def search(
        self, query: str, *, encoder: Encoder | None, filters: Filters | None = None, count: int = 10
    ) -> list[Hit]:
        """At most `count` products, what is called so and then the best; none rather than a random one."""
        meaning = self._cosines(query, encoder) if encoder else None
        ranked = self.index.ranked(query, named=self._named, meaning=meaning)
        among = allowed(self.catalog, filters or Filters())
        scores = dict.fromkeys(
            (at for at in self.codes.called(query, self.catalog.products) if among[at]), 1.0
        )
        for position in ranked.best(count, among=among).tolist():
            scores.setdefault(position, float(ranked.scores[position]))
        return [Hit(self.catalog.product_ids[at], score) for at, score in scores.items()][:count]

    def _named(self, word: str) -> NDArray[np.int64]:
        """Products with a word in title, category, brand or attributes."""
        return self.catalog.having("", frozenset({word}))

    def _cosines(self, query: str, encoder: Encoder) -> NDArray[np.float64]:
        """Not a number where a text waits for the encoder."""
        if not query.strip() or not len(self.catalog):
            return np.zeros(len(self.catalog))
        cosines = np.asarray(self.catalog.embeddings @ encoder.encode([query])[0], dtype=np.float64)
        cosines[~self.catalog.encoded] = np.nan
        return cosines


def _texts(products: Mapping[int, Product]) -> dict[int, str]:
    return {at: product.text for at, product in products.items()}
