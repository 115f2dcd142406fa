"""What a skill is: it answers one part of a message, and says what the dialogue is after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue

Skill = Callable[[Turn, Clause, Dialogue], Awaitable[Outcome]]
