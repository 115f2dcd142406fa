"""Products by what they are called, as somebody types it: an id, a SKU, a GTIN, in any case and spacing."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.aliases import canonical
from core.products import Product

IDENTIFYING = frozenset({"sku", "gtin", "ean", "upc", "isbn", "mpn", "barcode"})
"""Attributes that say which product it is, and nothing of what it is like."""
LONGEST = 400
"""Characters, spaces and hyphens with them: what is typed beyond that is no id, and slow to read as one."""
DASHES = "Pd"
"""Unicode's category: all that is typed for a hyphen."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Where the products of a catalog stand, by their codes without case, spaces and hyphens."""

    positions: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, products: Sequence[Product]) -> "Codes":
        """Read what all products are called."""
        return cls({}).changed({}, dict(enumerate(products)))

    def changed(self, before: Mapping[int, Product], after: Mapping[int, Product]) -> "Codes":
        """The same after the products at some positions changed or came."""
        positions = dict(self.positions)
        for at, product in before.items():
            for code in _codes(product):
                left = tuple(other for other in positions.pop(code) if other != at)
                positions |= {code: left} if left else {}
        for at, product in after.items():
            for code in _codes(product):
                positions[code] = (*positions.get(code, ()), at)
        return Codes(positions)

    def called(self, typed: str, products: Sequence[Product]) -> list[int]:
        """Where the products stand that are called so; first those that are written so, but for the case."""
        if len(typed) > LONGEST:
            return []
        written = _folded(typed.strip())
        return sorted(
            self.positions.get(_code(typed), ()),
            key=lambda at: (all(_folded(name) != written for name in _names(products[at])), at),
        )


def _names(product: Product) -> Iterator[str]:
    yield product.product_id
    yield from product.aliases
    yield from (value for name, value in product.attributes.items() if name.lower() in IDENTIFYING and value)


def _codes(product: Product) -> set[str]:
    return {_code(name) for name in _names(product)}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _code(text: str) -> str:
    """What is typed; an ISBN with hyphens, or a GTIN in groups, is the number that it is."""
    kept = (sign for sign in _folded(text) if not sign.isspace() and unicodedata.category(sign) != DASHES)
    return canonical("".join(kept)) or text
