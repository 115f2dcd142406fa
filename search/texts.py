"""What is searched: a text by its parts, and the words that each can be met by."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis import Spelled, indexed
from search.audiences import audience

_RANGE = re.compile(r"(?<![\w.])(\d{1,3})\s?[–-]\s?(\d{1,3})(?![\w.])")
_LONGEST_RANGE = 40
_LETTER_SIZES = ("xs", "s", "m", "l", "xl", "xxl", "xxxl")
_LETTER_RANGE = re.compile(r"\b(xs|s|m|l|xl|xxl)\s?[–-]\s?(s|m|l|xl|xxl|xxxl)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SearchText:
    """A text: what it is called, what else names it (category, brand, values), and what it says."""

    title: str
    names: str = ""
    body: str = ""


@dataclass(frozen=True)
class ReadText:
    """The words of a text by where they stand, and for whom it is."""

    title: Counter[str]
    names: Counter[str]
    body: Counter[str]
    audience: frozenset[str]
    written: tuple[tuple[str, str], ...]
    """Every word as it is written, with its stem."""

    @classmethod
    def of(cls, text: SearchText) -> "ReadText":
        """Read a text."""
        title, names, body = (indexed(part) for part in (text.title, _sizes(text.names), text.body))
        stems = (stem for _, stem in (*title, *names))
        written = tuple(
            dict.fromkeys((word.removesuffix("'s"), own) for word, own in (*title, *names, *body))
        )
        return cls(_counted(title), _counted(names), _counted(body), audience(stems), written)


def _counted(words: Spelled) -> Counter[str]:
    return Counter(stem for _, stem in words)


def _sizes(names: str) -> str:
    """Names with the sizes that lie in their ranges: "8–12" holds 10, too, and "S–L" M."""
    return " ".join((names, *_between(names)))


def _between(names: str) -> Iterator[str]:
    for low, high in _RANGE.findall(names):
        if 1 < int(high) - int(low) <= _LONGEST_RANGE:
            yield from map(str, range(int(low) + 1, int(high)))
    for first, last in _LETTER_RANGE.findall(names.lower()):
        yield from _LETTER_SIZES[_LETTER_SIZES.index(first) + 1 : _LETTER_SIZES.index(last)]
