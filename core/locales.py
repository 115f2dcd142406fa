"""Money, numbers and dates as people read them, and the language they ask for; the rest is Babel's."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_time, format_timedelta, get_day_names
from babel.numbers import (
    NumberPattern,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
    parse_pattern,
)

_BRITISH = Locale("en", "GB")
"""Of numbers and dates: what we write in English puts the day before the month."""
# A language range and its weight, RFC 9110, 12.4.2 and 12.5.4; in lower case, without spaces around it.
_RANGE = re.compile(r"([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:\s*;\s*q\s*=\s*(0(?:\.\d*)?|1(?:\.0*)?))?")


def money(amount: Decimal | float, currency: str, *, language: str = "en", whole: bool = False) -> str:
    """An amount as a sentence in that language has it: £34.00, 34,00 €, ¥1,250, KWD 1.250; `whole`: £34.

    The currency says how many decimals, two where CLDR does not know it. English is the plain one, which
    writes $ for US dollars. UnknownLocaleError for a language that CLDR does not know.
    """
    locale, pattern = _money_format(currency, language, whole)
    return format_currency(amount, currency, pattern, locale, currency_digits=not whole)


def minor_unit(currency: str) -> Decimal:
    """The least amount that there is a coin or a cent for: 0.01 of most currencies, 1 yen, 0.001 dinar."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


@lru_cache(maxsize=1_024)
def _money_format(currency: str, language: str, whole: bool) -> tuple[Locale, NumberPattern]:
    locale = Locale.parse(language, sep="-")
    pattern = locale.currency_formats["standard"].pattern
    if get_currency_symbol(currency, locale)[-1].isalpha():
        # Between a letter and a digit stands a space (UTS 35, currency spacing), which Babel leaves out.
        pattern = pattern.replace("¤#", "¤\u00a0#")
    return locale, parse_pattern(pattern.replace(".00", "") if whole else pattern)


def number(value: float) -> str:
    """1,204 for a count, 0.0645 for a metric: four digits that matter."""
    rounded = value if isinstance(value, int) else float(f"{value:.4g}")
    return format_decimal(rounded, locale=_BRITISH, decimal_quantization=False)


def signed(value: float, decimals: int = 2) -> str:
    """A part of a sum with its sign: +0.42, −1.10."""
    digits = f"#,##0.{'0' * decimals}"
    return format_decimal(value, f"+{digits};−{digits}", _BRITISH)


def percent(share: float, decimals: int = 1) -> str:
    """A share as 62.4 %, with a no-break space."""
    return format_percent(share, f"0.{'0' * decimals}\u00a0%", _BRITISH)


def moment(at: datetime) -> str:
    """2 Mar 2026, 14:05 UTC; a script shows the reader's own time instead."""
    at = at.astimezone(UTC)
    return f"{day(at)}, {format_time(at, 'short', locale=_BRITISH)} UTC"


def day(at: datetime | date) -> str:
    """2 Mar 2026."""
    return format_date(at, locale=_BRITISH)


def weekday(index: int) -> str:
    """Monday for 0."""
    day_name: str = get_day_names(locale=_BRITISH)[index]
    return day_name


def duration(length: timedelta, *, in_words: bool = False) -> str:
    """How long something took or lasts, in the unit that matters: 8 secs, 5 hrs; `in_words`: 3 minutes."""
    form: Literal["short", "long"] = "long" if in_words else "short"
    return format_timedelta(length, threshold=2, format=form, locale=_BRITISH)


@lru_cache(maxsize=1_024)
def preferred(accepted: str, spoken: tuple[str, ...], *, default: str) -> str:
    """The one of the languages `spoken` that an Accept-Language header likes best (RFC 9110, 12.5.4).

    A region's ("de-AT") is its language's. "*" and a header that names none of them mean `default`; what has
    the weight 0, or cannot be read, is not wanted. Takes time in proportion to the header's length.
    """
    ranges = (_RANGE.fullmatch(part.strip()) for part in accepted.lower().split(","))
    weights = [(match[1], float(match[2] or 1)) for match in ranges if match]
    wanted = [name for name, weight in sorted(weights, key=lambda weighed: -weighed[1]) if weight > 0]
    return negotiate_locale([default if name == "*" else name for name in wanted], spoken, "-") or default
