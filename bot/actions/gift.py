"""The gift form: at most three questions, each asked once, whatever the shopper answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import money, preferences, wording
from actions.conversation import Events, ShopAction, Turn
from actions.finding import Search, look
from actions.learning import refusal, store
from actions.preferences import Statement

OPEN = "any"  # the shopper does not mind, or the answer holds no amount: the question is not asked again
_SLOTS = ("gift_recipient", "gift_interest", "gift_budget")


class ValidateGiftForm(FormValidationAction):
    """Takes every answer: a form that insists would ask twice."""

    def name(self) -> str:
        """Rasa's name of this validation."""
        return "validate_gift_form"

    def validate_gift_recipient(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,  # noqa: ARG002
        tracker: Tracker,  # noqa: ARG002
        domain: dict[str, Any],  # noqa: ARG002
    ) -> dict[str, Any]:
        """ "for my dad" -> "dad"."""
        return {"gift_recipient": preferences.normalise(str(value)) or OPEN}

    def validate_gift_budget(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,  # noqa: ARG002
        domain: dict[str, Any],  # noqa: ARG002
    ) -> dict[str, Any]:
        """ "about thirty" -> "36"; no amount of the shop's currency in it -> any price."""
        budget = money.parse(str(value), bare=True) or money.Budget()
        if reply := refusal(budget):
            dispatcher.utter_message(response=reply, currency=wording.currency_name())
        return {"gift_budget": str(budget.maximum) if budget.maximum else OPEN}


class FindGift(ShopAction):
    """Searches with the form's answers and empties them for the next gift."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_find_gift"

    async def answer(self, turn: Turn) -> Events:
        """Store who it is for and the budget, then show gifts."""
        recipient, interest, budget = (turn.slots.get(slot) or OPEN for slot in _SLOTS)
        maximum = Decimal(budget) if budget != OPEN else None
        said = [Statement("for", recipient)] if recipient != OPEN else []
        learned = await store(turn, said, maximum=maximum)
        search = Search(_query(recipient, interest), maximum=maximum)
        events = await look(turn, search, learned=learned)
        return [*events, *(SlotSet(slot, None) for slot in _SLOTS)]


def _query(recipient: str, interest: str) -> str:
    who = f"gift for {recipient}" if recipient != OPEN else "gift"
    return who if interest == OPEN else f"{who}, {interest}"
