"""Numbers as shoppers type them, with the currency beside: each is read whole, or not at all.

"1.299,00 €", "£1,299", "1'500.-" and "CHF50" become plain decimals behind a sign: `SHOPS` for the shop's
currency, `OTHER` for another one. What cannot be read becomes `UNREADABLE`, in which no price is found.
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale, localedata
from babel.numbers import get_currency_precision, list_currencies

SHOPS, OTHER, UNREADABLE = "¤", "€", "�"

_DOLLARS = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BSD BBD BMD BZD FJD JMD NAD TTD XCD"
_CROWNS = "SEK NOK DKK ISK CZK"
_YEN = "JPY CNY"
_MARKS = {
    "£": "GBP EGP LBP", "pound": "GBP EGP LBP", "pounds": "GBP EGP LBP", "pounds sterling": "GBP",
    "quid": "GBP", "squid": "GBP", "€": "EUR", "euro": "EUR", "euros": "EUR", "us$": "USD", "a$": "AUD",
    "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL",
    "reais": "BRL", "$": _DOLLARS, "dollar": _DOLLARS, "dollars": _DOLLARS, "bucks": _DOLLARS, "¥": _YEN,
    "￥": _YEN, "円": "JPY", "元": "CNY", "yen": "JPY", "yuan": "CNY", "rmb": "CNY", "kr": _CROWNS,
    "kronor": "SEK", "kroner": "NOK DKK", "crowns": _CROWNS, "kč": "CZK", "fr.": "CHF", "sfr": "CHF",
    "francs": "CHF XOF XAF XPF", "franken": "CHF", "zł": "PLN", "zloty": "PLN", "₹": "INR",
    "rupees": "INR PKR LKR NPR", "₩": "KRW", "₺": "TRY", "lira": "TRY", "₪": "ILS",
    "shekels": "ILS", "฿": "THB", "baht": "THB", "rand": "ZAR", "lei": "RON", "dinar": "KWD BHD JOD IQD TND",
    "dinars": "KWD BHD JOD IQD TND", "dirhams": "AED MAD", "₽": "RUB", "₴": "UAH",
}  # fmt: skip
# Codes that are English words, or units, are no mark in a sentence.
_WORDS = frozenset(
    {"all", "ang", "arm", "bad", "bam", "ban", "bel", "bob", "bop", "cop", "cup", "dem", "gel", "kgs", "lak",
     "lei", "luc", "mad", "mop", "pen", "sit", "sos", "std", "sur", "top", "try"}
)  # fmt: skip
_MINOR = {"p": "GBP", "pence": "GBP", "penny": "GBP", "cent": "", "cents": "", "ct": ""}
"""Hundredths, and of which currency; "" of the shop's, whichever it is."""

_CODES = {code.lower(): code for code in list_currencies() if code.lower() not in _WORDS}
_ALL_MARKS = sorted({*_MARKS, *_CODES, *_MINOR}, key=lambda mark: (-len(mark), mark))
_MARK = "|".join(re.escape(mark) + ("(?![a-z])" if mark[-1].isalpha() else "") for mark in _ALL_MARKS)
# A number ends before whatever separates it from no further digit; spaces part its thousands only.
_NUMBER = r"\d{1,3}(?: \d{3}(?!\d))+(?:[.,]\d+)?|\d[\d.,'’_/½¼¾]*(?<![.,'’_/])"
_TYPED = re.compile(
    rf"(?<![\w.,'’])(?:(?P<before>{_MARK}) ?)?(?P<number>{_NUMBER})"
    r"(?P<thousands> ?(?:k|thousand|grand)\b)?(?P<more> ?(?:[mb]illion|lakh|crore)s?\b)?"
    rf"(?:[.,:][-–—]+(?!\d))?(?: ?(?P<after>{_MARK}))?"
)
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?P<group>[.,'’ ])\d{3}(?:(?P=group)\d{3})*)(?:(?P<decimal>[.,])(?P<cents>\d+))?"
)
_PLAIN = re.compile(r"(?P<whole>\d+)(?:(?P<decimal>[.,])(?P<cents>\d+))?")
_NO_DIGIT = re.compile(r"\D")
LONGEST = 15
"""Characters of a number: what is longer is none that anybody spends."""


def currency() -> str:
    """The shop's, RAPPORT_CURRENCY."""
    return os.environ.get("RAPPORT_CURRENCY") or "GBP"


def minor_unit() -> Decimal:
    """The least amount of the shop's currency: 0.01 of most, 1 yen, 0.001 dinar."""
    return Decimal(1).scaleb(-get_currency_precision(currency()))


def canonical(text: str) -> str:
    """The text, in lower case, with each number as a plain decimal behind its currency's sign."""
    return _TYPED.sub(_rewritten, text)


def _rewritten(match: re.Match[str]) -> str:
    if len(match["number"]) > LONGEST:
        return "…"
    mark = match["before"] or match["after"] or ""
    own = _is_own(mark)
    sign = "" if not mark else SHOPS if own else OTHER
    gap = " " if match[0][-1] not in "0123456789" else ""  # before what follows the currency
    value = None if match["more"] else _value(match["number"])
    if value is not None:
        value *= 1_000 if match["thousands"] else 1
        value /= 100 if mark in _MINOR else 1
    if value is None or (own and value % minor_unit()):  # such as 12.50 yen
        return f"{sign}{UNREADABLE}{gap}"
    return f"{sign}{value:f}{gap}"


def _is_own(mark: str) -> bool:
    """Whether a mark may be the shop's; no mark is."""
    if mark in _MINOR:
        return _MINOR[mark] in ("", currency())
    return not mark or currency() in _MARKS.get(mark, _CODES.get(mark, "")).split()


def _value(number: str) -> Decimal | None:
    """The number that was typed, read by the shop's language; None where it could be two, or none."""
    plain, grouped = _PLAIN.fullmatch(number), _GROUPED.fullmatch(number)
    if plain and grouped:  # 1.299: thousands here, and elsewhere a little more than one
        decimal = _decimal_sign(os.environ.get("RAPPORT_LANGUAGE") or "en", currency())
        if plain["decimal"] == decimal:
            return (
                _decimal(plain["whole"], plain["cents"]) if get_currency_precision(currency()) >= 3 else None
            )
    if grouped and grouped["decimal"] != grouped["group"]:
        return _decimal(_NO_DIGIT.sub("", grouped["whole"]), grouped["cents"])
    return _decimal(plain["whole"], plain["cents"]) if plain and not grouped else None


def _decimal(whole: str, cents: str | None) -> Decimal:
    return Decimal(f"{whole}.{cents}" if cents else whole)


@lru_cache(maxsize=64)
def _decimal_sign(language: str, code: str) -> str:
    """What parts decimals where this language and currency are at home: ISO 4217 begins with the country."""
    names = (f"{language}_{code[:2]}", language, "en")
    locale = Locale.parse(next(name for name in names if localedata.exists(name)))
    return str(locale.number_symbols["latn"]["decimal"])
