"""Finding products: a message starts a search, changes a part of it, or asks for more of the same."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from actions import wording
from actions.api import Found, Json
from actions.changing import changed
from actions.conversation import UNCLEAR, Clause, Outcome, Turn
from actions.dialogue import Dialogue, Search
from actions.showing import AT_ONCE, show, without_part
from actions.skills.learning import learn, refusal
from actions.understanding import money
from actions.understanding.message import Message
from actions.understanding.wishes import is_for_somebody

_GIFT = frozenset({"gift", "gifts", "present", "presents", "birthday", "bday", "xmas", "christmas", "santa"})
_AT_MOST = re.compile(
    r"\b(?:under|below|less than|at most|max\w{0,5}|up ?to|(?:no|not|nothing) (?:more|over|above))\b"
)


async def find(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Look for what the message asks: anew, or by the search that is on with a part changed."""
    message = _without_remark(read(clause.text, turn, dialogue), dialogue)
    search = changed(message, dialogue, clause.intent, asked=turn.asked)
    if search is None:
        if refusal(message.budget):
            await learn(turn, message)
            return Outcome(dialogue, helped=False)
        return await recommend(turn, clause, dialogue)
    learned = await learn(turn, message)
    return await look(turn, replace(dialogue, search=search), learned=learned, message=message)


def _without_remark(message: Message, dialogue: Dialogue) -> Message:
    """The message without a price that is only wondered at: "29 quid! cheaper" below something for 29."""
    prices = {product.price for product in dialogue.shown}
    stated = message.budget.maximum
    if not message.cheaper or stated is None or _AT_MOST.search(message.lower):
        return message
    if any(abs(stated - price) < 1 for price in prices):
        return replace(message, budget=money.Budget())
    return message


async def unclear(
    turn: Turn, clause: Clause, dialogue: Dialogue, *, instead: Callable[[], Awaitable[bool]] | None = None
) -> Outcome:
    """A message that no intent fits is searched; only where that finds nothing is it said not to be known.

    `instead` answers it by something else, and says whether it could: it goes before a mere guess.
    """
    message = read(clause.text, turn, dialogue)
    if turn.asked == "whom" and not message.added and not message.wishes and not message.budget:
        return await recommend(turn, clause, dialogue)
    search = changed(message, dialogue, clause.intent, asked=turn.asked)
    answer = await _search(turn, search) if search is not None and turn.spoken else Found((), fit="none")
    if answer.fit != "good" and instead is not None and await instead():
        return Outcome(dialogue)
    # What is no search may be near something by its sound.
    sensible = answer.fit != "slight" or bool(message.things)
    if search is None or not answer.products or not sensible:
        turn.say("utter_unclear")
        return Outcome(replace(dialogue, offer="handover"), helped=False)
    dialogue = replace(dialogue, search=search)
    return await look(turn, dialogue, learned=await learn(turn, message), message=message, answer=answer)


async def more(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """The next few products of the search that is on; what else the message says of it counts."""
    message = read(clause.text, turn, dialogue)
    if dialogue.search is None:
        return await recommend(turn, clause, dialogue)
    if message.wishes or message.budget or message.things:
        return await find(turn, replace(clause, intent="refine_search"), dialogue)
    return await look(turn, dialogue, introduction="utter_found_more")


async def recommend(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """What suits the shopper, where they name nothing; what the message states is stored first."""
    message = read(clause.text, turn, dialogue)
    learned = await learn(turn, message)
    if (message.added or message.wishes) and (search := changed(message, dialogue, clause.intent)):
        answer = await _search(turn, search)
        if answer.fit in ("good", "guess"):
            dialogue = replace(dialogue, search=search)
            return await look(turn, dialogue, learned=learned, message=message, answer=answer)
    return await recommended(turn, dialogue, learned=learned)


async def recommended(turn: Turn, dialogue: Dialogue, *, learned: Sequence[Json] = ()) -> Outcome:
    """Show recommendations for the shopper's taste, and say what was just remembered."""
    products = await turn.shop.recommendations(turn.conversation, limit=AT_ONCE)
    remembered = wording.remembered(learned)
    if not products:
        turn.say("utter_noted" if remembered else "utter_ask_wish", remembered=remembered)
        return Outcome(dialogue)
    response = "utter_noted_recommending" if remembered else "utter_recommended"
    dialogue = replace(dialogue, search=None)
    return Outcome(show(turn, dialogue, products, response=response, remembered=remembered))


async def take_off(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """A chip was taken off: the same search without that part."""
    part = turn.pressed("part")
    if dialogue.search is None or part is None:
        return await recommend(turn, clause, dialogue)
    search = replace(without_part(dialogue.search, part), seen=())
    await _take_back(turn, part)
    if not (search.query or search.maximum or search.minimum):
        return await recommended(turn, dialogue)
    return await look(turn, replace(dialogue, search=search))


async def _take_back(turn: Turn, part: str) -> None:
    """What a chip stood for is not remembered either."""
    attribute, _, value = part.partition(":")
    for signal in await turn.shop.signals(turn.conversation):
        budget = attribute == "maximum" and signal["kind"] == "budget"
        if budget or (signal.get("attribute"), signal.get("value")) == (attribute, value):
            await turn.shop.take_back(turn.conversation, str(signal["signal_id"]))


def read(text: str, turn: Turn, dialogue: Dialogue) -> Message:
    """A part of the message, taken apart with the search in mind that is on."""
    search = dialogue.search or Search()
    return Message.read(
        text, turn.vocabulary, beside=search.words, for_somebody=is_for_somebody(search.wishes)
    )


async def look(
    turn: Turn,
    dialogue: Dialogue,
    *,
    learned: Sequence[Json] = (),
    message: Message | None = None,
    introduction: str = "utter_found",
    answer: Found | None = None,
) -> Outcome:
    """Search and show what the shopper has not seen yet; says plainly what of the question it leaves out."""
    search = dialogue.search or Search()
    answer = answer or await _search(turn, search)
    beyond = "price" in answer.given_up and bool(search.seen or (message is not None and message.cheaper))
    fresh = [] if beyond else _fresh(answer, search)  # dearer ones are no answer to "cheaper"
    if not fresh:
        turn.say("utter_in_cart" if answer.in_cart else _none(search, message))
        return Outcome(dialogue, helped=answer.in_cart)
    # What the shopper asked for just now is on their screen; only what will last is worth saying.
    remembered = wording.remembered(signal for signal in learned if not _was_asked_for(signal))
    if answer.given_up:
        return Outcome(_admitting(turn, dialogue, fresh, answer.given_up))
    response = introduction
    if answer.fit in ("guess", "slight"):
        response = "utter_guess"
    elif message is not None and message.cheaper and introduction == "utter_found":
        response = "utter_found_cheaper"
    elif remembered and introduction == "utter_found":
        response = "utter_found_remembering"
    dialogue = show(turn, dialogue, fresh, response=response, remembered=remembered)
    dialogue = _showing(dialogue, search, fresh)
    if _open_gift(search):
        turn.say("utter_ask_whom")
        return Outcome(replace(dialogue, asked="whom", offer=None))
    return Outcome(dialogue)


def _none(search: Search, message: Message | None) -> str:
    if message is not None and message.cheaper:
        return "utter_none_cheaper"
    return "utter_no_more" if search.seen else "utter_nothing_found"


def _open_gift(search: Search) -> bool:
    """Whether it is a gift of which nothing is known: not for whom, not what they like."""
    words = set(search.words.lower().split())
    return bool(words & _GIFT) and len(words) <= 2 and not search.wishes


def _showing(dialogue: Dialogue, search: Search, products: Sequence[Json]) -> Dialogue:
    return replace(dialogue, search=search.showing(item["product"]["product_id"] for item in products))


def _admitting(turn: Turn, dialogue: Dialogue, products: Sequence[Json], given_up: Sequence[str]) -> Dialogue:
    """Show what comes nearest, and say what it is not."""
    search = dialogue.search or Search()
    if given_up == ("price",) and search.maximum is not None:
        limit = wording.money(search.maximum)
        shown = show(turn, dialogue, products, response="utter_only_above_limit", limit=limit)
    else:
        missing = wording.listed(wording.ASPECTS.get(aspect, aspect) for aspect in given_up)
        shown = show(turn, dialogue, products, response="utter_found_nearest", missing=missing)
    wider = replace(search, maximum=None) if "price" in given_up else search
    return _showing(shown, wider, products)


async def _search(turn: Turn, search: Search) -> Found:
    return await turn.shop.search(turn.conversation, search, limit=20 if search.cheapest else AT_ONCE)


def _fresh(answer: Found, search: Search) -> list[Json]:
    fresh = [item for item in answer.products if item["product"]["product_id"] not in search.seen]
    if search.cheapest:
        fresh.sort(key=lambda item: float(item["product"].get("price") or 0))
    return fresh[:AT_ONCE]


def _was_asked_for(signal: Json) -> bool:
    return signal.get("attribute") == "category" and bool(signal.get("wanted", True))


SKILLS = {
    "find_product": find,
    "refine_search": find,
    "show_more": more,
    "ask_recommendation": recommend,
    "take_off": take_off,
    UNCLEAR: unclear,
}
