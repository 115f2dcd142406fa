"""The products of a catalog by the words and the meaning of their texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.products import Product, ProductId
from recommender import Catalog, Encoder, Filters
from recommender.policy import allowed
from search import ParsedQuery, QueryReader, SearchIndex, SearchText
from serving.wordbook import Wordbook

IDENTIFYING = frozenset({"sku", "gtin", "ean", "upc", "isbn", "mpn", "barcode"})
"""Attributes that say which product it is, and nothing of what it is like."""
MOST_AT_ONCE = 16
"""So many words of a question are encoded in one go."""
SURE = 1.0
"""The score of a product whose id is typed."""


@dataclass(frozen=True)
class Hit:
    """A product that answers a search; the score is 0–1."""

    product_id: ProductId
    score: float


@dataclass(frozen=True)
class Hits:
    """All that answers a search, best first, and how the question was read."""

    positions: NDArray[np.int64]
    scores: NDArray[np.float64]
    query: ParsedQuery

    def __len__(self) -> int:
        return len(self.positions)


@dataclass(frozen=True)
class CatalogSearch:
    """One catalog and the index of its texts, product by product."""

    catalog: Catalog
    index: SearchIndex
    identifiers: Mapping[str, int] = field(default_factory=dict)
    """The position of each product by what it is known as, in small letters."""

    @classmethod
    def of(cls, catalog: Catalog) -> "CatalogSearch":
        """Read the texts of all products."""
        index = SearchIndex.of(map(search_text, catalog.products))
        return cls(catalog, index, _by_identifier(dict(enumerate(catalog.products))))

    def changed(self, catalog: Catalog, positions: Sequence[int]) -> "CatalogSearch":
        """The same after the products at `positions` changed or came; `catalog` holds them as they are."""
        before = {at: self.catalog.products[at] for at in positions if at < len(self.catalog)}
        after = {at: catalog.products[at] for at in positions}
        index = self.index.changed(_texts(before), _texts(after), size=len(catalog))
        identifiers = dict(self.identifiers)
        for name, at in _by_identifier(before).items():
            if identifiers.get(name) == at:
                del identifiers[name]
        return CatalogSearch(catalog, index, identifiers | _by_identifier(after))

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """In small letters, of the products that are on sale."""
        on_sale = (product for product in self.catalog.products if product.active)
        return frozenset(name.lower() for product in on_sale for name in product.attributes)

    def search(
        self,
        query: str,
        *,
        encoder: Encoder | None,
        wordbook: Wordbook | None = None,
        filters: Filters | None = None,
        count: int = 10,
    ) -> list[Hit]:
        """At most `count` products, best first; none rather than a random one."""
        mask = allowed(self.catalog, filters or Filters())
        hits = self.hits(query, encoder=encoder, wordbook=wordbook, among=mask)
        ids = self.catalog.product_ids
        best = zip(hits.positions[:count].tolist(), hits.scores[:count].tolist(), strict=True)
        return [Hit(ids[position], score) for position, score in best]

    def hits(
        self,
        query: str,
        *,
        encoder: Encoder | None,
        among: NDArray[np.bool_],
        wordbook: Wordbook | None = None,
    ) -> Hits:
        """All products that answer and are `among` (P,); that whose id is typed comes first."""
        parsed = self._reader(query, wordbook or Wordbook(), encoder).read(query)
        meaning = self._cosines(parsed.meaning, encoder) if encoder else None
        ranked = self.index.ranked(parsed, meaning=meaning)
        order = ranked.order(among)
        scores = ranked.scores[order]
        typed = self.identifiers.get(query.strip().casefold())
        if typed is not None and among[typed]:
            others = order != typed
            order, scores = np.append(typed, order[others]), np.append(SURE, scores[others])
        return Hits(order, scores, parsed)

    def _reader(self, query: str, wordbook: Wordbook, encoder: Encoder | None) -> QueryReader:
        vectors: dict[str, NDArray[np.float32]] = {}

        def near(word: str) -> list[tuple[str, float]]:
            if encoder is None or not wordbook.vectors.words:
                return []
            if word not in vectors:  # those that will be asked for, too: at once they take half as long
                words = dict.fromkeys((word, *self.index.vocabulary.unnamed(query)[:MOST_AT_ONCE]))
                vectors.update(zip(words, encoder.encode(list(words)), strict=True))
            return wordbook.vectors.nearest(word, vectors[word])

        return QueryReader(
            self.index.vocabulary,
            groups=self.index.groups,
            synonyms=wordbook.synonyms,
            lexicon=wordbook.lexicon,
            near=near,
        )

    def _cosines(self, query: str, encoder: Encoder) -> NDArray[np.float64]:
        if not query.strip() or not len(self.catalog):
            return np.zeros(len(self.catalog))
        return np.asarray(self.catalog.embeddings @ encoder.encode([query])[0], dtype=np.float64)


def search_text(product: Product) -> SearchText:
    """What of a product is searched, by its parts."""
    values = (value for name, value in product.attributes.items() if name.lower() not in IDENTIFYING)
    return SearchText(
        product.title, " ".join((product.category, product.brand, *values)), product.description
    )


def identifiers(product: Product) -> set[str]:
    """What a product is known as, in small letters: its id, its aliases, and attributes that identify it."""
    aliases: Sequence[str] = getattr(product, "aliases", ())
    values = (value for name, value in product.attributes.items() if name.lower() in IDENTIFYING)
    return {name.strip().casefold() for name in (product.product_id, *aliases, *values)} - {""}


def _by_identifier(products: Mapping[int, Product]) -> dict[str, int]:
    """Positions by identifier; a product's own id goes before what others are known as."""
    names = {name: at for at, product in products.items() for name in identifiers(product)}
    return names | {product.product_id.casefold(): at for at, product in products.items()}


def _texts(products: Mapping[int, Product]) -> dict[int, SearchText]:
    return {at: search_text(product) for at, product in products.items()}
