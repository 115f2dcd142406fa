"""An order's status, by its number or simply the latest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from babel.dates import format_date

from actions.api import Json
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue

STATUSES = frozenset({"placed", "packed", "shipped", "delivered", "cancelled", "returned", "refunded"})
_NUMBER = re.compile(r"\b[A-Za-z]{2,4} ?-? ?\d{4,8}\b|(?<!\w)#\d{4,8}\b|(?<![£$€\d.,-])\b\d{5,8}\b")
_ON_ITS_WAY = frozenset({"placed", "packed", "shipped"})


async def track(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Where an order is: by the number the shopper gave, else their latest; asks only where none is known."""
    if number := order_number(clause.text):
        return await _by_number(turn, dialogue, number)
    latest = await turn.shop.orders(turn.conversation)
    if not latest:
        turn.say("utter_ask_order_number")
        return Outcome(replace(dialogue, asked="order_number"))
    _say(turn, latest[0])
    return Outcome(dialogue)


async def problem(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Something is wrong with an order, or shall be changed: a person does that, with what is known."""
    turn.say("utter_order_problem")
    return Outcome(replace(dialogue, offer="handover"))


async def _by_number(turn: Turn, dialogue: Dialogue, number: str) -> Outcome:
    order = await turn.shop.order(turn.conversation, number)
    if order is None:
        turn.say("utter_order_unknown", order_id=number)
        return Outcome(replace(dialogue, offer="handover"))
    _say(turn, order)
    return Outcome(dialogue)


def order_number(text: str) -> str | None:
    """An order's number as shoppers write it: "HF-20007", "hf20007", "#1001", "20007"."""
    match = _NUMBER.search(text)
    return match[0].lstrip("#").upper() if match else None


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


SKILLS = {"track_order": track, "order_problem": problem}
