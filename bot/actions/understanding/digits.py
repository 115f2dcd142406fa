"""Numbers in digits: "1.299,00", "£1,299", "1'500" and "1 299" are read whole or not.

Babel's `parse_decimal` reads by one locale, and takes "12.99" for 1299 in a German one; price-parser reads
the 12 of "12_99" and the 15 of "15-25".
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale, localedata
from babel.numbers import get_currency_precision

from actions.understanding.currencies import currency
from actions.understanding.tokens import Token

LONGEST = 15
"""Characters of a number: what is longer is none that anybody spends."""

_GROUPED = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<group>[.,'’ ])\d{3}(?:(?P=group)\d{3})*)(?:(?P<decimal>[.,])(?P<cents>\d+))?"
)
_PLAIN = re.compile(r"(?P<whole>0|[1-9]\d*|(?=[.,]))(?:(?P<decimal>[.,])(?P<cents>\d+))?")
_THOUSANDS_GROUP = re.compile(r"\d{3}(?:[.,]\d{1,2})?")
_HEAD_OF_GROUPS = re.compile(r"[1-9]\d{0,2}")
_NO_DIGIT = re.compile(r"\D")


def grouped_by_spaces(read: Sequence[Token], at: int) -> tuple[str, int]:
    """ "1 299,00" is one number: its thousands stand apart by single spaces."""
    text, last = read[at].text, at + 1
    while (
        last < len(read)
        and (_HEAD_OF_GROUPS.fullmatch(read[at].text))
        and read[last].is_number
        and read[last].start == read[last - 1].end + 1
        and _THOUSANDS_GROUP.fullmatch(read[last].text)
        and len(text) <= LONGEST
    ):
        text, last = f"{text} {read[last].text}", last + 1
    return text, last


def value_of(number: str, *, german: bool = False) -> Decimal | None:
    """The number that was typed, read by the shop's language; None where it could be two, or none."""
    plain, grouped = _PLAIN.fullmatch(number), _GROUPED.fullmatch(number)
    if plain and grouped:  # 1.299: thousands here, and elsewhere a little more than one
        language = "de" if german else os.environ.get("RAPPORT_LANGUAGE") or "en"
        if plain["decimal"] == _decimal_sign(language, currency()):
            precise = get_currency_precision(currency()) >= 3
            return _decimal(plain["whole"], plain["cents"]) if precise else None
    if grouped and grouped["decimal"] != grouped["group"]:
        return _decimal(_NO_DIGIT.sub("", grouped["whole"]), grouped["cents"])
    return _decimal(plain["whole"], plain["cents"]) if plain and not grouped else None


def _decimal(whole: str, cents: str | None) -> Decimal:
    return Decimal(f"{whole or 0}.{cents}" if cents else whole)


@lru_cache(maxsize=64)
def _decimal_sign(language: str, code: str) -> str:
    """What parts decimals where this language and currency are at home: ISO 4217 begins with the country."""
    names = (f"{language}_{code[:2]}", language, "en")
    locale = Locale.parse(next(name for name in names if localedata.exists(name)))
    return str(locale.number_symbols["latn"]["decimal"])
