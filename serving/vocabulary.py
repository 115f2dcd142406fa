"""The catalog's own words, for whoever reads what shoppers write: values, brands, nouns."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.products import Product
from serving.facets import Facets, facets

ATTRIBUTES_READ = frozenset({"colour", "color", "material"})
"""The attributes whose values are names of nothing else; "water" as an occasion would make a bottle one."""
MOST_THINGS = 5_000
"""Nouns, those of most products."""
# "Terracotta pot with fern, small" is a pot: what follows says of which kind.
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTS = re.compile(r"&|,| and ")
_HEAD_ENDS = re.compile(r"[,(:;–—/|]|\s(?:with|for|in|of|from|by|and|&|-)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CatalogWords:
    """What the products that are on sale say of themselves."""

    attributes: Mapping[str, Sequence[str]]
    brands: Sequence[str]
    things: Sequence[str]
    """The nouns of titles and categories, in small letters: "mug", "jackets"."""


def catalog_words(products: Sequence[Product]) -> CatalogWords:
    """The words of these products."""
    counted: Facets = facets(products)
    values = {
        name: [facet.value for facet in own]
        for name, own in counted.attributes.items()
        if name in ATTRIBUTES_READ
    }
    said = {word for own in values.values() for value in own for word in _WORD.findall(value.lower())}
    things = Counter(thing for product in products for thing in set(_things(product)) if thing not in said)
    return CatalogWords(
        attributes=values,
        brands=[facet.value for facet in counted.brands],
        things=[thing for thing, _ in things.most_common(MOST_THINGS)],
    )


def _things(product: Product) -> Iterator[str]:
    yield from _last(product.title)
    leaf = product.category.rpartition(" > ")[2]
    for part in _PARTS.split(leaf):
        yield from _last(part)


def _last(phrase: str) -> Iterable[str]:
    head = _WORD.findall(_HEAD_ENDS.split(phrase, maxsplit=1)[0].lower())
    return head[-1:]
