"""Talk: greetings, thanks, yes and no, and what is beyond the assistant."""

from __future__ import annotations

from collections.abc import Mapping
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
    """A greeting; whoever greets again is not greeted as if for the first time."""
    turn.say("utter_greet_again" if len(turn.messages) > 1 else "utter_greet")
    return Outcome(dialogue)


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
    "out_of_scope": saying("utter_out_of_scope", helps=False),
}
