"""Whose taste is spoken of, and for whom something is looked for: "she likes purple", "for my dad"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from actions.understanding.lists import words
from actions.understanding.tokens import Token
from actions.understanding.vocabulary import Named

SELF, OTHER = "self", "other"
_SELF = words("people", "self")
_OTHERS = words("people", "others")
_TASTE = words("people", "taste")
_WOULD_LIKE = frozenset({"id", "would", "d", "youd", "wed"})
_STOPS = frozenset({".", "!", "?", ";"})
_OBJECTS = frozenset({"him", "her", "them", "his", "their"})
_MAKES = frozenset({"makes", "make", "made", "gives", "give", "gave", "brings", "bring"})

NOT_A_RECIPIENT = frozenset(
    {"men", "women", "everyone", "gardeners", "cooks", "children", "babies", "toddlers", "teenagers"}
)
"""Values of "for" that may be the shopper, or their children, for whom they choose again and again."""
_ANIMALS = frozenset({"dogs", "cats"})
_GROUPS = frozenset(
    {"men", "women", "children", "babies", "toddlers", "teenagers", "everyone", "gardeners", "cooks"}
)
_TO = words("people", "to")
_POSSESSIVE = words("people", "possessive")
_GIFT = words("people", "gift")
_IS_FOND = words("people", "is fond")
_GOES_ON = words("people", "goes on")


_FRAGMENT = 3  # words of a message that says nothing else: "gift mum"


@dataclass(frozen=True)
class Whose:
    """Whose taste each part of a text speaks of."""

    words: Sequence[Token]
    for_somebody: bool

    @classmethod
    def of(cls, words: Sequence[Token], recipients: Iterable[Named], *, for_somebody: bool) -> Whose:
        """Of a text and the `recipients` it names, while a search is on `for_somebody` else or not."""
        pronoun = any(before.text in _TO and after.text in _OBJECTS for before, after in pairwise(words))
        person = any(name.attribute == "for" and name.value not in NOT_A_RECIPIENT for name in recipients)
        return cls(words, for_somebody or pronoun or person)

    def taste(self, place: tuple[int, int]) -> str:
        """Whose taste it is that is said at a place."""
        first, last = place
        for at in range(last, min(last + 4, len(self.words) - 1)):
            if self.words[at].text in _MAKES:  # "wool makes him itch"
                return OTHER if self.words[at + 1].text in _OBJECTS else SELF
        taste = False
        for at in range(first - 1, max(-1, first - 12), -1):
            word = self.words[at].text
            if word in _STOPS:
                break
            would = word == "like" and at > 0 and self.words[at - 1].text in _WOULD_LIKE
            taste = taste or (word in _TASTE and not would)
            if word in _OTHERS or (taste and _is_person(self.words, at)):
                return OTHER
            if word == "im" or (taste and word in _SELF | {"my"}):
                return SELF
        after = [token.text for token in self.words[last : last + 4] if token.text != ","]
        if after[:1] == ["i"] and set(after) & _TASTE:  # "pink I hate"
            return SELF
        if after[:1] and after[0] in _OTHERS and set(after) & _TASTE:  # "not gloves, she has enough"
            return OTHER
        return OTHER if self.for_somebody else SELF


def recipients(
    words: Sequence[Token], named: Sequence[Named], places: Sequence[tuple[int, int]]
) -> list[bool]:
    """Whether each person who is named is one for whom something is looked for; of anything else, always."""
    gift = len(words) <= _FRAGMENT or any(token.text in _GIFT for token in words)
    return [
        name.attribute != "for" or _is_recipient(words, name.value, place, gift=gift)
        for name, place in zip(named, places, strict=True)
    ]


def _is_recipient(words: Sequence[Token], value: str, place: tuple[int, int], *, gift: bool) -> bool:
    first, last = place
    before = [token.text for token in words[max(0, first - 4) : first]]
    after = words[last].text if last < len(words) else ""
    fond = any(word.text in _IS_FOND for word in words[last : last + 3])  # "my dad, he likes gardening"
    if value in _ANIMALS:
        return bool(set(before[-3:]) & _TO) and after not in _GOES_ON and not _is_a_thing(words, last)
    return value in _GROUPS or bool(set(before) & _TO) or gift or fond


def is_said(words: Sequence[Token], place: tuple[int, int]) -> bool:
    """Whether it is said for whom something is looked for, not only to be guessed: "my mum loves green"."""
    first, _ = place
    return not _is_person(words, first) or any(
        word.text in _TO | _GIFT for word in words[max(0, first - 6) : first]
    )


def _is_a_thing(words: Sequence[Token], at: int) -> bool:
    """Whether a noun follows, so that "dog" says of which kind it is: "a coat for dog walks"."""
    return (
        at < len(words)
        and words[at].is_word
        and words[at].text.endswith(("ing", "s"))
        and len(words[at].text) > 4
    )


def _is_person(words: Sequence[Token], at: int) -> bool:
    return at > 0 and words[at].text in _RELATIVES and words[at - 1].text in _POSSESSIVE


_RELATIVES = words("people", "relatives")
