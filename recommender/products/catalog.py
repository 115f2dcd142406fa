"""Today's products as columns: what filters, prices and stated preferences are checked against."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.products import Product, ProductId
from recommender.products.departments import Departments
from recommender.products.sizes import Size, sizes_of
from recommender.products.traits import Traits
from recommender.products.variants import groups, key
from search import Postings


@dataclass(frozen=True)
class Catalog:
    """Products in a fixed order; every array of the recommender has this order.

    What is read from texts and categories is read when it is first asked for.
    """

    products: tuple[Product, ...]
    columns: Mapping[ProductId, int]
    embeddings: NDArray[np.float32]  # (P, d), unit length or all zero
    prices: NDArray[np.float64]
    available: NDArray[np.bool_]
    listed: NDArray[np.bool_]  # False for what the shop has taken out: its past still speaks for others
    learned: int  # the first so many were there when the model was trained; those after them are newcomers

    @classmethod
    def of(cls, products: Sequence[Product], embeddings: NDArray[np.float32]) -> "Catalog":
        """Index products (P) and their embeddings (P, d)."""
        columns = {product.product_id: position for position, product in enumerate(products)}
        if len(columns) != len(products):
            raise ValueError("the same product_id appears twice in the catalog")
        if len(embeddings) != len(products):
            raise ValueError(f"{len(products)} products came with {len(embeddings)} embeddings")
        return cls(
            products=tuple(products),
            columns=columns,
            embeddings=np.asarray(embeddings, dtype=np.float32),
            prices=np.array([float(product.price) for product in products]),
            available=np.array([product.available for product in products], dtype=bool),
            listed=np.array([product.active for product in products], dtype=bool),
            learned=len(products),
        )

    @classmethod
    def bare(cls, product_ids: Sequence[ProductId], embeddings: NDArray[np.float32]) -> "Catalog":
        """Products of which only id and embedding are known, as a model file holds them: none is on sale."""
        return cls.of([Product(product_id, title="", active=False) for product_id in product_ids], embeddings)

    @cached_property
    def product_ids(self) -> tuple[ProductId, ...]:
        """Ids in the order of the products."""
        return tuple(self.columns)

    def __len__(self) -> int:
        return len(self.products)

    @cached_property
    def traits(self) -> tuple[Traits, ...]:
        """The words of every product by where they stand."""
        return tuple(Traits.of(product) for product in self.products)

    @cached_property
    def postings(self) -> Postings[tuple[str, str]]:
        """The products that have each word, by field; the field "" is all of them together."""
        return Postings.of(Traits.of(product).counts() for product in self.products)

    def having(self, name: str, wanted: frozenset[str]) -> NDArray[np.int64]:
        """Positions of the products that have all the `wanted` words in a field."""
        return reduce(np.intersect1d, (self.postings.positions((name, word)) for word in wanted))

    def rarity(self, containing: int) -> float:
        """What a word says that so many products have: its inverse document frequency, at least 1."""
        return float(1.0 + np.log((1 + len(self)) / (1 + containing)))

    @cached_property
    def word_norms(self) -> NDArray[np.float64]:
        """The length of each product's words as a vector in which rare words count more: (P,)."""
        squares = np.zeros(len(self))
        for (name, _), (positions, _counts) in self.postings.entries.items():
            if not name:
                squares[positions] += self.rarity(len(positions)) ** 2
        return np.sqrt(squares)

    @cached_property
    def variant_keys(self) -> tuple[str, ...]:
        """What variants of one product have in common, "" for a product that has none."""
        return tuple(key(product) for product in self.products)

    @cached_property
    def variants(self) -> NDArray[np.int64]:
        """The same number for products that are variants of one another: (P,)."""
        return groups(self.product_ids, self.variant_keys)

    @cached_property
    def variant_numbers(self) -> Mapping[str, int]:
        """The number of each variant key."""
        return dict(zip(self.variant_keys, self.variants.tolist(), strict=True))

    @cached_property
    def links(self) -> dict[object, Any]:
        """What was worked out of the embeddings alone, by its settings; all trainings share it."""
        return {}

    @cached_property
    def sizes(self) -> Mapping[tuple[Size, str], NDArray[np.int64]]:
        """Positions of the products that come in each size, by the kind of size."""
        return sizes_of(self.products)

    @cached_property
    def encoded(self) -> NDArray[np.bool_]:
        """Whether each product's text has an embedding, which a new one waits for: (P,)."""
        return np.asarray(self.embeddings.any(axis=1))

    @cached_property
    def centre(self) -> NDArray[np.float32]:
        """The embedding of the average product, of those that have one."""
        return np.asarray(self.embeddings.sum(axis=0) / np.float32(max(self.encoded.sum(), 1)))

    @cached_property
    def departments(self) -> Departments:
        """The products' categories as numbers."""
        return Departments.of([product.category for product in self.products])

    @cached_property
    def cheapness(self) -> NDArray[np.float32]:
        """From -1 (dear) to 1 (cheap) against the median price of its category; 0 without a price."""
        nothing = np.zeros(len(self), dtype=np.float32)
        return self.departments.cheapness(self.prices, nothing, range(len(self.departments.numbers)))

    def within(self, category: str) -> NDArray[np.bool_]:
        """Whether each product stands in a category path or below it."""
        return self.departments.within(category)

    @cached_property
    def _brands(self) -> Mapping[str, NDArray[np.int64]]:
        positions: dict[str, list[int]] = defaultdict(list)
        for position, product in enumerate(self.products):
            positions[product.brand.lower()].append(position)
        return {brand: np.array(own, dtype=np.int64) for brand, own in positions.items()}

    def of_brands(self, brands: Collection[str]) -> NDArray[np.int64]:
        """Positions of the products of any of these brands, ascending, in whatever case they are written."""
        wanted = {brand.lower().strip() for brand in brands}
        positions = [self._brands[brand] for brand in wanted if brand in self._brands]
        return np.sort(np.concatenate(positions)) if positions else np.zeros(0, dtype=np.int64)

    def up_to(self, price: Decimal) -> NDArray[np.bool_]:
        """Whether each product costs at most `price`."""
        return np.asarray(self.prices <= float(price))
