"""One turn of a conversation as the actions see it, and the base of every action that asks the API."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api import Json, Shop, ShopAway, ShopRefused, shop_from_environment
from actions.buttons import is_payload, payload
from actions.ordinals import Shown

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Turn:
    """What the shopper just said and saw on the screen, with the shop to ask and the voice to answer with."""

    shop: Shop
    dispatcher: CollectingDispatcher
    conversation: str
    text: str
    intent: str
    entities: Sequence[Mapping[str, Any]]
    slots: Mapping[str, Any]
    metadata: Mapping[str, Any]
    messages: Sequence[str] = ()  # all that the shopper wrote or pressed in this conversation, oldest first

    @classmethod
    def of(cls, tracker: Tracker, *, shop: Shop, dispatcher: CollectingDispatcher) -> Turn:
        """Read it from Rasa's tracker."""
        message = tracker.latest_message or {}
        return cls(
            shop=shop,
            dispatcher=dispatcher,
            conversation=tracker.sender_id,
            text=message.get("text") or "",
            intent=(message.get("intent") or {}).get("name") or "",
            entities=message.get("entities") or [],
            slots=tracker.slots,
            metadata=message.get("metadata") or {},
            messages=[event.get("text") or "" for event in tracker.events if event.get("event") == "user"],
        )

    @property
    def spoken(self) -> bool:
        """Whether the shopper wrote words; a pressed button arrives as `/intent{…}`."""
        return not is_payload(self.text)

    def say(self, response: str, **values: Any) -> None:
        """Utter a text of the domain; `buttons` and `json_message` go with it, other values fill it in."""
        self.dispatcher.utter_message(response=response, **values)

    def entity(self, name: str) -> str | None:
        """The first value of an entity, or None."""
        return next((str(entity["value"]) for entity in self.entities if entity["entity"] == name), None)


class ShopAction(Action, ABC):
    """An action that talks to the API and says so when it cannot; `shop` is the tests' seam."""

    def __init__(self, shop: Shop | None = None) -> None:
        self.shop = shop or shop_from_environment()

    @abstractmethod
    async def answer(self, turn: Turn) -> Events:
        """Answer this turn."""

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002 (Rasa's signature)
    ) -> Events:
        """Rasa's entry: answer, or tell the shopper plainly that the shop cannot be reached."""
        try:
            return await self.answer(Turn.of(tracker, shop=self.shop, dispatcher=dispatcher))
        except ShopAway as error:
            logger.warning("The API is away: %s", error)
            dispatcher.utter_message(response="utter_shop_away")
        except ShopRefused:
            logger.exception("The API refused a call")
            dispatcher.utter_message(response="utter_shop_away")
        return []


def shown_products(turn: Turn) -> list[Shown]:
    """The products the shopper sees, in order: what the API says is shown, else what was shown last here."""
    remembered = {item["product_id"]: item for item in turn.slots.get("shown_products") or []}
    ids = turn.metadata.get("shown") or list(remembered)
    return [_shown(product_id, remembered.get(product_id, {})) for product_id in ids]


def show(turn: Turn, products: Sequence[Json], *, response: str, **values: str) -> list[dict[str, Any]]:
    """Utter `response` with the products and their buttons; a "yes" to it means more of them."""
    turn.say(
        response,
        json_message={"products": list(products)},
        buttons=[button for item in products for button in _buttons(item["product"])],
        **values,
    )
    remembered = [
        {
            "product_id": item["product"]["product_id"],
            "title": item["product"]["title"],
            "price": str(item["product"].get("price", "0")),
            "colour": str((item["product"].get("attributes") or {}).get("colour", "")),
        }
        for item in products
    ]
    return [SlotSet("shown_products", remembered), SlotSet("offer", "more")]


def _buttons(product: Json) -> list[dict[str, str]]:
    title, product_id = product["title"], product["product_id"]
    return [
        {"title": f"Like: {title}", "payload": payload("like_product", product_id=product_id)},
        {"title": f"Not for me: {title}", "payload": payload("dislike_product", product_id=product_id)},
    ]


def _shown(product_id: str, known: Mapping[str, Any]) -> Shown:
    return Shown(
        product_id, known.get("title", ""), Decimal(known.get("price") or "0"), known.get("colour", "")
    )
