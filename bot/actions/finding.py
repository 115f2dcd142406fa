"""Looking for products and showing them: one search, what of it was seen, what to say when nothing fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from rasa_sdk.events import SlotSet

from actions import money, preferences, wording
from actions.api import Found, Json
from actions.conversation import Events, Turn, show

SHOWN_AT_ONCE = 3
_WORD = re.compile(r"[a-z]+")
# Words that say nothing about what is looked for.
_NO_WISH = frozenset(
    {"a", "about", "actually", "all", "an", "and", "any", "anything", "be", "budget", "but", "can",
     "have", "i", "if", "im", "in", "is", "it", "just", "like", "limit", "m", "make", "max",
     "money", "my", "no", "not", "of", "only", "or", "please", "possible", "prefer", "rather", "s",
     "should", "some", "something", "spend", "that", "the", "them", "then", "to", "ve", "want",
     "would"}
)  # fmt: skip


@dataclass(frozen=True)
class Search:
    """What was looked for last, kept in the slot `last_search`; `seen` are products already shown for it."""

    query: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    seen: tuple[str, ...] = field(default=())

    @classmethod
    def asked(cls, turn: Turn) -> Search:
        """The search that the message states, without the words that are limits rather than wishes."""
        said = preferences.statements(turn.text, turn.entities)
        budget = money.parse(turn.text) or money.Budget()
        query = money.without_amounts(preferences.wanted_words(turn.text, said)) or turn.text
        return cls(query, budget.minimum, budget.maximum)

    @classmethod
    def last(cls, turn: Turn) -> Search | None:
        """The search of an earlier turn, or None."""
        kept = turn.slots.get("last_search")
        if not kept:
            return None
        low, high = (Decimal(kept[end]) if kept.get(end) else None for end in ("minimum", "maximum"))
        return cls(kept["query"], low, high, tuple(kept.get("seen", ())))

    def as_slot(self) -> dict[str, Any]:
        """As plain JSON."""
        low, high = (str(end) if end is not None else None for end in (self.minimum, self.maximum))
        return {"query": self.query, "minimum": low, "maximum": high, "seen": list(self.seen)}


async def look(
    turn: Turn,
    search: Search,
    *,
    learned: Sequence[Json] = (),
    introduction: str = "utter_found",
    none: str = "utter_nothing_found",
) -> Events:
    """Search and show what the shopper has not seen yet; says plainly what of the question it leaves out."""
    answer = await _search(turn, search)
    fresh = [] if _beyond(answer, search, none) else _unseen(answer, search)
    # what the shopper asked for just now is on their screen; only what will last is worth saying
    remembered = wording.remembered(signal for signal in learned if not _was_asked_for(signal))
    if fresh and answer.given_up:
        wider = replace(search, maximum=None) if "price" in answer.given_up else search
        return [*_admitting(turn, search, fresh, answer.given_up), _kept(wider, fresh)]
    if fresh:
        response = "utter_found_remembering" if remembered else introduction
        shown = show(turn, fresh, response=response, remembered=remembered)
        return [*shown, _kept(search, fresh)]
    turn.say("utter_in_cart" if answer.in_cart else "utter_no_more" if search.seen else none)
    return []


async def find(turn: Turn, *, learned: Sequence[Json]) -> Events:
    """Search for what the message asks; one that only narrows ("my limit is 40") repeats the last search."""
    if Search.last(turn) is not None and only_narrows(turn):
        return await search_again(turn, learned=learned)
    return await look(turn, Search.asked(turn), learned=learned)


async def search_again(turn: Turn, *, learned: Sequence[Json]) -> Events:
    """Repeat the last search with what was just learned in mind; without one, look for what is described.

    Where the shopper only says what they like or what they can spend, that is no description: then recommend.
    """
    last, asked = Search.last(turn), Search.asked(turn)
    if last is None and _adds_a_wish(turn) and not only_narrows(turn):
        return await look(turn, asked, learned=learned)
    if last is None:
        return await recommend(turn, learned=learned)
    words = f"{last.query} {asked.query}" if _adds_a_wish(turn) else last.query
    search = Search(words, asked.minimum or last.minimum, asked.maximum or last.maximum)
    return await look(turn, search, learned=learned)


async def recommend(turn: Turn, *, learned: Sequence[Json] = ()) -> Events:
    """Show recommendations for the shopper's taste, and say what was just remembered."""
    products = await turn.shop.recommendations(turn.conversation, limit=SHOWN_AT_ONCE)
    remembered = wording.remembered(learned)
    if not products:
        turn.say("utter_noted" if remembered else "utter_ask_wish", remembered=remembered)
        return []
    response = "utter_noted_recommending" if remembered else "utter_recommended"
    return show(turn, products, response=response, remembered=remembered)


def _admitting(
    turn: Turn, search: Search, products: Sequence[Json], given_up: Sequence[str]
) -> Sequence[dict[str, Any]]:
    """Show what comes nearest, and say what it is not."""
    if given_up == ("price",) and search.maximum is not None:
        limit = wording.money(search.maximum)
        return show(turn, products, response="utter_only_above_limit", limit=limit)
    missing = wording.listed(wording.ASPECTS.get(aspect, aspect) for aspect in given_up)
    return show(turn, products, response="utter_found_nearest", missing=missing)


async def _search(turn: Turn, search: Search) -> Found:
    return await turn.shop.search(
        turn.conversation,
        search.query,
        minimum=search.minimum,
        maximum=search.maximum,
        limit=SHOWN_AT_ONCE + len(search.seen),
    )


def _beyond(answer: Found, search: Search, none: str) -> bool:
    """Whether a limit was lifted that is the very point: "cheaper", or more of what is within it."""
    lifted = "price" in answer.given_up and search.maximum is not None
    return lifted and bool(search.seen or none != "utter_nothing_found")


def _unseen(answer: Found, search: Search) -> list[Json]:
    fresh = [item for item in answer.products if item["product"]["product_id"] not in search.seen]
    return fresh[:SHOWN_AT_ONCE]


def _kept(search: Search, products: Sequence[Json]) -> dict[str, Any]:
    seen = (*search.seen, *(item["product"]["product_id"] for item in products))
    kept: dict[str, Any] = SlotSet("last_search", replace(search, seen=seen).as_slot())
    return kept


def only_narrows(turn: Turn) -> bool:
    """Whether the message holds a limit or a taste and nothing else that could be looked for."""
    said = preferences.statements(turn.text, turn.entities)
    if any(statement.attribute == "category" and statement.wanted for statement in said):
        return False
    words = preferences.without(turn.text, [statement.said for statement in said])
    return not set(_WORD.findall(money.without_amounts(words).lower())) - _NO_WISH


def _was_asked_for(signal: Json) -> bool:
    return signal.get("attribute") == "category" and bool(signal.get("wanted", True))


def _adds_a_wish(turn: Turn) -> bool:
    return any(said.wanted for said in preferences.statements(turn.text, turn.entities))
