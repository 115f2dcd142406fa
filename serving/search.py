"""The products of a catalog by the words and the meaning of their texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.products import Product, ProductId
from recommender import Catalog, Encoder, Filters, knows_language
from recommender.policy import allowed
from search import ParsedQuery, QueryReader, SearchIndex, SearchText, language
from serving.codes import IDENTIFYING, Codes
from serving.vocabulary import CatalogWords, catalog_words
from serving.wordbook import Wordbook

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
    codes: Codes

    @classmethod
    def of(cls, catalog: Catalog) -> "CatalogSearch":
        """Read the texts of all products."""
        index = SearchIndex.of(map(search_text, catalog.products))
        return cls(catalog, index, Codes.of(catalog.products))

    def changed(self, catalog: Catalog, positions: Sequence[int]) -> "CatalogSearch":
        """The same after the products at `positions` changed or came; `catalog` holds them as they are."""
        before = {at: self.catalog.products[at] for at in positions if at < len(self.catalog)}
        after = {at: catalog.products[at] for at in positions}
        index = self.index.changed(_texts(before), _texts(after), size=len(catalog))
        return CatalogSearch(catalog, index, self.codes.changed(before, after))

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """In small letters, of the products that are on sale."""
        on_sale = (product for product in self.catalog.products if product.active)
        return frozenset(name.lower() for product in on_sale for name in product.attributes)

    @cached_property
    def words(self) -> CatalogWords:
        """What the products that are on sale say of themselves."""
        return catalog_words([product for product in self.catalog.products if product.active])

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
        """All products that answer and are `among` (P,); what is called as is typed comes first.

        Of an encoder that does not know the shop's language nothing is asked: the words speak alone.
        """
        if encoder and not knows_language(encoder, language()):
            encoder = None
        parsed = self._reader(query, wordbook or Wordbook(), encoder).read(query)
        meaning = self._cosines(parsed.meaning, encoder) if encoder else None
        ranked = self.index.ranked(parsed, meaning=meaning)
        order = ranked.order(among)
        called = [at for at in self.codes.called(query, self.catalog.products) if among[at]]
        order = np.array([*called, *order[~np.isin(order, called)]], dtype=np.int64)
        scores = ranked.scores[order]
        scores[: len(called)] = SURE
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
        cosines = np.asarray(self.catalog.embeddings @ encoder.encode([query])[0], dtype=np.float64)
        cosines[~self.catalog.encoded] = np.nan
        return cosines


def search_text(product: Product) -> SearchText:
    """What of a product is searched, by its parts."""
    values = (value for name, value in product.attributes.items() if name.lower() not in IDENTIFYING)
    return SearchText(
        product.title, " ".join((product.category, product.brand, *values)), product.description
    )


def _texts(products: Mapping[int, Product]) -> dict[int, SearchText]:
    return {at: search_text(product) for at, product in products.items()}
