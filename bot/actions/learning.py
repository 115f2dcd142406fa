"""What a message states about the shopper is stored at the API before anything is answered.

The API withdraws what a new statement replaces (the old budget, "pink" after "not pink").
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions import money, preferences, wording
from actions.amounts import minor_unit
from actions.api import Json
from actions.conversation import Turn
from actions.preferences import LONGEST_VALUE, Statement

MOST = 20  # signals that the API takes at once


async def learn(turn: Turn) -> list[Json]:
    """Store what the message states; returns the new signals."""
    if not turn.spoken:
        return []
    budget = money.parse(turn.text) or money.Budget()
    if reply := refusal(budget):
        turn.say(reply, currency=wording.currency_name())
    said = preferences.statements(turn.text, turn.entities)
    return await store(turn, said, maximum=budget.maximum)


def refusal(budget: money.Budget) -> str | None:
    """What is said of an amount that is not taken as a limit."""
    if budget.foreign:
        return "utter_other_currency"
    return "utter_amount_unclear" if budget.unclear else None


async def store(turn: Turn, said: Sequence[Statement], *, maximum: Decimal | None = None) -> list[Json]:
    """Store statements and the most the shopper wants to spend; returns the new signals."""
    signals = [_preference(statement) for statement in said]
    if maximum:
        signals.append({"kind": "budget", "value": f"{maximum.quantize(minor_unit()):f}"})
    return await turn.shop.tell(turn.conversation, signals[-MOST:]) if signals else []


def _preference(statement: Statement) -> Json:
    return {
        "kind": "preference",
        "attribute": statement.attribute,
        "value": statement.value[:LONGEST_VALUE],
        "wanted": statement.wanted,
    }
