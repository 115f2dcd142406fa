"""Hearing why someone leaves: the reason is stored under its code, and answered honestly."""

from __future__ import annotations

from dataclasses import replace

from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue

PREFIX = "leave_"  # the intent leave_extra_costs is the reason extra_costs
REASONS = frozenset(
    {
        "extra_costs", "slow_delivery", "trust", "account_required", "long_checkout", "site_error",
        "returns_policy", "total_not_visible", "card_declined", "payment_methods", "just_browsing",
        "price", "comparing", "size_or_fit", "stock", "other",
    }
)  # fmt: skip
ASK_A_PERSON = frozenset({"trust", "site_error", "card_declined", "size_or_fit", "stock"})


async def hear(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Store why the shopper leaves and answer that reason; some reasons a person can solve."""
    code = clause.intent.removeprefix(PREFIX)
    await turn.shop.tell(turn.conversation, [{"kind": "reason", "value": code, "text": clause.text}])
    turn.say(f"utter_reason_{code}")
    return Outcome(replace(dialogue, offer="handover" if code in ASK_A_PERSON else None))


SKILLS = {f"{PREFIX}{code}": hear for code in sorted(REASONS)}
