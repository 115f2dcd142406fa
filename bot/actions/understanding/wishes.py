"""What the shopper wants or does not want, read by the catalog's words: "something blue, not wool"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.understanding.vocabulary import Vocabulary

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
class Wish:
    """One thing the shopper said, in the API's words; `wanted` is False for "not pink"."""

    attribute: str
    value: str
    wanted: bool = True
    said: tuple[int, int] = field(default=(0, 0), compare=False)  # characters of the message it came from

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; where it was said is of one message only."""
        return {"attribute": self.attribute, "value": self.value, "wanted": self.wanted}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Wish:
        """The inverse of `to_json`."""
        return cls(kept["attribute"], kept["value"], wanted=bool(kept.get("wanted", True)))


def read(text: str, vocabulary: Vocabulary) -> list[Wish]:
    """The shopper's wishes in the order they were made, each attribute and value once."""
    stated: dict[tuple[str, str], Wish] = {}
    for named in vocabulary.named(text):
        if 0 < len(named.value) <= LONGEST_VALUE:
            wanted = not denied(text, named.start, named.end)
            wish = Wish(named.attribute, named.value, wanted, (named.start, named.end))
            stated.setdefault((named.attribute, named.value), wish)
    return list(stated.values())


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


def wanted_words(text: str, said: Iterable[Wish]) -> str:
    """The message without what the shopper does not want: a search for "not pink" must not look for pink."""
    kept = without(text, [statement.said for statement in said if not statement.wanted])
    return " ".join(_LONE_NOT.sub(" ", kept).split()).strip(" ,.;")


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of the characters at `spans`."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)
