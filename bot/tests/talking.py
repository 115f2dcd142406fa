"""One turn of a conversation for the action tests: a message in, what was said and stored out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer
from actions.api import Shop
from actions.buttons import payload
from actions.dialogue import SLOT, Dialogue
from actions.understanding.references import Shown
from tests.fake_api import FakeShop, product, transport

CONVERSATION = "c-1"


@dataclass
class Said:
    """What was said, and the dialogue after it."""

    messages: list[dict[str, Any]]
    dialogue: Dialogue

    @property
    def responses(self) -> list[str]:
        """Names of the responses uttered."""
        return [message["response"] for message in self.messages]

    @property
    def products(self) -> list[str]:
        """Ids of the products that came with the answer."""
        return [item["product"]["product_id"] for item in self.custom("products") or []]

    @property
    def titles(self) -> list[str]:
        """What stands on the buttons."""
        return [button["title"] for message in self.messages for button in message.get("buttons") or []]

    def custom(self, name: str) -> Any:
        """A part of the custom JSON of the last message that has it, or None."""
        parts = (message.get("custom") or message.get("json_message") or {} for message in self.messages)
        return next((part[name] for part in reversed(list(parts)) if name in part), None)

    def value(self, name: str) -> Any:
        """What a text of the answer was filled in with."""
        return next(message[name] for message in self.messages if name in message)


def shop(fake: FakeShop) -> Shop:
    """The actions' client on the fake API."""
    return Shop(httpx.AsyncClient(transport=transport(fake), base_url="http://shop"))


def showing(*product_ids: str, **changes: Any) -> Dialogue:
    """A dialogue with these products on the screen."""
    return Dialogue(shown=tuple(Shown.of(product(product_id)) for product_id in product_ids), **changes)


def say(
    fake: FakeShop,
    intent: str,
    text: str,
    *others: tuple[str, str],
    dialogue: Dialogue | None = None,
    metadata: Mapping[str, Any] | None = None,
    before: Sequence[str] = (),
) -> Said:
    """Answer a message of one part, or of several: `others` are the intents and texts of the further ones.

    `before`: what the shopper wrote earlier.
    """
    clauses = [(intent, text), *others]
    latest = {
        "text": " and ".join(words for _, words in clauses),
        "intent": {"name": intent, "confidence": 0.9},
        "clauses": [{"text": words, "intent": {"name": name, "confidence": 0.9}} for name, words in clauses],
        "metadata": dict(metadata or {}),
    }
    return _answered(fake, latest, dialogue, before)


def press(
    fake: FakeShop,
    intent: str,
    *,
    dialogue: Dialogue | None = None,
    metadata: Mapping[str, Any] | None = None,
    before: Sequence[str] = (),
    **chosen: str,
) -> Said:
    """Press a button of ours."""
    latest = {
        "text": payload(intent, **chosen) if chosen else f"/{intent}",
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": name, "value": value} for name, value in chosen.items()],
        "metadata": dict(metadata or {}),
    }
    return _answered(fake, latest, dialogue, before)


def _answered(
    fake: FakeShop, latest: dict[str, Any], dialogue: Dialogue | None, before: Sequence[str]
) -> Said:
    dialogue = dialogue or Dialogue()
    events = [{"event": "user", "text": text} for text in (*before, latest["text"])]
    tracker = Tracker(CONVERSATION, {SLOT: dialogue.to_slot()}, latest, events, False, None, {}, None)
    dispatcher = CollectingDispatcher()
    done = asyncio.run(Answer(shop(fake)).run(dispatcher, tracker, {}))
    slots = {event["name"]: event["value"] for event in done if event["event"] == "slot"}
    return Said(dispatcher.messages, Dialogue.from_slot(slots[SLOT]) if SLOT in slots else dialogue)
