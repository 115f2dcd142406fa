"""Sizes that products come in: "8–20" has a 14, "S–XXL" an L, "1–4 years" is for a child of 3."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.interactions import Statement
from core.products import Product
from search import words

SIZE = "size"
SHOE_SIZE, WAIST = "shoe size", "waist"
KINDS_OF_SIZE = frozenset({SIZE, SHOE_SIZE, WAIST})
"""A size of shoes says nothing of a coat's."""

_LETTERS = ("xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl")
_NAMES = {"small": "s", "medium": "m", "large": "l", "2xl": "xxl", "3xl": "xxxl", "4xl": "xxxxl"}
_RANGE = re.compile(r"^(?:uk|eu|us|size)? ?(\w+)(?: ?(?:-|–|—|to) ?(\w+))?(?: (years?|yrs?|months?|mths?))?$")
_SEPARATORS = re.compile(r"[,;/|]")
_SHOES = frozenset(
    ["shoe", "boot", "welli", "wellington", "sandal", "trainer", "slipper", "footwear", "sneaker", "plimsol"]
)
_BOTTOMS = frozenset(["trouser", "jean", "chino", "short", "leg", "belt", "skirt", "pant"])
_LEAST_WAIST = 24  # inches; what is smaller is a size of its own


@dataclass(frozen=True)
class Size:
    """From one size to another of one unit: "years", "months", "letters" or ""."""

    low: float
    high: float
    unit: str = ""

    @classmethod
    def of(cls, text: str) -> "Size | None":
        """Read a size as products and shoppers write it; None where it is no size ("double")."""
        match = _RANGE.match(" ".join(text.lower().split())[:40])
        if match is None:
            return None
        low = _place(match[1])
        high = _place(match[2]) if match[2] else low
        if low is None or high is None or low[1] != high[1]:
            return None
        unit = low[1] or {"y": "years", "m": "months"}.get((match[3] or "")[:1], "")
        return cls(low[0], high[0], unit)

    def has(self, other: "Size") -> bool:
        """Whether all of another size lies within; a year has twelve months."""
        mine, theirs = self._in_months(), other._in_months()
        if mine.unit != theirs.unit:
            return False
        if mine.low > mine.high:  # shoes from a child's 10 to a 3
            return theirs.low >= mine.low or theirs.high <= mine.high
        return mine.low <= theirs.low and theirs.high <= mine.high

    def _in_months(self) -> "Size":
        return Size(self.low * 12, self.high * 12, "months") if self.unit == "years" else self


def size_of(statement: Statement) -> Size | None:
    """The size that a statement is about; None where it is about something else."""
    return Size.of(statement.value) if statement.attribute in KINDS_OF_SIZE else None


def kind_of(product: Product, size: Size) -> str:
    """Which kind of size a product comes in."""
    said = frozenset(words(f"{product.title} {product.category}"))
    if said & _SHOES:
        return SHOE_SIZE
    return WAIST if said & _BOTTOMS and size.unit == "" and size.low >= _LEAST_WAIST else SIZE


def sizes_of(products: Sequence[Product]) -> dict[tuple[Size, str], NDArray[np.int64]]:
    """The products, by position, that come in each size, and of which kind it is."""
    positions: dict[tuple[Size, str], list[int]] = defaultdict(list)
    for position, product in enumerate(products):
        for name, value in product.attributes.items():
            for part in _SEPARATORS.split(value) if name.lower() == SIZE else ():
                if size := Size.of(part):
                    positions[size, kind_of(product, size)].append(position)
    return {key: np.array(own, dtype=np.int64) for key, own in positions.items()}


def is_meant(asked: str, kind: str) -> bool:
    """Whether a size that is asked for is of this kind: a size alone may be any."""
    return asked in (kind, SIZE)


def _place(word: str) -> tuple[float, str] | None:
    letters = _NAMES.get(word, word)
    if letters in _LETTERS:
        return float(_LETTERS.index(letters)), "letters"
    return (float(word), "") if word.isdecimal() and len(word) <= 3 else None
