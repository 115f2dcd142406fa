"""Which questions a sentence may answer by its form: grams say how heavy, "by Joss Ferriday" who wrote."""

import re
from collections.abc import Mapping

from search import NUMBERS

_NUMBER = (
    rf"\b(?:\d{{1,7}}(?:[.,]\d{{1,3}}){{0,2}}|{'|'.join(NUMBERS)}|hundred)\b[\s-]{{0,2}}"
    r"(?:[a-z]{1,20}[\s-]{1,2}){0,3}?"
)
_MEASURES = {
    "dimensions": r"mm|cm|m|(?:milli|centi)?met(?:re|er)s?|inch(?:es)?|foot|feet|ml|lit(?:re|er)s?",
    "weight": r"g|kg|grams?|kilos?|kilograms?|pounds?|ounces?|oz|lbs?|tonnes?",
    "load": r"kg|kilos?|kilograms?|pounds?|lbs?|tonnes?",
    "capacity": r"ml|cl|l|millilitres?|lit(?:re|er)s?|pints?|gallons?|cups?|ounces?|oz|gb|tb",
    "duration": r"hours?|minutes?|seconds?|days?|weeks?|months?|years?|hrs?|mins?|decade|evenings?|nights?",
    "temperature": r"degrees?|°\s?[cf]?|celsius",
    "brightness": r"lumens?|watts?|lm|w|lux|nits?",
    "count": r"pieces?|pages?|pairs?|rolls?|sheets?|cards?|colou?rs?|seeds?|pockets?|[a-z]{1,20}s",
    "people": r"people|persons?|adults?|children|guests?|players?|child",
}
_WORDS = {
    "dimensions": r"\bA[2-7]\b|\b\d{1,5}\s?(?:x|×|by)\s?\d",
    "temperature": r"\bat \d{2}\b",
    "count": r"\bpair\b|\bset of\b|\bpack of\b|\bbox of\b|\bin the box\b|\bone\b",
    "people": r"\b(?:for|sleeps|serves|seats) (?:\d|two|three|four|five|six|eight|ten)\b",
    "age": r"\b(?:months?|years?|birth|newborn|toddlers?|ages?|aged|over-\w{1,20}|and over|and up|"
    r"(?:for|from) (?:\w{1,20} ){0,2}?to (?:two|three|four|five|six|seven|eight|nine|ten|twelve))\b",
    "care": r"wash|clean|\biron|tumble|\bdry\b|sponge|\bwipe|rinse|\bhose|\boil\b|scrub|dust with|"
    r"descale|\bair\b",
    "waterproof": r"water|\brain|shower|\bdrips?\b|splash|\bwet\b|\bdamp|drizzle|leak|\bdry\b|float|downpour",
    "origin": r"\b(?:made|woven|knitted|spun|grown|printed|poured|turned|sourced|bred|born|forged|built|from|"
    r"in|by)\b [\w' ]{0,40}\b[A-Z][a-z]",
    "author": r"\bby [A-Z]|illustrat|\bauthor|written|\bdesigned",
    "included": r"includ|comes? with|\bwith\b|in the box|suppl|\bspare\b|sold separately|contain",
    "power": r"batter|USB|charg|\bplug|\bmains\b|\bbulb|\bLED|\bAAA?\b|solar|wind-up|electric",
    "scent": r"smell|scent|fragran|perfume|\bnotes?\b|aroma|odou?r",
    "taste": r"tast|flavou?r|sweet|spicy|savou?ry|bitter|tangy|\bsalty",
    "guarantee": r"guarant|warrant|promise|repair|replac",
    "fit": r"true to size|a size (?:up|down|large|small)|half sizes?|one size|\bfits? (?:most|all)|\bsnug|"
    r"\bloose|\btight|\bcut (?!out|off)|roomy|boxy|\bslim|straight|cropped|\bshaped|"
    r"runs? (?:small|large|big)|stretch",
}
_NAMED = frozenset({"author", "origin"})
"""Where a capital letter tells a name."""


def _pattern(topic: str) -> str:
    measured = rf"(?i:{_NUMBER}(?:{_MEASURES[topic]})(?![a-z]))" if topic in _MEASURES else ""
    worded = _WORDS.get(topic, "")
    return "|".join(filter(None, (measured, worded if topic in _NAMED or not worded else f"(?i:{worded})")))


CUES: Mapping[str, re.Pattern[str]] = {
    topic: re.compile(_pattern(topic)) for topic in sorted({*_MEASURES, *_WORDS})
}
"""For each topic how a sentence looks that can say something of it."""
