"""Rasa's own store of conversations: it has no delete in its API, so it is cleared in its table."""

from collections.abc import Sequence

from sqlalchemy import Engine, column, delete, inspect, table
from sqlmodel import Session, select

from core.residue import sweep
from feedback.tables import Conversation

EVENTS = table("events", column("sender_id"))
"""The table of Rasa 3.6's SQLTrackerStore."""


class TrackerStore:
    """The conversations as Rasa keeps them, by conversation id."""

    name = "assistant_tracker"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def erase(self, session: Session, shopper_id: str) -> int:
        """Erase her conversations; returns how many events went."""
        ids = session.exec(
            select(Conversation.conversation_id).where(Conversation.shopper_id == shopper_id)
        ).all()
        return self.forget(ids)

    def sweep(self, *, thoroughly: bool) -> bool:
        """Clear the database's files of what was erased (`core.residue`)."""
        return sweep(self._engine, (EVENTS.name,), thoroughly=thoroughly)

    def forget(self, conversation_ids: Sequence[str]) -> int:
        """Erase these conversations; returns how many events went, none where Rasa has not run yet."""
        if not conversation_ids or not inspect(self._engine).has_table(EVENTS.name):
            return 0
        with self._engine.begin() as connection:
            result = connection.execute(delete(EVENTS).where(EVENTS.c.sender_id.in_(conversation_ids)))
        return int(result.rowcount)
