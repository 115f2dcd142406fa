"""Handing the conversation over to a person, after the shopper agreed."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import SlotSet

from actions.buttons import is_payload
from actions.conversation import Events, ShopAction, Turn

MESSAGES = 6  # of the shopper's, that the colleague gets to read first


class HandOver(ShopAction):
    """Asks the API for a person and says what happens next."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_hand_over"

    async def answer(self, turn: Turn) -> Events:
        """Hand over with a summary in the shopper's own words."""
        await turn.shop.hand_over(turn.conversation, summary(turn.messages))
        turn.say("utter_handed_over")
        return [SlotSet("offer", "none")]


def summary(messages: Sequence[str]) -> str:
    """The shopper's last messages, oldest first, without button presses; at most 1,000 characters."""
    words = [text for text in messages if text and not is_payload(text)][-MESSAGES:]
    return " / ".join(words)[-1000:] or "The shopper asked for a person."
