"""Which of the products just shown does she mean: "the second one", "not the mug", "both", "this"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_ORDINALS = (("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"), ("fifth", "5th"))
_CARDINALS = ("one", "two", "three", "four", "five")
_EVERY = re.compile(
    r"\b(both|all(?: (?:of )?(?:them|these|those|three))?|every one|each|neither"
    r"|(?:any|none) of (?:them|these|those))\b"
)
_FILLER = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "not",
        "one",
        "like",
        "love",
        "this",
        "that",
        "from",
        "your",
        "them",
        "really",
        "want",
    ]
)


@dataclass(frozen=True)
class Shown:
    """A product as she saw it: enough to tell it from its neighbours."""

    product_id: str
    title: str
    price: Decimal = Decimal(0)
    colour: str = ""


def positions(text: str, count: int) -> list[int]:
    """Zero-based positions that `text` names among `count` products, in the order shown."""
    words = text.lower()
    if _EVERY.search(words):
        return list(range(count))
    if match := re.search(r"\bfirst (two|three|2|3)\b", words):
        return list(range(min(count, 2 if match[1] in ("two", "2") else 3)))
    named = {place for place in range(count) if _names(words, place)}
    if re.search(r"\b(last|final|bottom)\b", words):
        named.add(count - 1)
    if re.search(r"\bmiddle\b", words) and count % 2:
        named.add(count // 2)
    return sorted(place for place in named if 0 <= place < count)


def mentioned(text: str, shown: list[Shown]) -> list[Shown]:
    """The products whose title or colour shares most words with `text`; several when they tie."""
    words = _stems(text)
    overlap = [len(words & _stems(f"{product.title} {product.colour}")) for product in shown]
    best = max(overlap, default=0)
    return [product for product, shared in zip(shown, overlap, strict=True) if best and shared == best]


def resolve(text: str, shown: list[Shown]) -> list[Shown]:
    """The products she means; empty when her words name none of those shown."""
    if places := positions(text, len(shown)):
        return [shown[place] for place in places]
    by_name = mentioned(text, shown)
    if len(by_name) == 1:
        return by_name
    return shown if len(shown) == 1 and not by_name else []


def _names(words: str, place: int) -> bool:
    if place >= len(_ORDINALS):
        return False
    number, cardinal = place + 1, _CARDINALS[place]
    ordinal = "|".join(_ORDINALS[place])
    label = r"(?:\b(?:number|no\.?|nr\.?|option|item|product)\s*|#\s*)"
    explicit = rf"\b(?:{ordinal})\b|{label}(?:[1-5]\s*(?:,|and|&)\s*)*(?:{number}|{cardinal})\b"
    alone = rf"\s*(?:(?:i )?(?:like|love|want|prefer|not|the)\s+)*{number}\s*[.!]*\s*"
    return bool(re.search(explicit, words) or re.fullmatch(alone, words))


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]{3,}", text.lower())
    return {re.sub(r"(?<=[a-z]{3})(es|s)$", "", word) for word in words if word not in _FILLER}
