"""Today's products as columns: what filters, prices and stated preferences are checked against."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from core.products import Product, ProductId
from recommender.words import words


@dataclass(frozen=True)
class Traits:
    """The words of one product, by where they stand; `anywhere` is title, category, brand and attributes."""

    attributes: Mapping[str, frozenset[str]]
    category: frozenset[str]
    brand: frozenset[str]
    anywhere: frozenset[str]

    def fields(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Words by the name of where they stand, "" for anywhere."""
        yield "", self.anywhere
        yield "category", self.category
        yield "brand", self.brand
        yield from self.attributes.items()

    @property
    def shared(self) -> frozenset[str]:
        """What it may have in common with others beyond its name: category, brand and attribute words."""
        return self.category.union(self.brand, *self.attributes.values())

    @classmethod
    def of(cls, product: Product) -> "Traits":
        """Read a product's traits."""
        attributes = {name.lower(): frozenset(words(value)) for name, value in product.attributes.items()}
        category, brand = frozenset(words(product.category)), frozenset(words(product.brand))
        anywhere = frozenset(words(product.title)).union(category, brand, *attributes.values())
        return cls(attributes, category, brand, anywhere)


@dataclass(frozen=True)
class Catalogue:
    """Products in a fixed order; every array of the recommender has this order."""

    products: tuple[Product, ...]
    columns: Mapping[ProductId, int]
    traits: tuple[Traits, ...]
    embeddings: NDArray[np.float32]  # (P, d), unit length or all zero
    prices: NDArray[np.float64]
    available: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        products: Sequence[Product],
        embeddings: NDArray[np.float32],
        *,
        previous: "Catalogue | None" = None,
    ) -> "Catalogue":
        """Index products (P) and embeddings (P, d); what is unchanged since `previous` is not read again."""
        columns = {product.product_id: position for position, product in enumerate(products)}
        if len(columns) != len(products):
            raise ValueError("the same product_id appears twice in the catalogue")
        if len(embeddings) != len(products):
            raise ValueError(f"{len(products)} products came with {len(embeddings)} embeddings")
        return cls(
            products=tuple(products),
            columns=columns,
            traits=tuple(_traits(product, previous) for product in products),
            embeddings=np.asarray(embeddings, dtype=np.float32),
            prices=np.array([float(product.price) for product in products]),
            available=np.array([product.available for product in products], dtype=bool),
        )

    @classmethod
    def bare(cls, product_ids: Sequence[ProductId], embeddings: NDArray[np.float32]) -> "Catalogue":
        """Products of which only id and embedding are known, as a model file holds them."""
        return cls.of([Product(product_id, title="") for product_id in product_ids], embeddings)

    @cached_property
    def product_ids(self) -> tuple[ProductId, ...]:
        """Ids in the order of the products."""
        return tuple(self.columns)

    def __len__(self) -> int:
        return len(self.products)

    @cached_property
    def postings(self) -> Mapping[tuple[str, str], NDArray[np.int64]]:
        """The products that have each word, by field; the field "" is all of them together."""
        found: dict[tuple[str, str], list[int]] = {}
        for position, traits in enumerate(self.traits):
            for name, own in traits.fields():
                for word in own:
                    found.setdefault((name, word), []).append(position)
        return {key: np.array(positions, dtype=np.int64) for key, positions in found.items()}

    def having(self, name: str, wanted: frozenset[str]) -> NDArray[np.int64]:
        """Positions of the products that have all the `wanted` words in a field."""
        nothing = np.zeros(0, dtype=np.int64)
        return reduce(np.intersect1d, (self.postings.get((name, word), nothing) for word in wanted))

    @cached_property
    def centre(self) -> NDArray[np.float32]:
        """The embedding of the average product."""
        return np.asarray(self.embeddings.mean(axis=0) if len(self) else self.embeddings.sum(axis=0))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Category paths in lower case, in the order of the products."""
        return tuple(product.category.lower() for product in self.products)

    @cached_property
    def cheapness(self) -> NDArray[np.float32]:
        """From -1 (dear) to 1 (cheap) against the median price of its category; 0 without a price."""
        cheapness = np.zeros(len(self), dtype=np.float32)
        names, codes = np.unique(np.array(self.categories, dtype=object).astype(str), return_inverse=True)
        for code in range(len(names)):
            members = np.flatnonzero((codes == code) & (self.prices > 0))
            if len(members) > 1:
                relative = np.log(np.median(self.prices[members]) / self.prices[members])
                cheapness[members] = np.clip(relative, -1.0, 1.0)
        return cheapness

    def within(self, category: str) -> NDArray[np.bool_]:
        """Whether each product stands in a category path or below it."""
        wanted = category.lower().strip()
        return np.array(
            [path == wanted or path.startswith(wanted + " >") for path in self.categories], dtype=bool
        )

    def up_to(self, price: Decimal) -> NDArray[np.bool_]:
        """Whether each product costs at most `price`."""
        return np.asarray(self.prices <= float(price))


def _traits(product: Product, previous: Catalogue | None) -> Traits:
    position = previous.columns.get(product.product_id) if previous else None
    if previous is None or position is None:
        return Traits.of(product)
    before = previous.products[position]
    return previous.traits[position] if before is product or before == product else Traits.of(product)
