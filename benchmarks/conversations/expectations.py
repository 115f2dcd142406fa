"""What a turn is expected to do, and whether it did: each key of an expectation is one check."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]
UNSURE = (
    "doesn't answer",
    "hasn't told",
    "won't guess",
    "not stated",
    "doesn't say",
    "does not say",
    "don't know",
    "do not know",
    "can't say",
    "isn't said",
    "not said",
    "no idea",
)
PERSON = ("colleague", "aus dem team", "a person", "person here", "someone here", "kolleg", "mensch")


@dataclass(frozen=True)
class Seen:
    """What a turn brought: the words, the products in their order, and what was stored."""

    text: str
    products: Sequence[Json] = ()
    quotes: Sequence[str] = ()
    compared: Sequence[str] | None = None
    basket: Json | None = None
    stored: Sequence[Json] = field(default_factory=tuple)  # signals that are new after it
    buttons: Sequence[Json] = ()

    @property
    def words(self) -> str:
        """All that was said, in lower case, with straight apostrophes."""
        return straight(" ".join((self.text, *self.quotes)))


def straight(text: str) -> str:
    """In lower case, with straight apostrophes and single spaces."""
    return " ".join(text.lower().replace("\u2019", "'").split())


def unmet(expected: Json, seen: Seen) -> list[str]:
    """The keys of an expectation that do not hold."""
    unknown = set(expected) - set(CHECKS)
    if unknown:
        raise ValueError(f"No such expectation: {', '.join(sorted(unknown))}.")
    return [name for name, value in expected.items() if not CHECKS[name](value, seen)]


def _shows(any_of: Sequence[str], seen: Seen) -> bool:
    ids = [product["product_id"] for product in seen.products]
    return bool(ids) and set(ids) <= set(any_of)


def _within(limits: Json, seen: Seen) -> bool:
    return bool(seen.products) and all(_is_within(product, limits) for product in seen.products)


def _is_within(product: Json, limits: Json) -> bool:
    price = Decimal(str(product["price"]))
    attributes = {name: str(value).lower() for name, value in (product.get("attributes") or {}).items()}
    return (
        price <= Decimal(str(limits.get("max_price", "Infinity")))
        and price >= Decimal(str(limits.get("min_price", 0)))
        and product["product_id"] not in limits.get("not", ())
        and (not limits.get("in_stock") or bool(product.get("in_stock", True)))
        and (
            not limits.get("category")
            or any(product["category"].startswith(path) for path in limits["category"])
        )
        and all(
            any(value.lower() in attributes.get(name, "") for value in values)
            for name, values in limits.get("attributes", {}).items()
        )
    )


def _says(parts: Sequence[str | Sequence[str]], seen: Seen) -> bool:
    return all(
        any(straight(other) in seen.words for other in ([part] if isinstance(part, str) else part))
        for part in parts
    )


def _says_not(parts: Sequence[str], seen: Seen) -> bool:
    return not any(straight(part) in seen.words for part in parts)


def _quotes(parts: Sequence[str], seen: Seen) -> bool:
    return any(straight(part) in seen.words for part in parts)


def _verdict(verdict: str, seen: Seen) -> bool:
    unsure = any(words in seen.words for words in UNSURE)
    if verdict == "unknown":
        return unsure
    first = seen.words.replace(",", " ").replace(".", " ").replace(":", " ").split()
    return not unsure and verdict in first[:12]


def _compares(ids: Sequence[str], seen: Seen) -> bool:
    if seen.compared is None:
        return False
    return set(seen.compared) == set(ids) if ids else len(seen.compared) >= 2


def _basket(wanted: Json, seen: Seen) -> bool:
    if seen.basket is None:
        return False
    same = {name: seen.basket.get(name) for name in ("action", "product_id") if name in wanted}
    quantity = wanted.get("quantity", seen.basket.get("quantity"))
    return quantity == seen.basket.get("quantity") and all(
        wanted[name] == value for name, value in same.items()
    )


def _records(wanted: Sequence[Json], seen: Seen) -> bool:
    return all(any(_is(signal, kind) for signal in seen.stored) for kind in wanted)


def _records_not(refused: Sequence[Json], seen: Seen) -> bool:
    return not any(_is(signal, kind) for signal in seen.stored for kind in refused)


def _is(signal: Json, wanted: Json) -> bool:
    return all(
        signal.get(name) == value if name == "kind" else _same(signal.get(name), value)
        for name, value in wanted.items()
    )


def _same(stored: Any, wanted: Any) -> bool:
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return stored is not None and Decimal(str(stored)) == Decimal(str(wanted))
    if isinstance(wanted, str) and isinstance(stored, str):
        return wanted.lower() in stored.lower() or stored.lower() in wanted.lower()
    return bool(stored == wanted)


def _person(offered: bool, seen: Seen) -> bool:
    return any(word in seen.words for word in PERSON) == offered


def _order(status: str, seen: Seen) -> bool:
    signs = {
        "shipped": ("on its way", "travelling", "has left us", "shipped"),
        "delivered": ("delivered",),
        "unknown": ("can't find", "there is no", "don't find", "not find"),
        "asks": ("order number", "which order"),
    }
    return any(sign in seen.words for sign in signs[status])


CHECKS: Mapping[str, Callable[[Any, Seen], bool]] = {
    "shows": _shows,
    "within": _within,
    "shows_none": lambda none, seen: (not seen.products) == none,
    "says": _says,
    "says_not": _says_not,
    "quotes": _quotes,
    "verdict": _verdict,
    "compares": _compares,
    "basket": _basket,
    "records": _records,
    "records_not": _records_not,
    "person": _person,
    "order": _order,
}
