"""Which of the products just shown are meant: "the second one", "not the mug", "both", "this"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from actions.understanding.lists import words as listed

_ORDINALS = (("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"), ("fifth", "5th"))
_CARDINALS = ("one", "two", "three", "four", "five")
# All of these read words with single spaces between them. "The last week" and "second hand" name no product.
_NO_PLACE = (
    r"(?! (?:week|month|year|night|time|order|christmas|xmas|day|summer|winter|spring|weekend|aid|class"
    r"|name|hand|party|thing|birthday|of all|baby|home|date|chance|minute|step|thought|guess|long|to go))"
)
_FIRST_FEW = re.compile(r"\b(?:first|top) (two|three|2|3)\b")
_LAST_FEW = re.compile(r"\b(?:last|bottom) (two|2)\b")
_LAST = re.compile(
    rf"\b(?:(?:the|this|that|your) (?:very )?(?:last|final|bottom)|(?:last|final|bottom) one)\b{_NO_PLACE}"
)
_TOP = re.compile(r"\b(?:the )?top (?:one|left)\b|\bthe top$")
_MIDDLE = re.compile(r"\bmiddle\b")
_LATTER = re.compile(r"\bthe latter\b")
_FORMER = re.compile(r"\bthe former\b")
_WORD = re.compile(r"[a-z]{3,}")
_ENDING = re.compile(r"(?<=[a-z]{3})(es|s)$")
_EVERY = re.compile(
    r"\b(both|all(?: (?:of )?(?:them|these|those|three))?|every one|each|neither"
    r"|(?:any|none) of (?:them|these|those))\b"
)
_ASKING = frozenset(Path(__file__).with_name("asking.txt").read_text(encoding="utf-8").split())
_NAME = r"((?:[^\W\d_][\w'-]{0,30} ?){1,5})"
_THE = re.compile(rf"\b(?:the|that|this|your|those|these) {_NAME}")
_ONES = re.compile(r"(?:^|[,.;] |\b(?:a|an|of) )((?:[^\W\d_][\w'-]{0,30} ){1,3})ones?\b")
_CHEAP = re.compile(
    r"\b(?:cheaper|cheapest|least expensive|less expensive) (?:one|of (?:the|them|these)|ones|\w+)\b"
)
_DEAR = re.compile(
    r"\b(?:dearer|dearest|pricier|priciest|(?:more|most) expensive) (?:one|of (?:the|them|these)|\w+)\b"
)
_PRICED = re.compile(r"\b(?:the|that|this) (?:cheap|dear|pric|less exp|least exp|more exp|most exp)")
_IT = re.compile(
    r"\b(?:it|its|it's|this|that|that's|thats|them|they|these|those|the one|same one|this one|that one)\b"
)
_FILLER = listed("references", "filler")


def _pattern(place: int) -> re.Pattern[str]:
    """What names the product at a place: "the 2nd", "number 2", "#1 and 2", or nothing but "2"."""
    ordinal, number = "|".join(_ORDINALS[place]), place + 1
    label = r"(?:\b(?:number|numbers|no\.?|nr\.?|option|item|product|between) ?|# ?)"
    listed = rf"{label}(?:[1-5] ?(?:,|and|&) ?){{0,9}}(?:{number}|{_CARDINALS[place]})\b(?! ?[-/.]?\d)"
    alone = rf"\A(?:(?:i )?(?:like|love|want|prefer|not|the ) ){{0,9}}{number}[ .!]*\Z"
    return re.compile(rf"\b(?:{ordinal})\b{_NO_PLACE}|{listed}|{alone}")


_NAMES = tuple(_pattern(place) for place in range(len(_ORDINALS)))


@dataclass(frozen=True)
class Shown:
    """A product as the shopper saw it: enough to tell it from its neighbours."""

    product_id: str
    title: str = ""
    price: Decimal = Decimal(0)
    colour: str = ""
    category: str = ""
    brand: str = ""
    reason: str = ""  # why it was recommended, in the API's words; empty: nobody said

    @classmethod
    def of(cls, product: Mapping[str, Any]) -> Shown:
        """From a product as the API describes it."""
        return cls(
            product_id=product["product_id"],
            title=str(product.get("title") or ""),
            price=Decimal(str(product.get("price") or "0")),
            colour=str((product.get("attributes") or {}).get("colour", "")),
            category=str(product.get("category") or ""),
            brand=str(product.get("brand") or ""),
            reason=str(product.get("reason") or ""),
        )

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "product_id": self.product_id,
            "title": self.title,
            "price": str(self.price),
            "attributes": {"colour": self.colour},
            "category": self.category,
            "brand": self.brand,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Shown:
        """The inverse of `to_json`."""
        return cls.of(kept)


def positions(text: str, count: int) -> list[int]:
    """Zero-based positions that `text` names among `count` products, in the order shown."""
    words = " ".join(text.lower().split())
    if _EVERY.search(words):
        return list(range(count))
    if match := _FIRST_FEW.search(words):
        return list(range(min(count, 2 if match[1] in ("two", "2") else 3)))
    if _LAST_FEW.search(words):
        return list(range(max(0, count - 2), count))
    named = {place for place, names in enumerate(_NAMES[:count]) if names.search(words)}
    if _LAST.search(words) or (_LATTER.search(words) and count == 2):
        named.add(count - 1)
    if _TOP.search(words) or (_FORMER.search(words) and count == 2):
        named.add(0)
    if _MIDDLE.search(words) and count % 2:
        named.add(count // 2)
    return sorted(place for place in named if 0 <= place < count)


def mentioned(text: str, shown: Sequence[Shown]) -> list[Shown]:
    """The products whose title or colour shares most words with `text`; several when they tie."""
    words = _stems(text)
    overlap = [len(words & _stems(f"{product.title} {product.colour}")) for product in shown]
    best = max(overlap, default=0)
    return [product for product, shared in zip(shown, overlap, strict=True) if best and shared == best]


def resolve(text: str, shown: Sequence[Shown]) -> list[Shown]:
    """The products the shopper means; empty when the text names none of those shown."""
    if places := positions(text, len(shown)):
        return [shown[place] for place in places]
    if by_price := _by_price(text, shown):
        return [by_price]
    by_name = mentioned(text, shown)
    if len(by_name) == 1:
        return by_name
    return list(shown) if len(shown) == 1 and not by_name else []


def phrases(text: str) -> list[str]:
    """The names by which a text speaks of something in particular: "the sleeping bag", "sprig ones"."""
    lower = " ".join(text.lower().replace("’", "'").split())
    names = (_trimmed(match[1]) for match in (*_THE.finditer(lower), *_ONES.finditer(lower)))
    return list(dict.fromkeys(name for name in names if name))


def called(names: Sequence[str], products: Sequence[Shown]) -> list[Shown]:
    """The products that are called by all words of a name, of each name where that is one product."""
    own = (all_called(name, products) for name in names)
    return list(dict.fromkeys(called[0] for called in own if len(called) == 1))


def all_called(name: str, products: Sequence[Shown]) -> list[Shown]:
    """All products that are called by all words of a name."""
    words = _stems(name)
    return [
        product
        for product in products
        if words and words <= _stems(f"{product.title} {product.colour} {product.category}")
    ]


def _trimmed(name: str) -> str:
    """The words up to the first that belongs to the sentence: "blanket is the bottom" -> "blanket"."""
    words = name.split()
    end = next((at for at, word in enumerate(words) if word in _ASKING), len(words))
    return " ".join(words[:end])


def points(text: str) -> bool:
    """Whether a text speaks of something without naming it: "is it warm", "add this"."""
    return bool(_IT.search(" ".join(text.lower().replace("’", "'").split())))


def _by_price(text: str, shown: Sequence[Shown]) -> Shown | None:
    """ "The cheaper one", "the most expensive of them"; None where it names none, or two cost the same."""
    words = " ".join(text.lower().split())
    priced = sorted((product for product in shown if product.price), key=lambda product: product.price)
    if len(priced) < 2 or not _PRICED.search(words):
        return None
    if _CHEAP.search(words) and priced[0].price < priced[1].price:
        return priced[0]
    return priced[-1] if _DEAR.search(words) and priced[-1].price > priced[-2].price else None


def _stems(text: str) -> set[str]:
    return {_ENDING.sub("", word) for word in _WORD.findall(text.lower()) if word not in _FILLER}
