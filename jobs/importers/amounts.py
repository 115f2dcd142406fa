"""An amount or a number as people write it: read whole by one decimal mark, or not at all."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, list_currencies

from core.errors import InvalidInput

POINT, COMMA = ".", ","
SPACES = " \u00a0\u202f\u2009"
"""A space, and those that do not break: CLDR's thousands of French, Polish, Swedish."""
BLANK = f"{SPACES}\t\r\n"
DIGITS = "0123456789"
EASTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٬", "01234567890123456789'")
"""Arabic and Persian digits, and what groups them; their decimal mark ٫ is no other's."""
EASTERN_POINT = "٫"
_GROUPS = {POINT: f"[,'’{SPACES}]", COMMA: f"[.'’{SPACES}]"}
_WHOLE = r"[1-9]\d{{0,2}}(?:(?P<mark>{group})\d{{3}})(?:(?P=mark)\d{{3}})*|[1-9]\d?(?:,\d\d)+,\d{{3}}|\d+"
"""By thousands, by lakhs as in India, or without."""
_NUMBER = r"(?P<sign>-?)(?P<whole>{whole})?(?:{mark}(?P<part>\d+))?"
BY_POINT = re.compile(_NUMBER.format(whole=_WHOLE.format(group=_GROUPS[POINT]), mark=r"\."), re.ASCII)
BY_COMMA = re.compile(_NUMBER.format(whole=_WHOLE.format(group=_GROUPS[COMMA]), mark=","), re.ASCII)
_ROUND = ("-", "–", "—")
"""What stands for no cents: 12,- and 12.–"""
LONGEST = 60
SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY CNY", "円": "JPY", "元": "CNY", "₩": "KRW", "₹": "INR", "₪": "ILS",
    "₫": "VND", "₺": "TRY", "₴": "UAH", "₽": "RUB", "฿": "THB", "₱": "PHP", "₦": "NGN", "₵": "GHS",
    "₡": "CRC", "₲": "PYG", "₸": "KZT", "₾": "GEL", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON",
    "лв": "BGN", "руб": "RUB", "fr": "CHF", "sfr": "CHF", "r$": "BRL", "rm": "MYR", "rp": "IDR", "tl": "TRY",
    "kr": "SEK NOK DKK ISK", "rs": "INR PKR LKR NPR MUR",
    "د.ك": "KWD", "د.إ": "AED", "ر.س": "SAR", "ر.ق": "QAR", "د.ب": "BHD", "ر.ع": "OMR", "ج.م": "EGP",
    "د.م": "MAD", "د.ت": "TND", "د.أ": "JOD",
    "$": "USD CAD AUD NZD SGD HKD MXN ARS CLP COP TWD JMD BBD BSD BZD FJD NAD XCD TTD UYU",
    "us$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "s$": "SGD",
    "hk$": "HKD",
}  # fmt: skip
"""Which currencies a sign may mean."""


class Written(NamedTuple):
    """An amount as it is written: the digits and marks, and what was said of its currency."""

    number: str
    sign: str


@lru_cache(maxsize=65_536)
def written(text: str) -> Written:
    """Takes the currency off, before or after; the number is empty where there is none."""
    text = text.translate(EASTERN)
    digits = [index for index, letter in enumerate(text[:LONGEST]) if letter in DIGITS]
    if not digits or len(text) > LONGEST:
        return Written("", "")
    begin, end = digits[0], digits[-1] + 1
    if text[begin - 1 : begin] in (POINT, COMMA) and begin:  # .99
        begin -= 1
    before, number, after = text[:begin].strip(BLANK), text[begin:end], text[end:].strip(BLANK)
    if before.endswith(("-", "−", "+")):
        number = ("" if before[-1] == "+" else "-") + number
        before = before[:-1].strip(BLANK)
    if after[:1] in (POINT, COMMA) and after[1:2] in _ROUND:
        after = after[1:].lstrip("".join(_ROUND)).strip(BLANK)
    if before and after:
        return Written("", "")
    return Written(number, (before or after).removesuffix(".").casefold())


def currencies(sign: str) -> frozenset[str]:
    """The currencies that a sign or a code may mean; none where it is neither."""
    code = sign.upper()
    if code in _codes():
        return frozenset({code})
    return frozenset(SIGNS.get(sign, "").split())


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


@lru_cache(maxsize=65_536)
def reading(number: str, mark: str) -> Decimal | None:
    """The number, where `mark` is the decimal mark; None where it cannot be read so, as a whole."""
    if EASTERN_POINT in number:
        number, mark = number.replace(EASTERN_POINT, POINT), POINT
    match = (BY_POINT if mark == POINT else BY_COMMA).fullmatch(number)
    if match is None or not (match["whole"] or match["part"]):
        return None
    whole = "".join(letter for letter in match["whole"] or "0" if letter in DIGITS)
    return Decimal(f"{match['sign']}{whole}.{match['part'] or 0}")


def mark_of(locale: str) -> str:
    """The decimal mark of a language or place; InvalidInput where CLDR knows none of that name."""
    try:
        symbol = get_decimal_symbol(Locale.parse(locale.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        raise InvalidInput(
            f"There is no locale {locale!r}; one is called de, en or de-CH.", field="locale"
        ) from None
    if symbol not in _GROUPS:
        raise InvalidInput(
            f"Numbers in the locale {locale!r} cannot be read; write them in digits.", field="locale"
        )
    return symbol
