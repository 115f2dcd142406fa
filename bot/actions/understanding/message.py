"""A part of a message taken apart: its wishes, its price range, and the words that are left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from actions.understanding import money, wishes
from actions.understanding.vocabulary import Vocabulary
from actions.understanding.wishes import Wish

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Function words, and the verbs of asking: they say that something is looked for, not what.
_ASKING = frozenset(Path(__file__).with_name("asking.txt").read_text(encoding="utf-8").split())
_CHEAPER = re.compile(
    r"\b(?:cheap(?:er|o)|less (?:expensive|pricey|dear|money)|lower (?:in )?price|costs? less|more affordable"
    r"|(?:too|a bit|bit) (?:expensive|pricey|dear|steep|much money))\b"
)
_CHEAPEST = re.compile(r"\b(?:cheapest|least expensive|lowest price|most affordable)\b")
_DEARER = re.compile(
    r"\b(?:dearer|more expensive|pricier|posher|fancier|more (?:luxury|luxurious|special)|higher end"
    r"|better quality)\b"
)
_NO_LIMIT = re.compile(
    r"\b(?:(?:price|cost|money|budget)(?: is|'s|s)?(?: not| no| isn'?t| aint)? (?:a |an |any |the )?"
    r"(?:problem|issue|object|matter|concern|limit|bother)\w*"
    r"|(?:price|cost|money) (?:doesn'?t|does not|don'?t) matter"
    r"|no (?:budget|limit|price limit)|(?:any|whatever) (?:price|budget|cost)"
    r"|forget (?:the|my) (?:budget|limit|price)"
    r"|don'?t (?:care|mind) (?:about )?(?:the |what (?:it|they) )?(?:price|costs?))\b"
)
_ANOTHER_BRAND = re.compile(
    r"\b(?:not|another|different|other|any other|hate|no) (?:that |this |the )?(?:brand|make|maker|label)s?\b"
)
_ANOTHER = re.compile(
    r"\b(?:else|different|differently|others?|another|less|nicer|better|not (?:that|those|these|this|them))\b"
)
_IN_STOCK = re.compile(r"\bin stock\b|\bavailable (?:now|today|straight)\b")


@dataclass(frozen=True)
class Message:
    """What a part of a message says, read by grammar and by the catalog's words."""

    text: str
    wishes: tuple[Wish, ...]
    budget: money.Budget
    vocabulary: Vocabulary

    @classmethod
    def read(cls, text: str, vocabulary: Vocabulary) -> Message:
        """Take it apart."""
        budget = money.parse(text)  # one that is no limit says why it is none: it is falsy, and kept
        return cls(
            text,
            tuple(wishes.read(text, vocabulary)),
            money.Budget() if budget is None else budget,
            vocabulary,
        )

    @property
    def lower(self) -> str:
        """In lower case, with single spaces."""
        return " ".join(self.text.lower().replace("’", "'").split())

    @cached_property
    def rest(self) -> str:
        """The text without its wishes and amounts: what is looked for, in its own words."""
        return money.without_amounts(
            " ".join(wishes.without(self.text, [wish.said for wish in self.wishes]).split())
        )

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The words that say what is looked for, beside the wishes."""
        lower = self.rest.lower()
        plain = _NO_LIMIT.sub(" ", _CHEAPER.sub(" ", _CHEAPEST.sub(" ", _DEARER.sub(" ", lower))))
        plain = _ANOTHER_BRAND.sub(" ", plain)
        words = (match[0].replace("’", "'").replace("'", "") for match in _WORD.finditer(plain))
        return tuple(word for word in words if word not in _ASKING and not word.isdecimal())

    @property
    def things(self) -> tuple[str, ...]:
        """Those of the added words by which the shop has something."""
        return tuple(word for word in self.added if self.vocabulary.thing(word))

    @property
    def cheaper(self) -> bool:
        """Whether it should cost less."""
        return bool(_CHEAPER.search(self.lower))

    @property
    def cheapest(self) -> bool:
        """Whether it should be what costs least."""
        return bool(_CHEAPEST.search(self.lower))

    @property
    def dearer(self) -> bool:
        """Whether it may cost more."""
        return bool(_DEARER.search(self.lower))

    @property
    def lifts_the_limit(self) -> bool:
        """Whether it says that the price is no matter."""
        return bool(_NO_LIMIT.search(self.lower))

    @property
    def another_brand(self) -> bool:
        """Whether it should be of another maker."""
        return bool(_ANOTHER_BRAND.search(self.lower))

    @property
    def another(self) -> bool:
        """Whether it should be something else than what was shown."""
        return bool(_ANOTHER.search(self.lower))

    @property
    def in_stock(self) -> bool:
        """Whether it must be there now."""
        return bool(_IN_STOCK.search(self.lower))

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing in it to search by."""
        return not (self.wishes or self.added or self.budget or self.cheaper or self.cheapest or self.dearer)
