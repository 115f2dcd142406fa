"""An order's status, by its number or simply the latest."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date
from rasa_sdk.events import SlotSet

from actions.api import Json
from actions.conversation import Events, ShopAction, Turn

STATUSES = frozenset({"placed", "packed", "shipped", "delivered", "cancelled", "returned", "refunded"})
_ON_ITS_WAY = frozenset({"placed", "packed", "shipped"})


class TrackOrder(ShopAction):
    """Says where an order is; asks for its number only when the shopper has no order that is known here."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_track_order"

    async def answer(self, turn: Turn) -> Events:
        """Look up the number the shopper gave, else their latest order."""
        number = turn.entity("order_number")
        if number:
            return await self._by_number(turn, number.lstrip("#").upper())
        latest = await turn.shop.orders(turn.conversation)
        if not latest:
            turn.say("utter_ask_order_number")
            return []
        _say(turn, latest[0])
        return []

    async def _by_number(self, turn: Turn, number: str) -> Events:
        order = await turn.shop.order(turn.conversation, number)
        if order is None:
            turn.say("utter_order_unknown", order_id=number)
            return [SlotSet("offer", "handover")]
        _say(turn, order)
        return []


def _say(turn: Turn, order: Json) -> None:
    status = order["status"] if order["status"] in STATUSES else "placed"
    turn.say(f"utter_order_{status}", order_id=order["order_id"], details=details(order))


def details(order: Json) -> str:
    """What else is known of an order on its way, as sentences with a leading space; empty when nothing is."""
    if order["status"] not in _ON_ITS_WAY:
        return ""
    said = ""
    if expected := order.get("expected_on"):
        said += f" It should be with you on {_day(expected)}."
    if carrier := order.get("carrier"):
        said += f" {carrier} is bringing it."
    if link := order.get("tracking_url"):
        said += f" Follow it here: {link}"
    return said


def _day(when: str) -> str:
    day = datetime.fromisoformat(when.replace("Z", "+00:00"))
    return format_date(day, "EEEE d MMMM", "en_GB")
