"""An order's status, by its number or simply the latest; what is to be done about one, a person does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import format_date

from actions import wording
from actions.api import Json
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.skills import people

ORDER_NUMBER = "order_number"
STATUSES = frozenset({"placed", "packed", "shipped", "delivered", "cancelled", "returned", "refunded"})
_NUMBER = re.compile(
    r"\b(?P<letters>[A-Za-z]{2,4})(?P<between> ?-? ?)(?P<digits>\d{4,8})\b|(?<!\w)#(?P<marked>\d{3,8})\b"
    r"|(?<![£$€\d.,-])\b(?P<bare>\d{5,8})\b"
)
_ASKED = re.compile(r"(?<![£$€\w.,])#?(?P<bare>\d{3,8})\b")
_ON_ITS_WAY = frozenset({"placed", "packed", "shipped"})
_WHEN = re.compile(r"\b(?:when|arriv\w{1,6}|how long|eta|today|tomorrow|delivered|here yet|coming)\b")
_OTHER = re.compile(r"\b(?:other|previous|older|earlier|one before|last but one|second)\b")
_ALL = re.compile(
    r"\b(?:orders|what (?:did|have|was it) i (?:order|bought|buy|get)\w*|what i (?:ordered|bought)|history)\b"
)
_CHANGE = re.compile(r"\b(?:cancel\w{0,7}|change|amend|update|edit|address|add|postpone|reroute)\b")


@dataclass(frozen=True)
class Number:
    """An order's number as it was typed, and by digits alone where the letters before may be a word."""

    said: str
    digits: str | None = None


async def track(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Where an order is: by its number, else one of the shopper's latest; asks where there is none."""
    if number := order_number(clause.text, asked=turn.asked == ORDER_NUMBER):
        return await _by_number(turn, dialogue, number)
    latest = await turn.shop.orders(turn.conversation)
    if not latest:
        turn.say("utter_ask_order_number")
        return Outcome(replace(dialogue, asked=ORDER_NUMBER))
    text = clause.text.lower()
    if len(latest) > 1 and _ALL.search(text) and not _OTHER.search(text):
        turn.say("utter_orders", orders=wording.listed(_briefly(order) for order in latest))
        return Outcome(dialogue)
    if (order := _meant(latest, text, dialogue)) is None:
        turn.say("utter_no_other_order", order_id=latest[0]["order_id"])
        return Outcome(replace(dialogue, asked=ORDER_NUMBER))
    _say(turn, order)
    return Outcome(replace(dialogue, order=order["order_id"]))


def _meant(latest: Sequence[Json], text: str, dialogue: Dialogue) -> Json | None:
    """Of the latest orders the other one, the one that is awaited, or the newest; None: there is no other."""
    if _OTHER.search(text):
        spoken_of = dialogue.order or latest[0]["order_id"]
        return next((order for order in latest if order["order_id"] != spoken_of), None)
    on_its_way = [order for order in latest if order["status"] in _ON_ITS_WAY]
    return on_its_way[0] if on_its_way and _WHEN.search(text) else latest[0]


async def problem(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Something is wrong with an order, or shall be changed: a person does that, with what is known."""
    if number := order_number(clause.text):
        order = await _found(turn, number)
        dialogue = replace(dialogue, order=order["order_id"] if order else number.said)
    if turn.offer == people.HANDOVER:
        return await people.hand_over(turn, clause, dialogue)
    turn.say("utter_order_change" if _CHANGE.search(clause.text.lower()) else "utter_order_problem")
    return Outcome(replace(dialogue, offer=people.HANDOVER))


async def _by_number(turn: Turn, dialogue: Dialogue, number: Number) -> Outcome:
    order = await _found(turn, number)
    if order is None:
        turn.say("utter_order_unknown", order_id=number.digits or number.said)
        return Outcome(replace(dialogue, order=number.said, offer=people.HANDOVER))
    _say(turn, order)
    return Outcome(replace(dialogue, order=order["order_id"]))


async def _found(turn: Turn, number: Number) -> Json | None:
    order = await turn.shop.order(turn.conversation, number.said)
    if order is None and number.digits:
        order = await turn.shop.order(turn.conversation, number.digits)
    return order


def order_number(text: str, *, asked: bool = False) -> Number | None:
    """An order's number as shoppers write it: "HF-20007", "hf 20007", "#1001"; `asked`: "1001", too."""
    match = _NUMBER.search(text)
    if match is None:
        match = _ASKED.search(text) if asked else None
        return Number(match["bare"]) if match else None
    if match["letters"] is None:
        return Number(match["marked"] or match["bare"])
    said = f"{match['letters']}{match['between'].strip()}{match['digits']}".upper()
    # "where is 20007": what stands before, with a space between, may be a word of the sentence
    return Number(said, match["digits"] if match["between"].startswith(" ") else None)


def _say(turn: Turn, order: Json) -> None:
    turn.say(f"utter_order_{_status(order)}", order_id=order["order_id"], details=details(order))


def _status(order: Json) -> str:
    return order["status"] if order["status"] in STATUSES else "placed"


def _briefly(order: Json) -> str:
    return f"{order['order_id']} ({_status(order)})"


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
