"""What of a list a question names, and what the list says of it: countries, ways to pay, ways to deliver."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from babel import Locale
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.facts import Listing

COUNTRIES, METHODS = "delivery.countries", "payment.methods"
STAND_INS = {METHODS: "paypal", COUNTRIES: "spain"}
"""What a question is read with in place of what it names: it asks the same of another country."""
AMBIGUOUS = frozenset({"TR", "CN", "JE", "TD", "JO", "GE", "GN", "Zip", "Affirm", "Maestro", "Discover"})
"""Names that are words of their own, too (china, zip, switch): nothing stands in for them."""
WIDER = frozenset({"Europe", "abroad", "Credit card", "Debit card", "Card"})
"""Names that are wider than what lists name: that they are not in a complete list says nothing."""
PARTS = frozenset({"Northern Ireland", "Scottish islands", "Channel Islands", "IM", "JE", "GG"})
"""What one shop means with a country, and another does not."""
_THINGS = Path(__file__).parent / "listed_things.toml"
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[A-Z]{2}")
_LEADING_TO = re.compile(r"\b(to|in|into|for|from)\s+(the\s+)?$", re.IGNORECASE)
_MOST_WORDS = 5  # of a name
_SHORTEST_SLIP, _LONGEST_SLIP, _LONG_NAME = 6, 15, 12  # letters
_ITSELF = re.compile(
    r"\b(?:company|firm|based|located|registered|made in|founded|office|owned|owner)\b", re.IGNORECASE
)

Verdict = Literal["yes", "no"]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing, and where it stands in a text."""

    thing: str
    start: int
    end: int


@dataclass(frozen=True)
class Things:
    """All things of one kind that have names."""

    names: Mapping[Words, str]
    kinds: Mapping[str, frozenset[str]]

    def mentions(self, text: str) -> list[Mention]:
        """What a text names, the longest where names overlap; a slip in a long word is forgiven."""
        words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text.lower())]
        mentions, at = list[Mention](), 0
        while at < len(words):
            for size in range(min(_MOST_WORDS, len(words) - at), 0, -1):
                run = words[at : at + size]
                if thing := self._thing(tuple(word for word, _, _ in run)):
                    mentions.append(Mention(thing, run[0][1], run[-1][2]))
                    break
            else:
                size = 1
            at += size
        return mentions

    def thing_of(self, name: str) -> str | None:
        """The thing that a shop lists by a name, or a country by its code."""
        coded = name if _CODE.fullmatch(name) and name in self.names.values() else None
        return coded or self.names.get(_words(name))

    def with_own(self, names: Sequence[str]) -> "Things":
        """The same with names of the shop's that are not among them yet."""
        own = {_words(name): name for name in names if not self.thing_of(name)}
        return Things({**own, **self.names}, self.kinds)

    def _thing(self, words: Words) -> str | None:
        if thing := self.names.get(words):
            return thing
        if len(words) > 1:
            return self._slipped(" ".join(words))
        if not _SHORTEST_SLIP <= len(words[0]) <= _LONGEST_SLIP:
            return None
        near = process.extractOne(words[0], self._single.keys(), scorer=OSA.distance, score_cutoff=1)
        return self._single[near[0]] if near and near[0][0] == words[0][0] else None

    def _slipped(self, name: str) -> str | None:
        """The thing of several words that a text names with a slip: "northen ireland" is not Ireland."""
        if not _LONG_NAME <= len(name) <= 2 * _LONGEST_SLIP:
            return None
        near = process.extractOne(name, self._several.keys(), scorer=OSA.distance, score_cutoff=1)
        return self._several[near[0]] if near and near[0][0] == name[0] else None

    @cached_property
    def _several(self) -> dict[str, str]:
        """Those of several words, each in one string."""
        return {" ".join(name): thing for name, thing in self.names.items() if len(name) > 1}

    @cached_property
    def _single(self) -> dict[str, str]:
        """Those of one word that is long enough to be known with a slip in it."""
        singles = {name[0]: thing for name, thing in self.names.items() if len(name) == 1}
        slips = (name for name in singles if len(name) >= _SHORTEST_SLIP and singles[name] not in AMBIGUOUS)
        return {name: singles[name] for name in slips}


@cache
def things(topic: str) -> Things:
    """The things of a topic that is a list; none for others."""
    known = tomllib.loads(_THINGS.read_text(encoding="utf-8")).get(topic, {"called": {}, "kinds": {}})
    names = {_words(name): thing for thing, name in _countries()} if topic == COUNTRIES else {}
    for thing, called in known["called"].items():
        for name in called if _CODE.fullmatch(thing) and topic == COUNTRIES else (thing, *called):
            names[_words(name)] = thing
    return Things(names, {kind: frozenset(members) for kind, members in known["kinds"].items()})


def _countries() -> Iterator[tuple[str, str]]:
    for code, name in Locale("en").territories.items():
        if _CODE.fullmatch(code) and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ"):
            yield code, name
            yield code, name.replace("&", "and")


def masked(text: str) -> str:
    """A question with stand-ins for the countries and the ways to pay that it names, in small letters."""
    kept = WIDER | AMBIGUOUS
    for topic, stand_in in STAND_INS.items():
        for mention in reversed(things(topic).mentions(text)):
            if mention.thing not in kept.union(things(topic).kinds):
                text = text[: mention.start] + stand_in + text[mention.end :]
    return text.lower()


def named(text: str) -> frozenset[str]:
    """The countries and the ways to pay that a text names."""
    return frozenset(mention.thing for topic in STAND_INS for mention in things(topic).mentions(text))


def without_countries(text: str) -> str:
    """A question without the countries that it names: "how much is it to Spain" is "how much is it"."""
    for mention in reversed(things(COUNTRIES).mentions(text)):
        text = _LEADING_TO.sub(" ", text[: mention.start]) + text[mention.end :]
    return text


def verdicts(listing: Listing, topic: str, question: str) -> set[Verdict | None]:
    """Whether each thing that a question names is offered; None of one of which the list does not say."""
    if topic == COUNTRIES and _ITSELF.search(question):
        return {None}  # "are you a UK company?" is not whether it delivers there
    known = things(topic).with_own([*listing.offered, *listing.not_offered])
    offered = frozenset(filter(None, map(known.thing_of, listing.offered)))
    refused = frozenset(filter(None, map(known.thing_of, listing.not_offered)))
    asked = {mention.thing for mention in known.mentions(question)}
    return {_of_thing(thing, known, offered, refused, complete=listing.complete) for thing in asked}


def _of_thing(
    thing: str, known: Things, offered: frozenset[str], refused: frozenset[str], *, complete: bool
) -> Verdict | None:
    members = known.kinds.get(thing, frozenset())
    kinds = {kind for kind, own in known.kinds.items() if thing in own}
    if thing in offered:
        return "yes"
    if thing in refused or kinds & refused:
        return "no"
    if members and (members <= offered if thing == "EU" else members & offered):
        return "yes"
    if thing == "abroad" and complete and len([code for code in offered if _CODE.fullmatch(code)]) == 1:
        return "no"
    if not complete or thing in WIDER | PARTS or members & offered:
        return None
    return "no"


def _words(name: str) -> Words:
    return tuple(_WORD.findall(name.lower()))
