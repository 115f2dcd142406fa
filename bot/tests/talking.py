"""One turn of a conversation for the action tests: a message in, what was said and stored out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.api import Shop
from actions.conversation import ShopAction
from tests.fake_api import FakeShop, transport

CONVERSATION = "c-1"


@dataclass
class Said:
    """What an action said, and the slots it set."""

    messages: list[dict[str, Any]]
    slots: dict[str, Any]

    @property
    def responses(self) -> list[str]:
        """Names of the responses uttered."""
        return [message["response"] for message in self.messages]

    @property
    def products(self) -> list[str]:
        """Ids of the products in the last message."""
        return [item["product"]["product_id"] for item in self.messages[-1]["custom"].get("products", [])]


@dataclass
class Message:
    """What the shopper says: text, intent and entities as Rasa would read them."""

    text: str
    intent: str = "find_product"
    entities: Sequence[Mapping[str, Any]] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


def shop(fake: FakeShop) -> Shop:
    """The actions' client on the fake API."""
    return Shop(httpx.AsyncClient(transport=transport(fake), base_url="http://shop"))


def entity(text: str, words: str, kind: str, value: str | None = None) -> dict[str, Any]:
    """An entity on `words` of `text`."""
    start = text.index(words)
    return {"entity": kind, "value": value or words, "start": start, "end": start + len(words)}


def say(
    action: ShopAction,
    message: Message,
    *,
    slots: Mapping[str, Any] | None = None,
    events: Sequence[Mapping[str, Any]] = (),
) -> Said:
    """Run an action on one message."""
    latest = {
        "text": message.text,
        "intent": {"name": message.intent},
        "entities": list(message.entities),
        "metadata": dict(message.metadata),
    }
    tracker = Tracker(CONVERSATION, dict(slots or {}), latest, list(events), False, None, {}, None)
    dispatcher = CollectingDispatcher()
    done = asyncio.run(action.run(dispatcher, tracker, {}))
    return Said(
        dispatcher.messages, {event["name"]: event["value"] for event in done if event["event"] == "slot"}
    )
