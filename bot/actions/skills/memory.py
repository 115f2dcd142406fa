"""Remembering what shoppers say of their taste and purse, showing it, and forgetting it when they ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions import wording
from actions.api import Json
from actions.buttons import payload
from actions.changing import changed
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.skills.finding import look, recommended, unclear
from actions.skills.learning import learn, refusal
from actions.understanding.message import Message

_WORD = re.compile(r"[a-z]+")
_TOPICS = {
    "budget": ("budget", "price", "limit", "money", "amount"),
    "colour": ("colour", "color"),
    "for": ("who", "person", "recipient"),
    "category": ("category", "kind", "product"),
    "material": ("material",),
    "style": ("style",),
    "size": ("size",),
}  # a signal's kind or attribute -> the words the shopper may use for it


async def remember(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Store a stated preference, say so, and look again with it in mind; ask where nothing was understood."""
    message = Message.read(clause.text, turn.vocabulary)
    if message.lifts_the_limit:
        return await lift_the_limit(turn, dialogue)
    learned = await learn(turn, message)
    if not (learned or message.wishes or message.budget):
        if refusal(message.budget):  # of which something was said already
            return Outcome(dialogue, helped=False)
        if message.added:  # "what else would a beginner need": read as a search, it may find something
            return await unclear(turn, clause, dialogue)
        turn.say("utter_preference_not_understood")
        return Outcome(dialogue, helped=False)
    search = changed(message, dialogue, "refine_search") if dialogue.search else None
    if search is None:
        return await recommended(turn, dialogue, learned=learned)
    return await look(turn, replace(dialogue, search=search), learned=learned, message=message)


async def lift_the_limit(turn: Turn, dialogue: Dialogue) -> Outcome:
    """ "Cost is not a problem": the budget is taken back, and the search goes on without a limit."""
    for signal in await turn.shop.signals(turn.conversation):
        if signal["kind"] == "budget":
            await turn.shop.take_back(turn.conversation, str(signal["signal_id"]))
    if dialogue.search is None:
        turn.say("utter_limit_lifted")
        return Outcome(dialogue)
    search = replace(dialogue.search, minimum=None, maximum=None, seen=())
    return await look(turn, replace(dialogue, search=search), introduction="utter_found_without_limit")


async def show_remembered(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Everything stated that still holds, in words, each with a button that takes it back."""
    kept = _stated(await turn.shop.signals(turn.conversation))
    if not kept:
        turn.say("utter_nothing_remembered")
        return Outcome(dialogue)
    buttons = [
        {
            "title": f"Forget: {wording.in_words(signal)}",
            "payload": payload("forget_preference", signal_id=str(signal["signal_id"])),
        }
        for signal in kept
    ]
    turn.say("utter_remembered", remembered=wording.remembered(kept), buttons=buttons)
    return Outcome(dialogue)


async def forget(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Take back what the shopper names, or what they said last; where nothing fits, say what there is."""
    message = Message.read(clause.text, turn.vocabulary)
    stored = _stated(await turn.shop.signals(turn.conversation))
    again = {wish.value for wish in message.wishes if not wish.wanted}
    if any(signal["value"] in again and not signal.get("wanted", True) for signal in stored):
        return await remember(turn, clause, dialogue)  # "no wool please, I said" says it once more
    chosen = to_forget(turn, message, stored)
    for signal in chosen:
        await turn.shop.take_back(turn.conversation, str(signal["signal_id"]))
    if chosen:
        turn.say("utter_forgotten", forgotten=wording.remembered(chosen))
    elif stored:
        turn.say("utter_not_among", remembered=wording.remembered(stored))
    else:
        turn.say("utter_nothing_remembered")
    return Outcome(_without(dialogue, chosen))


async def ask_before_forgetting(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Everything is forgotten only after a yes."""
    turn.say("utter_confirm_forget_everything")
    return Outcome(replace(dialogue, offer="forget_everything"))


async def forget_everything(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Take back every preference, budget, like and dislike of the conversation."""
    for signal in await turn.shop.signals(turn.conversation):
        if signal["kind"] != "reason":
            await turn.shop.take_back(turn.conversation, str(signal["signal_id"]))
    turn.say("utter_everything_forgotten")
    return Outcome(replace(dialogue, search=None))


def to_forget(turn: Turn, message: Message, stored: Sequence[Json]) -> list[Json]:
    """Which of the stored signals (oldest first) the shopper takes back."""
    if pressed := turn.pressed("signal_id"):
        return [signal for signal in stored if str(signal["signal_id"]) == pressed]
    named = {wish.value for wish in message.wishes}
    if named:
        return [signal for signal in stored if signal["value"] in named]
    if topics := _topics(message.text):
        return [signal for signal in stored if topics & {signal["kind"], signal.get("attribute")}]
    if message.budget:
        return [signal for signal in stored if signal["kind"] == "budget"]
    return list(stored[-1:])


def _topics(text: str) -> set[str]:
    spoken = set(_WORD.findall(text.lower()))
    return {name for name, words in _TOPICS.items() if spoken & set(words)}


def _stated(signals: Sequence[Json]) -> list[Json]:
    return [signal for signal in signals if signal["kind"] in ("preference", "budget")]


def _without(dialogue: Dialogue, forgotten: Sequence[Json]) -> Dialogue:
    """The search that is on must not go on with what was taken back."""
    if dialogue.search is None or not forgotten:
        return dialogue
    gone = {(signal.get("attribute"), signal.get("value")) for signal in forgotten}
    limitless = any(signal["kind"] == "budget" for signal in forgotten)
    search = replace(
        dialogue.search,
        wishes=tuple(wish for wish in dialogue.search.wishes if (wish.attribute, wish.value) not in gone),
        maximum=None if limitless else dialogue.search.maximum,
    )
    return replace(dialogue, search=search)


SKILLS = {
    "state_preference": remember,
    "show_preferences": show_remembered,
    "forget_preference": forget,
    "forget_everything": ask_before_forgetting,
}
