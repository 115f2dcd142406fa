"""Answering who writes in another language: in theirs where we can, that only English is understood here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.skills.people import HANDOVER
from actions.skills.skill import Skill

TEXTS: Mapping[str, str] = {"de": "utter_english_only_de"}
"""By language; every other one is answered in English."""


async def english_only(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """Say that only English is understood, and offer a person."""
    turn.say(TEXTS.get(turn.language, "utter_english_only"))
    return Outcome(replace(dialogue, offer=HANDOVER))


SKILLS: Mapping[str, Skill] = {"other_language": english_only}
