"""Signals in plain words: "blue, for toddlers, not pink, up to £20"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, get_currency_name, get_currency_symbol

from actions.understanding.currencies import currency as shop_currency

_FORMS = {"for": "for {}", "size": "size {}"}
ASPECTS = {"for": "whom it is for"} | {
    name: f"the {name}" for name in ("price", "colour", "size", "brand", "material", "occasion", "style")
}
_REMEMBERED = ("preference", "budget")


def money(amount: str | Decimal) -> str:
    """In the shop's currency, RAPPORT_CURRENCY: "20.00" -> "£20", "12.5" -> "£12.50"."""
    value, currency = Decimal(amount), shop_currency()
    whole = value == value.to_integral_value()
    # As in core/locales.py: between a letter and a digit stands a space, which Babel leaves out.
    space = "\u00a0" if get_currency_symbol(currency, "en")[-1].isalpha() else ""
    pattern = f"¤{space}#,##0" if whole else f"¤{space}#,##0.00"
    return format_currency(value, currency, pattern, "en", currency_digits=not whole)


def currency_name() -> str:
    """What the shop's prices are in: "British pounds", "Swiss francs"."""
    return str(get_currency_name(shop_currency(), 2, "en"))


def in_words(signal: Mapping[str, Any]) -> str:
    """One remembered signal as a phrase."""
    if signal["kind"] == "budget":
        return f"up to {money(signal['value'])}"
    phrase = _FORMS.get(str(signal.get("attribute")), "{}").format(signal["value"])
    return phrase if signal.get("wanted", True) else f"not {phrase}"


def listed(phrases: Iterable[str]) -> str:
    """ "a, b and c"."""
    words = list(dict.fromkeys(phrases))
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def remembered(signals: Iterable[Mapping[str, Any]]) -> str:
    """All preferences and budgets among the signals, in words; empty where there are none."""
    return listed(in_words(signal) for signal in signals if signal["kind"] in _REMEMBERED)
