"""Which products are one product in another size or colour: a list shows one of them."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.products import Product

GROUP_ATTRIBUTES = ("variant_of", "item_group_id", "group_id")
"""Attributes by which a shop says it itself: the id of the main product, or any name that variants share."""
_VARYING_TEXT = """
size colour color pack farbe größe couleur taille talla colore taglia kleur maat kolor rozmiar färg storlek
"""
GROUP = "group "
"""What the key of a group that the shop names begins with."""
_VARYING = frozenset(_VARYING_TEXT.split())
# No colours: green and black tea are two products, and only its attribute says that green is a mug's colour.
_SIZES_TEXT = "xxs xs s m l xl xxl xxxl small medium large extra-large one-size"
_SIZES = frozenset(_SIZES_TEXT.split())
_MEASURE = re.compile(
    # From the first digit, and of a few numbers: one that is none is not tried again from its middle.
    r"(?<!\d)\d{1,9}(?:[.,x×]\d{1,9}){0,5}\s?(?:ml|cl|l|g|kg|mg|mm|cm|m|in|inch|oz|lb|lbs|fl|pcs|pack|tb|gb)\b"
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def key(product: Product) -> str:
    """The same for all variants of one product: the shop's own group, else brand, category and bare title.

    A product that says neither size nor colour is a variant of none: fifty clocks may be called "Clock".
    """
    for name in GROUP_ATTRIBUTES:
        if group := product.attributes.get(name, "").strip():
            return f"{GROUP}{group}"
    title = bare_title(product)
    if not title or (title == _words(product.title) and not _varying(product)):
        return ""
    return "\n".join((product.brand.lower(), product.category.lower(), title))


def bare_title(product: Product) -> str:
    """The title's words without sizes and what its attributes call its colour; empty if none is left."""
    own = _varying(product)
    title_words = _WORD.findall(_MEASURE.sub(" ", product.title.lower()))
    return " ".join(word for word in title_words if word not in _SIZES and word not in own)


def _varying(product: Product) -> frozenset[str]:
    """The words of its attributes that tell variants apart."""
    values = (value for name, value in product.attributes.items() if name.lower() in _VARYING)
    return frozenset(word for value in values for word in _WORD.findall(value.lower()))


def _words(title: str) -> str:
    return " ".join(_WORD.findall(title.lower()))


def groups(product_ids: Sequence[str], keys: Sequence[str]) -> NDArray[np.int64]:
    """A number for each product (P,), equal for variants; `keys` are theirs, "" is a product of its own.

    A product whose id others name as their group belongs to that group.
    """
    named = {variant_key.removeprefix(GROUP) for variant_key in keys if variant_key.startswith(GROUP)}
    numbers: dict[str, int] = {}
    variants = np.empty(len(keys), dtype=np.int64)
    for place, (product_id, own) in enumerate(zip(product_ids, keys, strict=True)):
        name = f"{GROUP}{product_id}" if product_id in named else own or f"alone {place}"
        variants[place] = numbers.setdefault(name, len(numbers))
    return variants
