"""What the shopper wants or does not want, read by the catalog's words: "something blue, not wool"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any

from actions.understanding.people import NOT_A_RECIPIENT, OTHER, SELF, Whose, is_said, recipients
from actions.understanding.phrases import Phrases
from actions.understanding.polarity import Mentions, Place, Polarity, is_filling, said_of
from actions.understanding.sizes import sizes
from actions.understanding.tokens import Token, tokens
from actions.understanding.vocabulary import Named, Vocabulary

LONGEST_VALUE = 200  # characters, as at the API
_LONE_NOT = Phrases.of("but not|not|no|without|nothing|anything but|except|but")


@dataclass(frozen=True)
class Wish:
    """One thing the shopper said, in the API's words; `wanted` is False for "not pink"."""

    attribute: str
    value: str
    wanted: bool = True
    said: tuple[int, int] = field(default=(0, 0), compare=False)  # characters of the message it came from
    about: str = field(
        default=SELF, compare=False
    )  # whose taste it is: "self" the shopper's, "other" another's

    def statement(self) -> dict[str, Any]:
        """As the API takes it."""
        return {"attribute": self.attribute, "value": self.value, "wanted": self.wanted}

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; where it was said is of one message only."""
        return {**self.statement(), "about": self.about}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Wish:
        """The inverse of `to_json`."""
        wanted = bool(kept.get("wanted", True))
        return cls(kept["attribute"], kept["value"], wanted=wanted, about=kept.get("about", SELF))


@dataclass(frozen=True)
class Reading:
    """The wishes of a text, and what it says need not be: blue of "it doesn't have to be blue"."""

    wishes: tuple[Wish, ...] = ()
    relaxed: tuple[Wish, ...] = ()


def read(text: str, vocabulary: Vocabulary, *, beside: str = "", for_somebody: bool = False) -> list[Wish]:
    """The shopper's wishes in the order they were made, each attribute and value once."""
    return list(reading(text, vocabulary, beside=beside, for_somebody=for_somebody).wishes)


def reading(text: str, vocabulary: Vocabulary, *, beside: str = "", for_somebody: bool = False) -> Reading:
    """The wishes, and what is left open. `beside`: the words of the search, which may be `for_somebody`."""
    words = tokens(text)
    named = [
        *vocabulary.named(text, beside),
        *(Named(s.attribute, s.value, s.start, s.end) for s in sizes(text)),
    ]
    named = _apart(sorted(named, key=lambda name: (name.start, name.start - name.end)))
    places = _places(words, named)
    meant = recipients(words, named, places)
    named, places = list(compress(named, meant)), list(compress(places, meant))
    mentions = dict(places)
    whose = Whose.of(words, named, for_somebody=for_somebody)
    stated: dict[tuple[str, str], Wish] = {}
    relaxed: list[Wish] = []
    for name, place in zip(named, places, strict=True):
        if not 0 < len(name.value) <= LONGEST_VALUE:
            continue
        said = said_of(words, place, mentions, vocabulary.thing)
        span = (words[said.first].start, words[said.last - 1].end)
        wish = Wish(name.attribute, name.value, said.polarity is not Polarity.REFUSED, span, SELF)
        if name.attribute == "for":
            wish = replace(wish, about=SELF if is_said(words, place) else OTHER)
        else:
            wish = replace(wish, about=whose.taste(place))
        if said.polarity is Polarity.OPEN:
            relaxed.append(wish)
        elif (before := stated.get((wish.attribute, wish.value))) is None or before.wanted != wish.wanted:
            stated[wish.attribute, wish.value] = wish
    things = _refused_things(words, mentions, vocabulary, whose)
    return Reading(tuple(sorted((*stated.values(), *things), key=lambda wish: wish.said)), tuple(relaxed))


def is_for_somebody(wishes: Iterable[Wish]) -> bool:
    """Whether a search is for another person than the shopper."""
    return any(
        wish.attribute == "for" and wish.wanted and wish.value not in NOT_A_RECIPIENT for wish in wishes
    )


def _apart(named: Iterable[Named]) -> list[Named]:
    """Without those that stand within another."""
    kept: list[Named] = []
    for name in named:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _places(words: Sequence[Token], named: Sequence[Named]) -> list[Place]:
    """The tokens of each."""
    first = {token.start: at for at, token in enumerate(words)}
    last = {token.end: at + 1 for at, token in enumerate(words)}
    return [(first[name.start], last[name.end]) for name in named]


def _refused_things(
    words: Sequence[Token], mentions: Mentions, vocabulary: Vocabulary, whose: Whose
) -> list[Wish]:
    """Kinds of products that are refused: "not gloves, she has enough", "he already has a torch"."""
    taken = {at for first, last in mentions.items() for at in range(first, last)}
    refused = []
    for at, token in enumerate(words):
        if at in taken or not token.is_word or not vocabulary.thing(token.text):
            continue
        said = said_of(words, (at, at + 1), mentions, vocabulary.thing)
        modified = taken & set(range(said.first, at))  # of "no wool jumpers" it is the wool that is refused
        if said.polarity is Polarity.REFUSED and not modified:
            span = (words[said.first].start, words[said.last - 1].end)
            value = _with_its_kind(words, said.first, at)
            refused.append(Wish("category", value, False, span, whose.taste((at, at + 1))))
    return refused


def _with_its_kind(words: Sequence[Token], first: int, at: int) -> str:
    """A noun with the words before it that say of which kind: "nail polish", not every polish."""
    start = at
    while (
        start > max(first + 1, at - 2) and words[start - 1].is_word and not is_filling(words[start - 1].text)
    ):
        start -= 1
    return " ".join(word.text for word in words[start : at + 1])


def wanted_words(text: str, said: Iterable[Wish]) -> str:
    """The message without what the shopper does not want: a search for "not pink" must not look for pink."""
    kept = without(text, [statement.said for statement in said if not statement.wanted])
    words = tokens(kept)
    lone = [
        (words[at].start, words[at + count - 1].end)
        for at in range(len(words))
        if (count := _LONE_NOT.starting(words, at)) and _ends_at(words, at + count)
    ]
    return " ".join(without(kept, lone).split()).strip(" ,.;")


def _ends_at(words: Sequence[Token], at: int) -> bool:
    return at >= len(words) or words[at].text in ",.;!?"


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of the characters at `spans`."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)
