"""Amounts in a shopper's words: "under 20 pounds", "£15–25", "no more than twenty" become a price range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_WORDS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SLANG = {"a fiver": "£5", "a tenner": "£10", "fiver": "£5", "tenner": "£10", "a score": "£20"}
_HUNDRED = re.compile(r"\b(?:(\d)|a)\s*hundred(?:\s+and\s+(\d{1,2}))?\b")

_UNIT = r"\s*(?:pounds?(?:\s+sterling)?|quid|squid|gbp|£|euros?|eur|€|dollars?|usd|bucks)\b|\s*[£€]"
# After these a number is an age, a length or a count, not a price.
_NOT_MONEY = (
    r"(?!\s*-?\s*(?:years?|yrs?|yo\b|y/o|months?|mths?|weeks?|days?|hours?|hrs?|min(?:ute)?s?\b|cm|mm|m\b|metres?"
    r"|inch(?:es)?|ft\b|ml|l\b|litres?|kgs?|g\b|grams?|%|percent|people|persons?|pieces?|packs?|pairs?|sets?"
    r"|of\s+(?:them|those|these)|items?|things?|products?|options?|ideas?|st\b|nd\b|rd\b|th\b|s\b))"
)
_NUMBER = r"[£€$]?\s*\d+(?:,\d{3})*(?:\.\d{1,2})?(?![\d]|[.,]\d)"
_AMOUNT = rf"(?:{_NUMBER}(?:{_UNIT})|{_NUMBER}{_NOT_MONEY})"

_AT_MOST = (
    r"(?:under|below|beneath|less\s+than|no\s+more\s+than|not\s+more\s+than|nothing\s+(?:over|above|more\s+than)"
    r"|not\s+(?:over|above)|at\s+most|at\s+the\s+most|max(?:imum)?(?:\s+(?:of|is|price|budget))?|up\s*to|upto|within"
    r"|cheaper\s+than|(?:my\s+)?(?:budget|limit)(?:\s+(?:is|of|would\s+be))?(?:\s+(?:about|around))?|<=?"
    r"|don'?t\s+want\s+to\s+(?:spend|pay)\s+(?:more\s+than|over)|can'?t\s+(?:spend|go)\s+(?:over|above|more\s+than))"
)
_AT_LEAST = r"(?:over|above|more\s+than|at\s+least|min(?:imum)?(?:\s+of)?|starting\s+(?:at|from)|>=?)"
_OR_LESS = r"(?:max(?:imum)?\b|or\s+(?:less|under|below)|tops\b|at\s+(?:the\s+)?most|limit)"
_OR_MORE = r"(?:or\s+(?:more|over|above)|upwards|and\s+(?:up|above)|plus\b|\+)"
_ABOUT = r"(?:around|about|roughly|approx(?:imately|\.)?|circa|ish|~)"
_ABOUT_SLACK = Decimal("1.2")  # "around 25" is not upset by 29

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("range", re.compile(rf"(between|from)?\s*({_NUMBER})(?:{_UNIT})?\s*(?:-|–|—|to|and)\s*({_AMOUNT})")),
    ("maximum", re.compile(rf"\b{_AT_MOST}\s*({_AMOUNT})")),
    ("maximum", re.compile(rf"({_AMOUNT})\s*{_OR_LESS}")),
    ("minimum", re.compile(rf"\b{_AT_LEAST}\s*({_AMOUNT})")),
    ("minimum", re.compile(rf"({_AMOUNT})\s*{_OR_MORE}")),
    ("about", re.compile(rf"{_ABOUT}\s*({_AMOUNT})|({_NUMBER}(?:{_UNIT})?)\s*-?ish\b")),
    ("maximum", re.compile(rf"([£€$]\s*\d+(?:,\d{{3}})*(?:\.\d{{1,2}})?|{_NUMBER}(?:{_UNIT}))")),
)  # fmt: skip
_BARE = re.compile(_AMOUNT)


@dataclass(frozen=True)
class Budget:
    """A price range in units of the shop's currency; None is an open end."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    said: str = ""  # the words it was read from, so that a search can leave them out


def parse(text: str, *, bare: bool = False) -> Budget | None:
    """Read the price range that `text` states, or None.

    `bare`: she was asked for an amount, so a number alone ("20") is one.
    """
    words = _as_digits(text.lower())
    for kind, pattern in _PATTERNS:
        match = pattern.search(words)
        if match and (kind != "range" or _is_range_of_money(match, bare=bare)):
            return _budget(kind, match)
    match = _BARE.search(words) if bare else None
    return Budget(maximum=_amount(match[0]), said=match[0].strip()) if match else None


def without_amounts(text: str) -> str:
    """The text without the words that state its price range: what is left says what she looks for."""
    budget = parse(text)
    if budget is None:
        return text
    left = _as_digits(text.lower()).replace(budget.said, " ")
    return re.sub(r"\s+", " ", left).strip(" ,.;")


def _budget(kind: str, match: re.Match[str]) -> Budget:
    said = match[0].strip()
    if kind == "range":
        low, high = sorted((_amount(match[2]), _amount(match[3])))
        return Budget(low, high, said)
    amount = _amount(next(group for group in match.groups() if group))
    if kind == "minimum":
        return Budget(minimum=amount, said=said)
    if kind == "about":
        amount = (amount * _ABOUT_SLACK).quantize(Decimal(1))
    return Budget(maximum=amount, said=said)


def _is_range_of_money(match: re.Match[str], *, bare: bool) -> bool:
    return bare or match[1] == "between" or bool(re.search(rf"[£€$]|{_UNIT}", match[0]))


def _amount(words: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", words).strip(".") or "0")


def _as_digits(text: str) -> str:
    """Number words as digits: "twenty five" -> "25", "a tenner" -> "£10", "a hundred" -> "100"."""
    for slang, amount in _SLANG.items():
        text = re.sub(rf"\b{slang}\b", amount, text)
    tens, ones = "|".join(_TENS), "|".join(word for word, value in _WORDS.items() if value < 10)
    text = re.sub(rf"\b({tens})[\s-]+({ones})\b", lambda m: str(_TENS[m[1]] + _WORDS[m[2]]), text)
    text = re.sub(rf"\b({tens})\b", lambda m: str(_TENS[m[1]]), text)
    text = re.sub(
        rf"\b({'|'.join(_WORDS)})\b(?!\s+(?:for|that|which|with|of|in))", lambda m: str(_WORDS[m[1]]), text
    )
    return _HUNDRED.sub(lambda m: str(int(m[1] or 1) * 100 + int(m[2] or 0)), text)
