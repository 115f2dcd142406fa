"""The way to a person: offered, agreed to, handed over with what is known; what is said to who is upset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions import wording
from actions.buttons import is_payload
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.showing import chips

HANDOVER = "handover"
MESSAGES = 6  # of the shopper's, that the colleague gets to read first
LONGEST_SUMMARY = 1_000  # characters
IN_DANGER = "Somebody may be in danger."


async def offer(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Somebody asks for a person: offered, and handed over after a yes, or when they ask again."""
    if turn.offer == HANDOVER or dialogue.wants_person:
        return await hand_over(turn, clause, dialogue)
    turn.say("utter_offer_handover")
    return Outcome(replace(dialogue, offer=HANDOVER, wants_person=True))


async def hand_over(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Hand over with a summary of what is known, and say what happens next."""
    await turn.shop.hand_over(turn.conversation, await summary(turn, dialogue))
    turn.say("utter_handed_over")
    return Outcome(replace(dialogue, wants_person=False, unhelpful=0))


async def complain(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Somebody is angry, or insults: sorry in plain words, and a person is offered."""
    turn.say("utter_sorry")
    return Outcome(replace(dialogue, offer=HANDOVER))


async def danger(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Somebody is in danger: to the emergency number, before anything that may fail, and a person is told."""
    turn.say("utter_danger")
    said = f"{IN_DANGER} {await summary(turn, dialogue)}"[:LONGEST_SUMMARY]
    await turn.shop.hand_over(turn.conversation, said)
    turn.say("utter_danger_passed_on")
    return Outcome(dialogue)


async def here(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """ "Hello? Anyone there?": while a person is awaited the API answers this itself."""
    turn.say("utter_here")
    return Outcome(dialogue)


async def back(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """The assistant is wanted, not a person."""
    turn.say("utter_back")
    return Outcome(replace(dialogue, wants_person=False))


async def summary(turn: Turn, dialogue: Dialogue) -> str:
    """What a colleague should know first: the order, the product, the search, the shopper's last words."""
    known = []
    if dialogue.order:
        known.append(f"Order {dialogue.order}.")
    if dialogue.focus:
        product = await turn.shop.product(dialogue.focus) or {}
        known.append(f"Product: {product.get('title') or dialogue.focus}.")
    if dialogue.search:
        known.append(f"Looks for: {wording.listed(str(chip['title']) for chip in chips(dialogue.search))}.")
    known.append(last_words(turn.messages) or "The shopper asked for a person.")
    return " ".join(known)[:LONGEST_SUMMARY]


def last_words(messages: Sequence[str]) -> str:
    """The shopper's last messages, oldest first, without button presses; at most 600 characters."""
    words = [text for text in messages if text and not is_payload(text)][-MESSAGES:]
    return " / ".join(words)[-600:]


SKILLS = {
    "ask_human": offer,
    "complain": complain,
    "danger": danger,
    "anyone_there": here,
    "ask_bot": back,
}
