"""Hearing why someone leaves: the reason is stored under its code, and answered honestly."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.conversation import Events, ShopAction, Turn

PREFIX = "leave_"  # the intent leave_extra_costs is the reason extra_costs
REASONS = frozenset(
    {
        "extra_costs", "slow_delivery", "trust", "account_required", "long_checkout", "site_error",
        "returns_policy", "total_not_visible", "card_declined", "payment_methods", "just_browsing",
        "price", "comparing", "size_or_fit", "stock", "other",
    }
)  # fmt: skip
ASK_A_PERSON = frozenset({"trust", "site_error", "card_declined", "size_or_fit", "stock"})


class HearReason(ShopAction):
    """Stores why the shopper leaves and answers that reason; some reasons a person can solve."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_hear_reason"

    async def answer(self, turn: Turn) -> Events:
        """One signal of kind `reason`, one answer."""
        code = reason_code(turn.intent)
        await turn.shop.tell(turn.conversation, [{"kind": "reason", "value": code, "text": turn.text}])
        turn.say(f"utter_reason_{code}")
        return [SlotSet("offer", "handover" if code in ASK_A_PERSON else "none")]


def reason_code(intent: str) -> str:
    """The vocabulary's code for an intent, `other` for anything unknown."""
    code = intent.removeprefix(PREFIX)
    return code if code in REASONS else "other"
