"""Marks of currencies as people write them: signs, codes and names, and which of them may be the shop's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal

from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies

from actions.understanding.tokens import Token

_DOLLARS = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BSD BBD BMD BZD FJD JMD NAD TTD XCD"
_CROWNS = "SEK NOK DKK ISK CZK"
_YEN = "JPY CNY"
_MARKS = {
    "£": "GBP EGP LBP", "pound": "GBP EGP LBP", "pounds": "GBP EGP LBP", "pfund": "GBP EGP LBP",
    "sterling": "GBP", "quid": "GBP", "squid": "GBP", "nicker": "GBP", "gbp": "GBP",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "teuro": "EUR", "euronen": "EUR", "tacken": "EUR",
    "us $": "USD", "a $": "AUD", "au $": "AUD", "c $": "CAD", "ca $": "CAD", "nz $": "NZD", "hk $": "HKD",
    "s $": "SGD", "r $": "BRL", "reais": "BRL", "$": _DOLLARS, "dollar": _DOLLARS, "dollars": _DOLLARS,
    "bucks": _DOLLARS, "buck": _DOLLARS, "¥": _YEN, "￥": _YEN, "円": "JPY", "元": "CNY", "yen": "JPY",
    "yuan": "CNY", "rmb": "CNY", "kr": _CROWNS, "kronor": "SEK", "kroner": "NOK DKK", "kronen": _CROWNS,
    "crowns": _CROWNS, "kč": "CZK", "fr": "CHF", "sfr": "CHF", "stutz": "CHF", "franken": "CHF",
    "francs": "CHF XOF XAF XPF", "rappen": "CHF", "franke": "CHF", "fränkli": "CHF", "zł": "PLN",
    "zloty": "PLN", "₹": "INR",
    "rupees": "INR PKR LKR NPR", "₩": "KRW", "₺": "TRY", "lira": "TRY", "₪": "ILS", "shekels": "ILS",
    "฿": "THB", "baht": "THB", "rand": "ZAR", "lei": "RON", "dinar": "KWD BHD JOD IQD TND",
    "dinars": "KWD BHD JOD IQD TND", "dirhams": "AED MAD", "₽": "RUB", "₴": "UAH",
    "pounds sterling": "GBP", "pound sterling": "GBP", "british pounds": "GBP", "british pound": "GBP",
    "us dollars": "USD", "us dollar": "USD", "american dollars": "USD", "canadian dollars": "CAD",
    "australian dollars": "AUD", "swiss francs": "CHF", "schweizer franken": "CHF",
    "britische pfund": "GBP", "us bucks": "USD",
}  # fmt: skip
# Codes that are English or German words, or units, are no mark in a sentence.
_NO_MARKS = frozenset(
    {"all", "ang", "arm", "bad", "bam", "ban", "bel", "bob", "bop", "cop", "cup", "dem", "gel", "kgs",
     "lak", "lei", "luc", "mad", "mop", "pen", "php", "sit", "sos", "std", "sur", "top", "try"}
)  # fmt: skip
MINOR = {
    "p": "GBP",
    "pence": "GBP",
    "penny": "GBP",
    "cent": "",
    "cents": "",
    "ct": "",
    "rappen": "CHF",
    "rp": "CHF",
}
"""Hundredths, and of which currency; "" of the shop's, whichever it is."""
_SHORT = frozenset({"p", "ct"})
"""Marks that are something else where they stand alone, or before a number: a page, a carat."""
_CODES = {
    code.lower(): code
    for territory in get_global("territory_currencies")
    for code in get_territory_currencies(territory)
    if code.lower() not in _NO_MARKS
}
_KNOWN = _CODES | _MARKS | MINOR


def currency() -> str:
    """The shop's, RAPPORT_CURRENCY."""
    return os.environ.get("RAPPORT_CURRENCY") or "GBP"


def minor_unit() -> Decimal:
    """The least amount of the shop's currency: 0.01 of most, 1 yen, 0.001 dinar."""
    return Decimal(1).scaleb(-get_currency_precision(currency()))


def is_own(mark: str) -> bool:
    """Whether a mark may be the shop's; no mark is."""
    if mark in MINOR:
        return MINOR[mark] in ("", currency())
    return not mark or currency() in _KNOWN.get(mark, "").split()


def mark_at(read: Sequence[Token], at: int) -> tuple[str, int]:
    """The mark that begins at a token, and how many tokens it takes; ("", 0) where none does."""
    for count in (2, 1):
        part = read[at : at + count]
        name = " ".join(token.text for token in part)
        if len(part) == count and name in _KNOWN and not (count == 2 and "$" in name and not part[1].glued):
            abbreviated = name in ("fr", "sfr") and [token.text for token in read[at + 1 : at + 2]] == ["."]
            return name, count + abbreviated
    return "", 0


def is_short(mark: str) -> bool:
    """Whether it is a mark only where it is glued to its number: "50p"."""
    return mark in _SHORT
