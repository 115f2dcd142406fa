"""Limits of a price in a question: "mug under 10", "between £20 and £30", "bis 50 €"."""

import re
from decimal import Decimal
from typing import NamedTuple

from search.analysis import language
from search.languages import ENGLISH
from search.units import UNIT

_SIGN = r"(?:us\$|[$£€¥₹]|chf|s?fr\.?|eur|usd|gbp)"
_CURRENCY = (
    r"(?:quid|bucks|euros?|pounds|dollars?|francs?|franken|franchi|francos|frank|chf|s?fr\.?|eur|usd|gbp|"
    r"[$£€¥₹])(?!\w)"
)
_SLANG = {"fiver": "5", "tenner": "10"}
_SPACE = " \u00a0\u2009\u202f"
"""Spaces that stand between thousands: of any width, broken or not."""
# Of "1’500" and "1 500" not the 1 alone, and "50.-" is 50
_AMOUNT = (
    rf"{_SIGN}?\s?(?:an?\s)?(\d{{1,3}}(?:[.,'’{_SPACE}]\d{{3}}){{1,3}}(?:[.,]\d{{1,2}})?"
    rf"|\d{{1,7}}(?:[.,]\d{{1,2}})?|{'|'.join(_SLANG)})"
    rf"(?![.,'’]?\d|[{_SPACE}]\d{{3}}(?!\d))(?:[.,][-–—]{{1,2}})?"
)
# What is measured or counted is no price: "under 2 litres", "ab 3 Jahren", "up to 20 pieces"
_COUNTED = "|".join(
    (
        r"years?|yrs?|months?|weeks?|days?|hours?|minutes?|seconds?|pieces?|people|persons?|adults?|children",
        r"guests?|players?|cups?|colours?|colors?|degrees?|%|°",
        r"jahre?n?|jährig\w*|monate?n?|wochen?|tage?n?|stunden?|minuten?|sekunden?|stücke?n?|stk|teilen?|teilig\w*",
        r"personen?|leuten?|gästen?|kinder?n?|erwachsenen?|spieler?n?|tassen?|farben?|grad|prozent|mal",
        r"ans?|années?|mois|semaines?|jours?|heures?|secondes?|pièces?|personnes?|adultes?|enfants?|joueurs?|tasses?",
        r"couleurs?|degrés?",
        r"años?|mes|meses|semanas?|días?|horas?|minutos?|segundos?|piezas?|personas?|adultos?|niños?|jugadores|tazas?",
        r"colores|grados?",
        r"ann[oi]|mes[ei]|settiman[ae]|giorn[oi]|or[ae]|minut[oi]|second[oi]|pezz[oi]|person[ae]|adult[oi]|bambin[oi]",
        r"giocator[ei]|tazz[ae]|color[ei]|grad[oi]",
        r"jaar|jaren|maand(?:en)?|weken|week|dag(?:en)?|uur|uren|minuut|seconden?|stuks?|stukken|delig|personen",
        r"persoon|volwassenen?|kinderen|spelers?|kopjes?|kleuren|graden",
    )
)
_TO = r"\s?(?:and|to|[-–]|und|bis|et|à|a|y|e|en|tot)\s?"
_NO_PRICE = rf"(?!\w|[\s-]?(?:{UNIT}|{_COUNTED})(?!\w)"
_END = (
    rf"(?:\s?{_CURRENCY})?{_NO_PRICE}"
    rf"|(?:{_TO}|\s(?:or|oder|ou|o|of)\s)\d{{1,7}}(?:[.,]\d{{1,2}})?[\s-]?(?:{UNIT}|{_COUNTED})(?!\w))"
)
_BELOW = re.compile(
    r"\b(?:under|below|(?:less|cheaper) than|up to|at most|(?:no|not) more than|max(?:im(?:um|al))?|within|"
    r"unter|bis(?: zu| maximal| max\.?)?|höchstens|(?:weniger|billiger|günstiger|nicht mehr) als|"
    r"moins(?: chers?| chères?)? (?:de|que)|jusqu['’]à|menos de|más barat[oa]s? que|hasta|"
    r"meno(?: car[oaie])? di|fino a|sotto|onder|tot|(?:minder|goedkoper) dan)"
    rf"(?: of|\.)?(?:\s|(?<=\.)){_AMOUNT}{_END}",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:over|above|more than|from|at least|min(?:im(?:um|al))?|über|ab|mindestens|(?:mehr|teurer) als|"
    r"plus de|à partir de|más de|desde|più di|oltre|boven|vanaf|meer dan)"
    rf"(?: of|\.)?(?:\s|(?<=\.)){_AMOUNT}{_END}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\b(?:between|from|zwischen|von|entre|de|tra|tussen)\s{_AMOUNT}(?:\s?{_CURRENCY})?{_TO}{_AMOUNT}{_END}",
    re.IGNORECASE,
)
# Without a word before it, money must be said: "50-100 Franken", "CHF 50-100", "50.- bis 100.-"
_RANGE = re.compile(
    rf"(?<![\w.,'’-])(?:(?={_SIGN}){_AMOUNT}{_TO}{_AMOUNT}{_END}"
    rf"|{_AMOUNT}(?:\s?{_CURRENCY})?{_TO}{_AMOUNT}(?:(?<=[-–—])|\s?{_CURRENCY})(?!\w))",
    re.IGNORECASE,
)
_CENTS = re.compile(r"([.,])(\d{1,2})$")
MOST_LETTERS = 1_000


class PriceWords(NamedTuple):
    """A text without its limits of a price, and these."""

    rest: str
    min_price: Decimal | None
    max_price: Decimal | None


def read_prices(text: str) -> PriceWords:
    """The first limit of each kind; an amount that another language reads otherwise is none."""
    text = text[:MOST_LETTERS]
    between = _BETWEEN.search(text) or _RANGE.search(text)
    if between:
        low, high = map(_amount, filter(None, between.groups()))
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
    """An amount; None where what stands between its thousands is no mark for them in the language."""
    whole, point, cents, *_ = *_CENTS.split(_SLANG.get(text.lower(), text)), "", ""
    known = {*_SPACE, "'", "’", "," if language() == ENGLISH else "."} - {point}
    digits = "".join(filter(str.isdigit, whole))
    return Decimal(f"{digits}.{cents}") if {*whole} <= {*digits} | known else None


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()
