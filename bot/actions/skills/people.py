"""Handing the conversation over to a person, after the shopper agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.buttons import is_payload
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue

HANDOVER = "handover"
MESSAGES = 6  # of the shopper's, that the colleague gets to read first


async def offer(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Somebody asks for a person: offered, and handed over after a yes."""
    turn.say("utter_offer_handover")
    return Outcome(replace(dialogue, offer=HANDOVER))


async def hand_over(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Hand over with a summary in the shopper's own words, and say what happens next."""
    await turn.shop.hand_over(turn.conversation, summary(turn.messages))
    turn.say("utter_handed_over")
    return Outcome(dialogue)


def summary(messages: Sequence[str]) -> str:
    """The shopper's last messages, oldest first, without button presses; at most 1,000 characters."""
    words = [text for text in messages if text and not is_payload(text)][-MESSAGES:]
    return " / ".join(words)[-1000:] or "The shopper asked for a person."


SKILLS = {"ask_human": offer}
