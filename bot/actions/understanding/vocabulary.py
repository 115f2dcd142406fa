"""The words that a shopper's wishes are read by: the shop's own catalog's, and what people call the same."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[2] / "vocabulary.yml"
_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")


@dataclass(frozen=True)
class Named:
    """A wish's words in a text: the attribute, the value that they mean, and where they stand."""

    attribute: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """Phrases (in lower case) and what they mean, and the nouns by which the catalog's things go."""

    phrases: Mapping[str, tuple[str, str]]  # "navy blue" -> ("colour", "navy blue")
    things: frozenset[str] = field(
        default=frozenset()
    )  # "mug", "mugs", "raincoat" …: words of titles and categories
    longest: int = 4  # words of a phrase

    @classmethod
    def of(cls, file: Mapping[str, Any], catalog: Mapping[str, Any] | None = None) -> Vocabulary:
        """From the file's attributes, and from the catalog's own words as the API gives them."""
        catalog = catalog or {}
        phrases = dict(_of_catalog(catalog))
        phrases.update(_of_file(file))  # a person's name for somebody says more than an attribute's value
        longest = max((len(_WORD.findall(phrase)) for phrase in phrases), default=1)
        return cls(phrases, frozenset(word.lower() for word in catalog.get("things", ())), longest)

    def named(self, text: str) -> Iterator[Named]:
        """All that a text names, from left to right, the longest words first, none within another."""
        words = [
            (match[0].lower().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(text)
        ]
        at = 0
        while at < len(words):
            for count in range(min(self.longest, len(words) - at), 0, -1):
                phrase = " ".join(word for word, _, _ in words[at : at + count])
                if meaning := self.phrases.get(phrase):
                    yield Named(*meaning, words[at][1], words[at + count - 1][2])
                    at += count
                    break
            else:
                at += 1

    def thing(self, word: str) -> bool:
        """Whether the shop has something that is called so."""
        return not self.things.isdisjoint(_numbers(word.lower()))


def _numbers(word: str) -> tuple[str, ...]:
    """A noun in singular and plural: "mug" and "mugs", "brushes" and "brush", "berries" and "berry"."""
    if word.endswith("ies"):
        return (word, f"{word[:-3]}y", word[:-1])
    if word.endswith("s"):
        return (word, word[:-1], word.removesuffix("es"))
    return (word, f"{word}s", f"{word}es", f"{word[:-1]}ies" if word.endswith("y") else word)


@functools.cache
def from_file(path: Path = FILE) -> Mapping[str, Any]:
    """The words of the file, read once."""
    loaded: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def _of_file(file: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for attribute, values in file.items():
        for value, words in values.items():
            yield str(value), (attribute, str(value))
            for kind in (words or {}).get("kinds", ()):
                yield kind, (attribute, kind)
            for same in (words or {}).get("same", ()):
                yield same, (attribute, str(value))


def _of_catalog(catalog: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    attributes: Mapping[str, Iterable[str]] = catalog.get("attributes", {})
    for attribute, values in attributes.items():
        yield from ((value.lower(), (attribute, value.lower())) for value in values)
    yield from ((brand.lower(), ("brand", brand)) for brand in catalog.get("brands", ()))
