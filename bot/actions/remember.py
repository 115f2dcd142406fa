"""Remembering what shoppers say of their taste and purse, showing it, and forgetting it when they ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions import money, preferences, wording
from actions.api import Json
from actions.buttons import payload
from actions.conversation import Events, ShopAction, Turn
from actions.finding import search_again
from actions.learning import learn, refusal

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


class Remember(ShopAction):
    """Stores a stated preference, says so, and looks again with it in mind."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_remember"

    async def answer(self, turn: Turn) -> Events:
        """Say what was understood; without anything understood, say what can be."""
        learned = await learn(turn)
        if not learned:
            if not refusal(money.parse(turn.text) or money.Budget()):  # of which something was said already
                turn.say("utter_preference_not_understood")
            return []
        return await search_again(turn, learned=learned)


class ShowPreferences(ShopAction):
    """Lists what is remembered, each with a button that takes it back."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_show_preferences"

    async def answer(self, turn: Turn) -> Events:
        """Everything stated that is still active, in words."""
        kept = _stated(await turn.shop.signals(turn.conversation))
        if not kept:
            turn.say("utter_nothing_remembered")
            return []
        buttons = [
            {
                "title": f"Forget: {wording.in_words(signal)}",
                "payload": payload("forget_preference", signal_id=str(signal["signal_id"])),
            }
            for signal in kept
        ]
        turn.say("utter_remembered", remembered=wording.remembered(kept), buttons=buttons)
        return []


class ForgetPreference(ShopAction):
    """Takes back what the shopper names ("forget the colour"), or what they said last ("forget that")."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_forget_preference"

    async def answer(self, turn: Turn) -> Events:
        """Take back and say what is gone; where nothing fits, say what there is."""
        stored = _stated(await turn.shop.signals(turn.conversation))
        chosen = to_forget(turn, stored)
        for signal in chosen:
            await turn.shop.take_back(turn.conversation, str(signal["signal_id"]))
        if chosen:
            turn.say("utter_forgotten", forgotten=wording.remembered(chosen))
        elif stored:
            turn.say("utter_not_among", remembered=wording.remembered(stored))
        else:
            turn.say("utter_nothing_remembered")
        return []


class ForgetEverything(ShopAction):
    """Takes back all stated preferences; the rules ask the shopper first."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_forget_everything"

    async def answer(self, turn: Turn) -> Events:
        """Take back every preference, budget, like and dislike of the conversation."""
        for signal in await turn.shop.signals(turn.conversation):
            if signal["kind"] != "reason":
                await turn.shop.take_back(turn.conversation, str(signal["signal_id"]))
        turn.say("utter_everything_forgotten")
        return [SlotSet("offer", "none"), SlotSet("last_search", None)]


def to_forget(turn: Turn, stored: Sequence[Json]) -> list[Json]:
    """Which of the stored signals (oldest first) the shopper takes back."""
    if pressed := turn.entity("signal_id"):
        return [signal for signal in stored if str(signal["signal_id"]) == pressed]
    named = {statement.value for statement in preferences.statements(turn.text, turn.entities)}
    if named:
        return [signal for signal in stored if signal["value"] in named]
    if topics := _topics(turn.entity("topic") or turn.text):
        return [signal for signal in stored if topics & {signal["kind"], signal.get("attribute")}]
    if budget := money.parse(turn.text):
        return [signal for signal in stored if signal["kind"] == "budget" and budget]
    return list(stored[-1:])


def _topics(text: str) -> set[str]:
    spoken = set(_WORD.findall(text.lower()))
    return {name for name, words in _TOPICS.items() if spoken & set(words)}


def _stated(signals: Sequence[Json]) -> list[Json]:
    return [signal for signal in signals if signal["kind"] in ("preference", "budget")]
