"""The words of one product by where they stand: what stated preferences and refusals are checked against."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.products import Product
from search import words


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

    def counts(self) -> dict[tuple[str, str], int]:
        """Every word with the name of where it stands, once."""
        return {(name, word): 1 for name, own in self.fields() for word in own}

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
