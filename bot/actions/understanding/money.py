"""Budgets in a shopper's words: "under 20 pounds", "£15–25", "no more than twenty" become a price range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from actions.understanding.amounts import OTHER, SHOPS, UNREADABLE, canonical, minor_unit

_WORDS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SLANG = {
    "a fiver": f"{SHOPS}5", "a tenner": f"{SHOPS}10", "fiver": f"{SHOPS}5", "tenner": f"{SHOPS}10",
    "a score": f"{SHOPS}20", "a thousand": "1 thousand", "a grand": "1 thousand",
}  # fmt: skip

# The patterns read words with single spaces between them, and numbers from their first digit and of at most
# nine: nothing in them can be tried in many ways, so their cost is linear in the length of the text.
_SLANG_WORDS = re.compile(rf"\b({'|'.join(_SLANG)})\b")
_TENS_AND_ONES = re.compile(
    rf"\b({'|'.join(_TENS)})[ -]{{1,3}}({'|'.join(word for word, value in _WORDS.items() if value < 10)})\b"
)
_TENS_ALONE = re.compile(rf"\b({'|'.join(_TENS)})\b")
_ONES_ALONE = re.compile(rf"\b({'|'.join(_WORDS)})\b(?! (?:for|that|which|with|of|in))")
_HUNDRED = re.compile(r"\b(?:(\d)|a) ?hundred(?: and (\d{1,2}))?\b")

_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}) (?:thousand|grand) (?:and )?(\d{1,3})\b(?![.,]\d)")

# After these a number is an age, a length or a count, not a price.
_NOT_MONEY = (
    r"(?! ?-? ?(?:years?|yrs?|yo\b|y/o|months?|mths?|weeks?|days?|hours?|hrs?|min(?:ute)?s?\b|cm|mm|m\b"
    r"|metres?|inch(?:es)?|ft\b|ml|l\b|litres?|kgs?|g\b|grams?|%|percent|people|persons?|pieces?|packs?|pairs?"
    r"|sets?|of (?:them|those|these)|items?|things?|products?|options?|ideas?|st\b|nd\b|rd\b|th\b|s\b))"
)
# As `canonical` leaves them.
_SIGN = f"[{SHOPS}{OTHER}]"
_DIGITS = r"(?<!\d)(?<!\d\.)\d{1,9}(?:\.\d{1,3})?(?!\.?\d)"
_NUMBER = rf"{_SIGN}? ?{_DIGITS}"
_AMOUNT = rf"(?:{_SIGN} ?{_DIGITS}|{_DIGITS}{_NOT_MONEY})"

_AT_MOST = (
    r"(?:under|below|beneath|less than|no more than|not more than|nothing (?:over|above|more than)"
    r"|not (?:over|above)|at most|at the most|max(?:imum|\.)?(?: (?:of|is|price|budget))?|up ?to|within"
    r"|cheaper than|(?:my )?(?:budget|limit)(?: (?:is|of|would be))?(?: (?:about|around))?|<=?"
    r"|don'?t want to (?:spend|pay) (?:more than|over)|can'?t (?:spend|go) (?:over|above|more than))"
)
_AT_LEAST = r"(?:over|above|more than|at least|min(?:imum)?(?: of)?|starting (?:at|from)|>=?)"
_OR_LESS = r"(?:max(?:imum)?\b|or (?:less|under|below)|tops\b|at (?:the )?most|limit)"
_OR_MORE = r"(?:or (?:more|over|above)|upwards|and (?:up|above)|plus\b|\+)"
_ABOUT = r"(?:around|about|roughly|approx(?:imately|\.)?|circa|ish|~)"
_ABOUT_SLACK = Decimal("1.2")  # "around 25" is not upset by 29

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("range", re.compile(rf"(between|from)? ?({_NUMBER}) ?(?:-|–|—|to|and) ?({_AMOUNT})")),
    ("maximum", re.compile(rf"\b{_AT_MOST} ?({_AMOUNT})")),
    ("maximum", re.compile(rf"({_AMOUNT}) ?{_OR_LESS}")),
    ("minimum", re.compile(rf"\b{_AT_LEAST} ?({_AMOUNT})")),
    ("minimum", re.compile(rf"({_AMOUNT}) ?{_OR_MORE}")),
    ("about", re.compile(rf"{_ABOUT} ?({_AMOUNT})|({_NUMBER}) ?-?ish\b")),
    ("maximum", re.compile(rf"({_SIGN} ?{_DIGITS})")),
)
_BARE = re.compile(_AMOUNT)
_MONEY = re.compile(_SIGN)
_UNCLEAR = re.compile(rf"\b{_AT_MOST} ?{_SIGN}?{UNREADABLE}|{_SIGN}{UNREADABLE}")


@dataclass(frozen=True)
class Budget:
    """A price range in units of the shop's currency; None is an open end."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    said: str = ""  # the words it was read from, so that a search can leave them out
    foreign: bool = False  # in another currency than the shop's: no price of the shop's is known from it
    unclear: bool = False  # an amount was typed that could be two, or none

    def __bool__(self) -> bool:
        """Whether it limits anything."""
        return self.minimum is not None or self.maximum is not None


def parse(text: str, *, bare: bool = False) -> Budget | None:
    """Read the price range that `text` states, or None.

    `bare`: the shopper was asked for an amount, so a number alone ("20") is one.
    """
    words = _as_digits(text)
    if match := _UNCLEAR.search(words):
        return Budget(said=match[0].strip(), unclear=True)
    for kind, pattern in _PATTERNS:
        match = pattern.search(words)
        if match and (kind != "range" or _is_range_of_money(match, bare=bare)):
            return _budget(kind, match)
    match = _BARE.search(words) if bare else None
    return _budget("maximum", match) if match else None


def without_amounts(text: str) -> str:
    """The text without the words that state its price range: what is left says what is looked for."""
    budget = parse(text)
    if budget is None:
        return text
    left = _as_digits(text).replace(budget.said, " ")
    return " ".join(left.split()).strip(" ,.;")


def _budget(kind: str, match: re.Match[str]) -> Budget:
    said = match[0].strip()
    if OTHER in said:
        return Budget(said=said, foreign=True)
    if kind == "range":
        low, high = sorted((_amount(match[2]), _amount(match[3])))
        return Budget(low, high, said)
    amount = _amount(next((group for group in match.groups() if group), said))
    if kind == "minimum":
        return Budget(minimum=amount, said=said)
    if kind == "about":
        room = amount * _ABOUT_SLACK
        amount = room.quantize(Decimal(1) if room >= 10 else minor_unit())
    return Budget(maximum=amount, said=said)


def _is_range_of_money(match: re.Match[str], *, bare: bool) -> bool:
    return bare or match[1] == "between" or bool(_MONEY.search(match[0]))


def _amount(words: str) -> Decimal:
    digits = "".join(letter for letter in words if letter.isdecimal() or letter == ".")
    return Decimal(digits.strip(".") or "0")


def _as_digits(text: str) -> str:
    """In lower case, with single spaces and plain decimals: "twenty five" -> "25", "£1,299" -> "¤1299"."""
    words = " ".join(text.lower().split())
    words = _SLANG_WORDS.sub(lambda m: _SLANG[m[1]], words)
    words = _TENS_AND_ONES.sub(lambda m: str(_TENS[m[1]] + _WORDS[m[2]]), words)
    words = _TENS_ALONE.sub(lambda m: str(_TENS[m[1]]), words)
    words = _ONES_ALONE.sub(lambda m: str(_WORDS[m[1]]), words)
    words = _HUNDRED.sub(lambda m: str(int(m[1] or 1) * 100 + int(m[2] or 0)), words)
    words = _THOUSANDS.sub(lambda m: str(int(m[1]) * 1_000 + int(m[2])), words)
    return " ".join(canonical(words).split())
