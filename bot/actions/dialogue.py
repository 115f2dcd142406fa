"""What the assistant knows from one turn to the next: a frozen value, kept whole in the slot `dialogue`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from actions.api import Json
from actions.understanding.references import Shown
from actions.understanding.wishes import Wish

SLOT = "dialogue"
MOST_SEEN = 60
"""Products already shown that a search keeps out of sight; of more, those shown first come again."""


@dataclass(frozen=True)
class Search:
    """What is looked for, part by part, so that a message can change one and keep the rest."""

    words: str = ""  # what is looked for, without the parts below: "coat for dog walks"
    wishes: tuple[Wish, ...] = ()  # colours, materials, sizes, for whom …; each wanted or refused
    minimum: Decimal | None = None  # in the shop's currency
    maximum: Decimal | None = None
    like: str | None = None  # the product of which it should be another
    cheapest: bool = False  # what costs least comes first
    seen: tuple[str, ...] = ()  # products already shown for it

    @property
    def query(self) -> str:
        """What is looked for in words; colours and the like go beside it, unless there is nothing else."""
        wanted = [wish for wish in self.wishes if wish.wanted]
        whom = [f"for {wish.value}" for wish in wanted if wish.attribute == "for"]
        if self.words:
            return " ".join((self.words, *whom))
        return " ".join((*(wish.value for wish in wanted if wish.attribute != "for"), *whom))

    @property
    def refused(self) -> tuple[Wish, ...]:
        """What it must not be."""
        return tuple(wish for wish in self.wishes if not wish.wanted)

    def showing(self, product_ids: Iterable[str]) -> Search:
        """The same after these products were shown."""
        return replace(self, seen=tuple(dict.fromkeys((*self.seen, *product_ids)))[-MOST_SEEN:])

    def to_json(self) -> Json:
        """As plain JSON."""
        return {
            "words": self.words,
            "wishes": [wish.to_json() for wish in self.wishes],
            "minimum": None if self.minimum is None else str(self.minimum),
            "maximum": None if self.maximum is None else str(self.maximum),
            "like": self.like,
            "cheapest": self.cheapest,
            "seen": list(self.seen),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Search:
        """The inverse of `to_json`."""
        return cls(
            words=kept.get("words", ""),
            wishes=tuple(Wish.from_json(wish) for wish in kept.get("wishes", ())),
            minimum=_amount(kept.get("minimum")),
            maximum=_amount(kept.get("maximum")),
            like=kept.get("like"),
            cheapest=bool(kept.get("cheapest")),
            seen=tuple(kept.get("seen", ())),
        )


@dataclass(frozen=True)
class Dialogue:
    """The products on the screen, the one that is spoken of, the search that is on, what was offered."""

    shown: tuple[Shown, ...] = ()  # on the shopper's screen, in their order
    recent: tuple[Shown, ...] = ()  # shown lately, on the screen or not, the last first
    focus: str | None = None  # the product spoken of last; of the page, named, or "the second one"
    search: Search | None = None
    offer: str | None = None  # what a "yes" to the last answer agrees to; it stands for one turn
    page: str | None = None  # the product of the page that the last message came from
    asked: str | None = None  # what the last answer asked for: "whom", "order_number", or, by the intent that
    # waits for it, which product is meant; it stands for one turn
    question: str = ""  # the shopper's words that wait for it
    unhelpful: int = 0  # answers in a row that did not help
    order: str | None = None  # the order spoken of last
    wants_person: bool = False  # a person was asked for, and offered
    opened: tuple[str, ...] = ()  # what a greeting spoke of already
    basket: Json | None = None  # what the shop's page was asked to do, until it says that it did

    def to_slot(self) -> Json:
        """As plain JSON, for Rasa's tracker."""
        return {
            "shown": [product.to_json() for product in self.shown],
            "recent": [product.to_json() for product in self.recent],
            "focus": self.focus,
            "page": self.page,
            "search": self.search.to_json() if self.search else None,
            "offer": self.offer,
            "asked": self.asked,
            "question": self.question,
            "unhelpful": self.unhelpful,
            "order": self.order,
            "wants_person": self.wants_person,
            "opened": list(self.opened),
            "basket": self.basket,
        }

    @classmethod
    def from_slot(cls, kept: Mapping[str, Any] | None) -> Dialogue:
        """The inverse of `to_slot`; an empty slot is a dialogue that begins."""
        kept = kept or {}
        search = kept.get("search")
        return cls(
            shown=tuple(Shown.from_json(product) for product in kept.get("shown", ())),
            recent=tuple(Shown.from_json(product) for product in kept.get("recent", ())),
            focus=kept.get("focus"),
            page=kept.get("page"),
            search=Search.from_json(search) if search else None,
            offer=kept.get("offer"),
            asked=kept.get("asked"),
            question=kept.get("question", ""),
            unhelpful=int(kept.get("unhelpful", 0)),
            order=kept.get("order"),
            wants_person=bool(kept.get("wants_person")),
            opened=tuple(kept.get("opened", ())),
            basket=kept.get("basket"),
        )


def _amount(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)
