"""Products side by side, from what the shop lists of them: what differs, and who would rather take which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions import wording
from actions.api import Json
from actions.understanding.wishes import Wish

MOST_ROWS = 12
_SENTENCE = re.compile(r"[^.!?]{1,400}[.!?]?")
_MEASURE = re.compile(r"(\d{1,9}(?:\.\d{1,4})?)\s?(kg|g|mm|cm|m|ml|l|lb|oz)\b")
_LESS = {"weight": "lighter", "width": "narrower", "height": "lower", "length": "shorter"}
_LONGEST_TEXT = 200  # characters of a sentence
_LONGEST_VALUE = 500  # characters of a row's value, as at the API


@dataclass(frozen=True)
class Row:
    """One trait of all of them, in their order; an empty value is not known."""

    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether they are not all the same."""
        return len(set(self.values)) > 1

    def to_json(self) -> Json:
        """As the panel takes it."""
        return {"name": self.name, "values": list(self.values), "differs": self.differs}


def rows(products: Sequence[Json]) -> list[Row]:
    """Price, brand, attributes, stock and what their texts say apart; rows that differ come first."""
    traits = [
        Row("Price", tuple(wording.money(product["price"]) for product in products)),
        Row("Brand", tuple(str(product.get("brand") or "") for product in products)),
        *_attributes(products),
        Row("Stock", tuple(_stock(product) for product in products)),
        Row("The shop writes", tuple(_own_words(product, products) for product in products)),
    ]
    told = [row for row in traits if any(row.values)]
    return sorted(told, key=lambda row: not row.differs)[:MOST_ROWS]


def differences(told: Sequence[Row], *, most: int = 3) -> str:
    """The main differences as sentences: "Price: £9 and £12. Colour: red and blue."."""
    short = [row for row in told if row.differs and row.name != "The shop writes" and all(row.values)]
    return " ".join(f"{row.name}: {_in_order(row.values)}." for row in short[:most])


def advice(
    products: Sequence[Json], *, wishes: Sequence[Wish] = (), maximum: Decimal | None = None
) -> list[str]:
    """Who would rather take which, a sentence for each of which something speaks that others do not have."""
    sentences = []
    for product in products:
        others = [other for other in products if other is not product]
        points = list(dict.fromkeys(_points(product, others, wishes, maximum)))
        if points:
            sentences.append(f"{product['title']}: {wording.listed(points)}.")
    return sentences


def _points(
    product: Json, others: Sequence[Json], wishes: Sequence[Wish], maximum: Decimal | None
) -> Iterator[str]:
    price, prices = Decimal(product["price"]), [Decimal(other["price"]) for other in others]
    if price < min(prices):
        yield f"it costs {'least' if len(others) > 1 else 'less'} ({wording.money(price)})"
    if maximum is not None and price <= maximum < max(prices):
        yield f"it keeps to your limit of {wording.money(maximum)}"
    if _is_there(product) and not any(_is_there(other) for other in others):
        yield "it alone is in stock"
    yield from _wished(product, others, wishes)
    for name, value in _traits(product).items():
        measures = [_measure(_traits(other).get(name, "")) for other in others]
        if _LESS.get(name.lower()) and _is_least(_measure(value), measures):
            yield f"it is {_LESS[name.lower()]} ({value})"


def _wished(product: Json, others: Sequence[Json], wishes: Sequence[Wish]) -> Iterator[str]:
    """What the shopper said that this one meets, and not every other."""
    for wish in wishes:
        meets = [_has(candidate, wish) for candidate in (product, *others)]
        if wish.wanted and meets[0] and not all(meets):
            yield (
                f"it is {wish.value}, as you wished"
                if wish.attribute != "size"
                else f"it comes in {wish.value}"
            )
        if not wish.wanted and not meets[0] and any(meets) and wish.attribute in _traits(product):
            yield f"it is not {wish.value}"


def _has(product: Json, wish: Wish) -> bool:
    values = _traits(product).get(wish.attribute, "") if wish.attribute != "brand" else product.get("brand")
    return wish.value.lower() in [value.strip().lower() for value in str(values or "").split(",")]


def _attributes(products: Sequence[Json]) -> Iterator[Row]:
    names = dict.fromkeys(name for product in products for name in _traits(product))
    for name in names:
        values = tuple(_traits(product).get(name, "")[:_LONGEST_VALUE] for product in products)
        yield Row(name[:1].upper() + name[1:], values)


def _traits(product: Json) -> Mapping[str, str]:
    return product.get("attributes") or {}


def _stock(product: Json) -> str:
    return "in stock" if _is_there(product) else "out of stock"


def _is_there(product: Json) -> bool:
    return bool(product.get("active", True)) and product.get("stock") != 0


def _own_words(product: Json, products: Sequence[Json]) -> str:
    """The first sentence of a description that is in none of the others."""
    elsewhere = " ".join(str(other.get("description") or "") for other in products if other is not product)
    sentences = (match[0].strip() for match in _SENTENCE.finditer(str(product.get("description") or "")))
    return next((text[:_LONGEST_TEXT] for text in sentences if text and text not in elsewhere), "")


def _measure(value: str) -> tuple[Decimal, str] | None:
    match = _MEASURE.fullmatch(value.strip().lower())
    return (Decimal(match[1]), match[2]) if match else None


def _is_least(own: tuple[Decimal, str] | None, others: Sequence[tuple[Decimal, str] | None]) -> bool:
    """Whether a number is smaller than all the others, of the same unit."""
    return own is not None and all(
        other is not None and other[1] == own[1] and own[0] < other[0] for other in others
    )


def _in_order(values: Sequence[str]) -> str:
    return " and ".join([", ".join(values[:-1]), values[-1]])
