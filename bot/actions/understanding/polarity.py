"""Whether something that is named is wanted, refused, or neither: "not pink", "wool makes me itch"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from actions.understanding.lists import text, words
from actions.understanding.phrases import Phrases
from actions.understanding.tokens import Token


class Polarity(Enum):
    """What is said of something that is named."""

    WANTED = "wanted"
    REFUSED = "refused"
    OPEN = "open"  # neither: "I don't mind green", "it doesn't have to be blue"


_REFUSING = Phrases.of(text("polarity", "refusing"))
_HARMLESS = Phrases.of(text("polarity", "harmless"))
_OPEN = Phrases.of(text("polarity", "open"))
_REFUSED_AFTER = Phrases.of(text("polarity", "refused after"))
_MAKES = words("polarity", "makes")
_OBJECTS = words("polarity", "objects")
_GOOD = words("polarity", "good")
_WISHES_ANEW = frozenset(
    {"but", "however", "though", "although", "instead", "please", "prefer", "sondern", "aber"}
)
_SUBJECTS = words("polarity", "subjects")
_PREPOSITIONS = words("polarity", "prepositions")
_ALL = frozenset({"any", "anything", "everything", "every", "all", "anythin", "jede", "alles"})
_STOPS = frozenset({".", ";", "!", "?", ")", "…"})
_REFERRING = words("polarity", "referring")
_LISTING = frozenset({"or", "nor", "and", "oder", "und", "noch"})
_FILLING = words("polarity", "filling")
_REACH = 8  # tokens between a word that denies and what it denies
Place = tuple[int, int]
"""The first of a mention's tokens, and the token after its last."""
Mentions = Mapping[int, int]
"""All of a text, by their first token."""


@dataclass(frozen=True)
class Said:
    """What is said of a mention, and the tokens that say so, its own among them."""

    polarity: Polarity
    first: int
    last: int


def said_of(read: Sequence[Token], place: Place, mentions: Mentions, is_noun: Callable[[str], bool]) -> Said:
    """What a text says of a mention; `mentions` are all of them, `is_noun` tells the shop's things."""
    first, last = place
    before = _before(read, place, mentions, is_noun)
    after = _after(read, place, mentions)
    if before and before.polarity is Polarity.REFUSED:
        return Said(Polarity.REFUSED, before.first, after or last)
    if after:
        return Said(Polarity.REFUSED, first, after)
    return before or Said(Polarity.WANTED, first, last)


def _before(
    read: Sequence[Token], place: Place, mentions: Mentions, is_noun: Callable[[str], bool]
) -> Said | None:
    at, last = place
    for end in range(at, max(0, at - _REACH), -1):
        if count := _OPEN.ending(read, end):
            return Said(Polarity.OPEN, end - count, last)
        if _HARMLESS.ending(read, end) or _held(read, end):
            return None
        if count := _REFUSING.ending(read, end):
            return Said(Polarity.REFUSED, end - count, last)
        word = read[end - 1].text
        if word == "but" and (start := _all(read, end - 1)) is not None:
            return Said(Polarity.REFUSED, start, last)
        if word in _STOPS or word in _SUBJECTS or word in _WISHES_ANEW:
            return None
        if word == "," and not _goes_on(read, end, mentions):
            return None
        if word in _PREPOSITIONS and _noun_before(read, end - 1, mentions, is_noun):
            return None
    return None


def _held(read: Sequence[Token], end: int) -> bool:
    """Whether a word that denies belongs to a longer phrase that denies nothing: the "not" of "not sure"."""
    return any(
        count > back
        for back in range(1, 3)
        if (count := _HARMLESS.starting(read, end - back)) and end - back + count > end
    )


def _all(read: Sequence[Token], at: int) -> int | None:
    """Where the "any" of "any colour but" stands; None where a "but" begins something new."""
    return next((place for place in range(at - 1, max(-1, at - 4), -1) if read[place].text in _ALL), None)


def _goes_on(read: Sequence[Token], at: int, mentions: Mentions) -> bool:
    """Whether a comma before a place stands in a list of what is refused: "no red, green or pink"."""
    if at < len(read) and read[at].text in {"or", "nor", "and", "no", "not"}:
        return True
    for _ in range(_REACH):
        if at not in mentions:
            return False
        at = mentions[at]
        if at < len(read) and read[at].text in ("or", "nor"):
            return at + 1 in mentions
        if at >= len(read) or read[at].text != ",":
            return False
        at += 1
    return False


def _noun_before(read: Sequence[Token], at: int, mentions: Mentions, is_noun: Callable[[str], bool]) -> bool:
    """Whether what is denied stands before a preposition, and not after: "no wool for my wife"."""
    for place in range(at - 1, max(-1, at - _REACH), -1):
        if place in mentions or is_noun(read[place].text):
            return True
        if _REFUSING.ending(read, place + 1):
            return False
    return False


def _after(read: Sequence[Token], place: Place, mentions: Mentions) -> int:
    """The token after the words that refuse what stands before them; 0 where there are none."""
    _, last = place
    at, joined = last, False
    for _ in range(5):
        if at >= len(read):
            return 0
        if count := _refusal(read, at):
            return at + count
        word = read[at].text
        if word == "-" and read[at].glued:  # "wool-free"
            at += 1
            continue
        if at in mentions and joined:  # "wool and mohair make me itch"
            at, joined = mentions[at], False
            continue
        if joined and read[at].is_word and not _refusal(read, at):  # one that nobody knows: "wool and vicuna"
            at, joined = at + 1, False
            continue
        if word in _LISTING:
            joined = True
        elif word in (",", "-", ".", "?", "–") or word in _STOPS:
            refers = at + 1 < len(read) and read[at + 1].text in _REFERRING and _refusal(read, at + 2)
            declines = (
                at + 1 < len(read) and read[at + 1].text in ("no", "nein", "nope") and _refusal(read, at + 1)
            )
            if not (refers or declines):
                return 0
        elif word not in _REFERRING | {
            "really",
            "just",
            "always",
            "one",
            "ones",
            "stuff",
            "clothes",
            "things",
            "smell",
        }:
            return 0
        at += 1
    return 0


def _refusal(read: Sequence[Token], at: int) -> int:
    """How many tokens a refusal takes: "makes me itch", "isn't for me"; 0 where there is none."""
    if at >= len(read):
        return 0
    if count := _REFUSED_AFTER.starting(read, at):
        words = [token.text for token in read[at : at + count]]
        alone = words[-1] in (
            "free",
            "allergy",
            "allergic",
            "intolerance",
            "intolerant",
            "triggers",
            "trigger",
        )
        later = read[at + count].text if at + count < len(read) else ""
        return 0 if (alone and later == "to") or (words == ["free"] and later == "delivery") else count
    if read[at].text in _MAKES and at + 2 < len(read) and read[at + 1].text in _OBJECTS:
        last = at + 2
        while (
            last < len(read)
            and last < at + 6
            and read[last].is_word
            and read[last].text not in ("and", "so", "but")
        ):
            last += 1
        return 0 if {token.text for token in read[at:last]} & _GOOD else last - at
    return 0


def is_filling(word: str) -> bool:
    """Whether a word between "not" and what it denies says nothing itself: "not the", "don't want any"."""
    return word in _FILLING or word in _SUBJECTS


def denied(read: Sequence[Token], mentions: Mentions) -> list[Place]:
    """Words that are denied without being a wish, such as "fig" of "not fig": nothing to look for."""
    places = []
    at = 0
    while at < len(read):
        count = _REFUSING.starting(read, at)
        harmless = _HARMLESS.starting(read, at)
        if not count or harmless >= count:
            at += harmless or 1
            continue
        last, content = at + count, 0
        while last < len(read) and read[last].is_word and content < 2 and last not in mentions:
            if read[last].text in _PREPOSITIONS | _WISHES_ANEW | _LISTING and content:
                break
            content += not is_filling(read[last].text) and read[last].text not in _PREPOSITIONS
            last += 1
        places.append((at, last))
        at = last
    return places


def refusals(read: Sequence[Token]) -> list[Place]:
    """Where a text refuses something, whatever it is: "it gives me a headache"."""
    places = [(at, at + count) for at in range(len(read)) if (count := _refusal(read, at))]
    return [place for place in places if read[place[0]].text != "nicht"]
