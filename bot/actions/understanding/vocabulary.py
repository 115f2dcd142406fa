"""The words that a shopper's wishes are read by: the shop's own catalog's, and what people call the same."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from actions.understanding.slips import mended
from actions.understanding.tokens import Token, tokens

FILE = Path(__file__).parents[2] / "vocabulary.yml"
Meaning = tuple[str, str]
"""An attribute and its value."""
Kinds = Mapping[str, Mapping[str, Sequence[str]]]

OF_THE_CATALOG = frozenset({"colour", "color", "material", "for", "scent", "pattern"})
"""Attributes of which the catalog's values are wishes; its styles and occasions are topics."""
_NOT_CALLED = frozenset({"colour", "color", "size", "material", "style", "everyone", "one size"})
_MISTYPED = frozenset({"colour", "material"})
_JOINING = frozenset({"-", "&"})
_CONTEXTS = ("scent", "food", "plant", "colour", "material")


@dataclass(frozen=True)
class Named:
    """A wish's words in a text: the attribute, the value that they mean, and where they stand."""

    attribute: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """Phrases (in lower case) and what they may mean, and the nouns by which the catalog's things go."""

    phrases: Mapping[str, tuple[Meaning, ...]]  # "navy blue" -> (("colour", "navy blue"),)
    things: frozenset[str] = field(
        default=frozenset()
    )  # "mug", "mugs", "raincoat" …: of titles and categories
    longest: int = 4  # words of a phrase
    kinds: Kinds = field(default_factory=dict)  # what is a kind of what: {"colour": {"blue": ["navy"]}}
    ambiguous: frozenset[str] = frozenset()  # a plant, a scent or a food as well as a colour or a material
    beside: Mapping[str, frozenset[str]] = field(default_factory=dict)  # the words that tell which

    @classmethod
    def of(cls, file: Mapping[str, Any], catalog: Mapping[str, Any] | None = None) -> Vocabulary:
        """From the file's attributes, and from the catalog's own words as the API gives them."""
        catalog = catalog or {}
        kinds: Kinds = catalog.get("kinds", {})
        phrases: dict[str, dict[Meaning, None]] = {}
        # A person's name for somebody says more than an attribute's value: the file's words come first.
        for phrase, meaning in (*_of_file(file), *_of_catalog(catalog), *_of_kinds(kinds)):
            phrases.setdefault(" ".join(token.text for token in tokens(phrase)), {}).setdefault(meaning)
        return cls(
            phrases={phrase: tuple(meanings) for phrase, meanings in phrases.items() if phrase},
            things=frozenset(word.lower() for word in catalog.get("things", ())),
            longest=max((len(phrase.split()) for phrase in phrases), default=1),
            kinds=kinds,
            ambiguous=frozenset(catalog.get("ambiguous", ())),
            beside={context: frozenset(words.split()) for context, words in file.get("beside", {}).items()},
        )

    def named(self, text: str, beside: str = "") -> Iterator[Named]:
        """All that a text names, from left to right, the longest words first, none within another.

        `beside`: what else is spoken of, such as the search that is on; it tells a rose from a pink.
        """
        read = [token for token in tokens(text) if token.is_word or token.is_number or token.text in _JOINING]
        around = frozenset(token.text for token in (*read, *tokens(beside)))
        at = 0
        while at < len(read):
            for count in range(min(self.longest, len(read) - at), 0, -1):
                meaning = self._meant(read, at, count, around)
                if meaning:
                    yield Named(*meaning, read[at].start, read[at + count - 1].end)
                    at += count
                    break
            else:
                at += 1

    def thing(self, word: str) -> bool:
        """Whether the shop has something that is called so."""
        return not self.things.isdisjoint(_numbers(word.lower()))

    def kinds_of(self, attribute: str, value: str) -> Sequence[str]:
        """What is a kind of a value."""
        return self.kinds.get(attribute, {}).get(value, ())

    def _meant(self, read: Sequence[Token], at: int, count: int, around: frozenset[str]) -> Meaning | None:
        phrase = " ".join(token.text for token in read[at : at + count])
        if meanings := self.phrases.get(phrase):
            others = around - {token.text for token in read[at : at + count]}
            return self._chosen(phrase, meanings, lambda: self._context(read, at, count, others))
        word = read[at]
        if count == 1 and word.is_word and not self.thing(word.text):
            slip = mended(word.text, self._mistyped)
            return self.phrases[slip][0] if slip else None
        return None

    @functools.cached_property
    def _mistyped(self) -> tuple[str, ...]:
        """Words that a slip of the finger may be of: colours and materials that mean one thing."""
        return tuple(
            phrase
            for phrase, meanings in self.phrases.items()
            if meanings[0][0] in _MISTYPED and " " not in phrase and phrase not in self.ambiguous
        )

    def _chosen(
        self,
        phrase: str,
        meanings: Sequence[Meaning],
        context: Callable[[], str],
    ) -> Meaning | None:
        """Which of its meanings a phrase has here; None where it is a plant or a food, and so no wish."""
        if phrase not in self.ambiguous:
            return meanings[0]
        beside = context()
        if self.thing(phrase) and beside not in ("colour", "material", "scent"):
            return None  # "hand cream" is a cream
        of_context = [meaning for meaning in meanings if meaning[0] == beside]
        if of_context or beside in ("food", "plant"):
            return of_context[0] if of_context else None
        if beside == "scent":
            return "scent", phrase
        return next((meaning for meaning in meanings if meaning[0] == "scent"), meanings[0])

    def _context(self, read: Sequence[Token], at: int, count: int, around: frozenset[str]) -> str:
        """What an ambiguous word is, by its neighbours, then by what else is spoken of; or ""."""
        before = [token.text for token in read[max(0, at - 2) : at]]
        after = [token.text for token in read[at + count : at + count + 2]]
        if before[-1:] == ["in"]:  # "a mug in rose"
            return "colour"
        for near in (set(before[-1:] + after[:1]), set(before + after), around):
            for context in _CONTEXTS:
                if near & self.beside.get(context, frozenset()):
                    return context
            if near is not around and after and self.thing(after[0]):
                return "colour"
        return ""


@functools.cache
def from_file(path: Path = FILE) -> Mapping[str, Any]:
    """The words of the file, read once."""
    loaded: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def _of_file(file: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    for attribute, values in file.items():
        for value, words in values.items() if attribute != "beside" else ():
            yield str(value), (attribute, str(value))
            for same in (words or {}).get("same", ()):
                yield same, (attribute, str(value))


def _of_catalog(catalog: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    attributes: Mapping[str, Iterable[str]] = catalog.get("attributes", {})
    for attribute, values in attributes.items():
        name = "colour" if attribute == "color" else attribute
        for value in values if attribute in OF_THE_CATALOG else ():
            if value.lower() not in _NOT_CALLED:
                yield value.lower(), (name, value.lower())
    yield from ((brand.lower(), ("brand", brand)) for brand in catalog.get("brands", ()))


def _of_kinds(kinds: Kinds) -> Iterator[tuple[str, Meaning]]:
    for attribute, values in kinds.items():
        for value, own in values.items():
            yield from ((name, (attribute, name)) for name in (value, *own))


def _numbers(word: str) -> tuple[str, ...]:
    """A noun in singular and plural: "mug" and "mugs", "brushes" and "brush", "berries" and "berry"."""
    if word.endswith("ies"):
        return (word, f"{word[:-3]}y", word[:-1])
    if word.endswith("s"):
        return (word, word[:-1], word.removesuffix("es"))
    return (word, f"{word}s", f"{word}es", f"{word[:-1]}ies" if word.endswith("y") else word)
