"""Limits of a price in a question: "mug under 10", "between £20 and £30", "bis 50 €"."""

import re
from decimal import Decimal
from typing import NamedTuple

from search.analysis import language
from search.languages import ENGLISH
from search.units import UNIT

_SIGN = r"(?:us\$|[$£€¥₹]|chf|eur|usd|gbp)"
_SLANG = {"fiver": "5", "tenner": "10"}
_AMOUNT = (
    rf"{_SIGN}?\s?(?:an?\s)?(\d{{1,3}}(?:[.,']\d{{3}})+|\d{{1,7}}(?:[.,]\d{{1,2}})?|{'|'.join(_SLANG)})"
    r"(?![\d.,]*\d)"
)
# What is measured or counted is no price: "under 2 litres", "over 5 years", "up to 20 pieces"
_COUNTED = (
    "years?|yrs?|months?|weeks?|days?|hours?|minutes?|pieces?|people|persons?|cups?|colours?|degrees?|%|°"
)
_END = (
    r"(?:\s?(?:quid|bucks|euros?|pounds|dollars|francs|franken|chf|eur|usd|gbp|[$£€¥₹])(?!\w))?"
    rf"(?!\w|[\s-]?(?:{UNIT}|{_COUNTED})(?!\w))"
)
_BELOW = re.compile(
    r"\b(?:under|below|(?:less|cheaper) than|up to|at most|(?:no|not) more than|max(?:imum)?|within|"
    r"unter|bis(?: zu)?|höchstens|weniger als|moins de|jusqu'à|menos de|hasta|meno di|fino a|sotto|onder|tot)"
    rf"(?: of)?\s{_AMOUNT}{_END}",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:over|above|more than|from|at least|min(?:imum)?|über|ab|mindestens|mehr als|plus de|à partir de|"
    rf"más de|desde|più di|oltre|boven|vanaf)(?: of)?\s{_AMOUNT}{_END}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\b(?:between|from|zwischen|von|entre|de|tra|tussen)\s{_AMOUNT}\s?(?:and|to|-|–|und|bis|et|à|y|e|en)\s?"
    rf"{_AMOUNT}{_END}",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\D\d{3}$")
MOST_LETTERS = 1_000


class PriceWords(NamedTuple):
    """A text without its limits of a price, and these."""

    rest: str
    min_price: Decimal | None
    max_price: Decimal | None


def read_prices(text: str) -> PriceWords:
    """The first limit of each kind; an amount that another language reads otherwise is none."""
    text = text[:MOST_LETTERS]
    between = _BETWEEN.search(text)
    if between:
        low, high = _amount(between[1]), _amount(between[2])
        if low is not None and high is not None and low <= high:
            return PriceWords(_without(text, between), low, high)
    text, high = _limit(_BELOW, text)
    text, low = _limit(_ABOVE, text)
    return PriceWords(text, low, high)


def _limit(pattern: re.Pattern[str], text: str) -> tuple[str, Decimal | None]:
    match = pattern.search(text)
    amount = _amount(match[1]) if match else None
    return (_without(text, match), amount) if match and amount is not None else (text, None)


def _amount(text: str) -> Decimal | None:
    """An amount; None where its three last digits stand behind what is no thousands' mark in the language."""
    text = _SLANG.get(text.lower(), text)
    if _THOUSANDS.search(text):
        marks = ",'" if language() == ENGLISH else ".'"
        return Decimal("".join(filter(str.isdigit, text))) if set(text) <= {*"0123456789", *marks} else None
    return Decimal(text.replace(",", "."))


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()
