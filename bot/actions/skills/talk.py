"""Talk: greetings, thanks, yes and no, and what is beyond the assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.skills import finding, memory, people
from actions.skills.skill import Skill

AGREED: Mapping[str, Skill] = {
    "more": finding.more,
    people.HANDOVER: people.hand_over,
    "forget_everything": memory.forget_everything,
}
"""What a yes does, by what was offered."""
MOST_OPENED = 20
DECLINED = {"more": "utter_ask_wish"}
"""What is said to a no, by what was offered."""


async def affirm(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """A yes is to what the last answer offered."""
    agreed = AGREED.get(turn.offer or "")
    if agreed is None:
        turn.say("utter_ask_wish")
        return Outcome(dialogue)
    return await agreed(turn, replace(clause, text=""), dialogue)


async def deny(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """A no declines what the last answer offered."""
    turn.say(DECLINED.get(turn.offer or "", "utter_declined"))
    return Outcome(replace(dialogue, wants_person=False))


def saying(response: str, *, helps: bool = True) -> Skill:
    """A skill that answers with a fixed text."""

    async def say(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
        turn.say(response)
        return Outcome(dialogue, helped=helps)

    return say


async def greet(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """A greeting follows what just happened, and speaks of a thing once; else it is a plain one."""
    async for kind, title in _happened(turn, dialogue):
        if (key := f"{kind}:{title}") not in dialogue.opened:
            turn.say(f"utter_greet_{kind}", title=title)
            return Outcome(replace(dialogue, opened=(*dialogue.opened, key)[-MOST_OPENED:]))
    turn.say("utter_greet_again" if len(turn.messages) > 1 else "utter_greet")
    return Outcome(dialogue)


async def _happened(turn: Turn, dialogue: Dialogue) -> AsyncIterator[tuple[str, str]]:
    """What a greeting can follow, with what it is about: an open question, the survey, a basket, the page."""
    opening = turn.metadata.get("opening") or {}
    if dialogue.unhelpful:
        yield "question", ""
    if reason := opening.get("survey"):
        yield "survey", reason
    if turn.page and (product := await turn.shop.product(turn.page)):
        yield "page", product["title"]
    if title := opening.get("basket"):
        yield "basket", title


SKILLS: Mapping[str, Skill] = {
    "greet": greet,
    "chat": saying("utter_chat"),
    "goodbye": saying("utter_goodbye"),
    "thanks": saying("utter_welcome"),
    "affirm": affirm,
    "deny": deny,
    "stop": saying("utter_stopped"),
    "ask_capabilities": saying("utter_capabilities"),
    "bot_challenge": saying("utter_i_am_a_bot"),
}
