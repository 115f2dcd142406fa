"""What the shopper said they want or do not want, read from Rasa's entities: "something blue, not wool"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ATTRIBUTES = {
    "colour": "colour",
    "category": "category",
    "recipient": "for",
    "material": "material",
    "style": "style",
    "size": "size",
}  # Rasa's entity -> the API's attribute
_LEAST_CONFIDENCE = 0.6  # below it a learned entity is more often wrong than right

_SHADES = re.compile(r"^(?:(?:dark|light|bright|pale|deep|soft|baby|royal)[\s-]+)+(?=\w)")
_ARTICLES = re.compile(r"^(?:(?:my|our|a|an|the|some|any|his|her|their|for)\s+)+")
_NOT = re.compile(
    r"\b(?:not|no|non|never|nothing|nor|without|except|avoid|less|hates?|dislikes?|detests?"
    r"|(?:do|does|is|are|wo|ca|did)n'?t|dont|doesnt|isnt|can'?t\s+stand|sick\s+of|allergic\s+to"
    r"|anything\s+but|apart\s+from|other\s+than|instead\s+of|rather\s+than|hold\s+the)\b"
)
_ENDS_NOT = re.compile(
    r"[.;!?]|(?<!anything )\bbut\b|\b(?:however|please|though)\b|\binstead\b(?! of)"
    r"|,\s*(?!(?:or|nor|and|no|not)\b)"
)
# They hold a "not" that denies no taste: a limit, a doubt, a question.
_NOT_DENYING = re.compile(
    r"\b(?:(?:no|not|nothing)\s+(?:more|over|above|less)|less\s+than|not\s+(?:only|just|sure)"
    r"|no\s+(?:idea|clue|rush|problem)|i\s+don'?t\s+(?:know|mind)|(?:do|have|is|are)n'?t\s+(?:you|there))\b"
)
_AFTER_NOT = re.compile(
    r"^\s*(?:(?:is|are|'s)\s*)?(?:not|isn'?t|aren'?t|no)\s+(?:for|my|a\s+good|an\s+option|good|ok|thing)"
)
_LONE_NOT = re.compile(r"\b(?:but\s+)?(?:not|no|without|nothing|anything but)\s*(?=$|[,.;!?]|\s{2,})")
_REACH = 6  # words between "not" and what it denies
_BEFORE, _AFTER = 200, 50  # characters that such words take: no more is read for each thing that is named
LONGEST_VALUE = 200  # characters, as at the API


@dataclass(frozen=True)
class Statement:
    """One thing the shopper said, in the API's words; `wanted` is False for "not pink"."""

    attribute: str
    value: str
    wanted: bool = True
    said: tuple[int, int] = (0, 0)  # characters of the message it came from


def statements(text: str, entities: Iterable[Mapping[str, Any]]) -> list[Statement]:
    """The shopper's statements in the order they were made, each attribute and value once."""
    stated: dict[tuple[str, str], Statement] = {}
    for entity in without_overlaps(entities):
        attribute = ATTRIBUTES.get(entity["entity"])
        value = normalise(str(entity["value"]))
        if attribute and 0 < len(value) <= LONGEST_VALUE:
            start, end = entity.get("start", 0), entity.get("end", 0)
            wanted = not denied(text, start, end)
            stated.setdefault((attribute, value), Statement(attribute, value, wanted, (start, end)))
    return list(stated.values())


def without_overlaps(entities: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Entities in text order; where two cover the same characters, the word list beats the learned one."""
    trusted = [entity for entity in entities if entity.get("confidence_entity", 1.0) >= _LEAST_CONFIDENCE]
    by_trust = sorted(trusted, key=lambda e: (e.get("extractor") == "DIETClassifier", -_length(e)))
    kept: list[Mapping[str, Any]] = []
    covered: set[int] = set()
    for entity in by_trust:
        characters = range(entity.get("start", 0), entity.get("end", 0))
        if covered.isdisjoint(characters):
            kept.append(entity)
            covered.update(characters)
    return sorted(kept, key=lambda entity: entity.get("start", 0))


def denied(text: str, start: int, end: int) -> bool:
    """Whether the words at `start:end` are what the shopper does not want (a small NegEx over one clause)."""
    near = text[max(0, start - _BEFORE) : start]
    before = _NOT_DENYING.sub(lambda harmless: " " * len(harmless[0]), near.lower())
    clause = _ENDS_NOT.split(before)[-1]
    triggers = list(_NOT.finditer(clause))
    if triggers and len(clause[triggers[-1].end() :].split()) <= _REACH:
        return True
    return bool(_AFTER_NOT.match(text[end : end + _AFTER].lower()))


def normalise(value: str) -> str:
    """Lower case, no article, no shade: "My dad" -> "dad", "dark blue" -> "blue"."""
    plain = _ARTICLES.sub("", value.strip().lower())
    return _SHADES.sub("", plain).strip(" .,!?'\"")


def wanted_words(text: str, said: Iterable[Statement]) -> str:
    """The message without what the shopper does not want: a search for "not pink" must not look for pink."""
    kept = without(text, [statement.said for statement in said if not statement.wanted])
    return " ".join(_LONE_NOT.sub(" ", kept).split()).strip(" ,.;")


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of the characters at `spans`."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _length(entity: Mapping[str, Any]) -> int:
    return int(entity.get("end", 0)) - int(entity.get("start", 0))
