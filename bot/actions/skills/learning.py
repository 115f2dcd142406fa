"""What a message states of the shopper is stored at the API before anything is answered.

The API withdraws what a new statement replaces (the old budget, "pink" after "not pink").
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions import wording
from actions.api import Json
from actions.conversation import Turn
from actions.understanding.currencies import minor_unit
from actions.understanding.message import Message
from actions.understanding.money import Budget
from actions.understanding.statements import states
from actions.understanding.wishes import LONGEST_VALUE, Wish

MOST = 20  # signals that the API takes at once


async def learn(turn: Turn, message: Message) -> list[Json]:
    """Store what the message states, nothing that it asks; returns the new signals."""
    if not turn.spoken:
        return []
    if reply := refusal(message.budget):
        turn.say(reply, currency=wording.currency_name())
    stated = states(message)
    return await store(turn, stated.wishes, maximum=stated.budget.maximum)


def refusal(budget: Budget) -> str | None:
    """What is said of an amount that is not taken as a limit."""
    if budget.foreign:
        return "utter_other_currency"
    return "utter_amount_unclear" if budget.unclear else None


async def store(turn: Turn, wishes: Sequence[Wish], *, maximum: Decimal | None = None) -> list[Json]:
    """Store wishes and the most the shopper wants to spend; returns the new signals."""
    signals = [_preference(wish) for wish in wishes]
    if maximum:
        signals.append({"kind": "budget", "value": f"{maximum.quantize(minor_unit()):f}"})
    return await turn.shop.tell(turn.conversation, signals[-MOST:]) if signals else []


def _preference(wish: Wish) -> Json:
    return {
        "kind": "preference",
        "attribute": wish.attribute,
        "value": wish.value[:LONGEST_VALUE],
        "wanted": wish.wanted,
    }
