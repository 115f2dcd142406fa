"""Rasa's own store of conversations: it has no delete in its API, so it is cleared in its table."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy
from sqlalchemy import Engine, Float, String, column, delete, func, inspect, table
from sqlmodel import Session, col, select

from core.database import BATCH, batched
from core.residue import sweep
from feedback.tables import Conversation

EVENTS = table("events", column("sender_id", String), column("timestamp", Float))
"""The table of Rasa 3.6's SQLTrackerStore."""


class TrackerStore:
    """The conversations as Rasa keeps them, by conversation id."""

    name = "assistant_tracker"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def erase(self, session: Session, shopper_id: str) -> int:
        """Erase the shopper's conversations; returns how many events went."""
        ids = session.exec(
            select(Conversation.conversation_id).where(Conversation.shopper_id == shopper_id)
        ).all()
        return self.forget(ids)

    def strays(self, session: Session, *, before: datetime) -> list[str]:
        """Conversations that are nobody's, silent since a moment: a turn on its way wrote them down again.

        Rasa stores a turn at its end, which may come after the shopper was erased.
        """
        if not inspect(self._engine).has_table(EVENTS.name):
            return []
        silent = sqlalchemy.select(EVENTS.c.sender_id).group_by(EVENTS.c.sender_id)
        silent = silent.having(func.max(EVENTS.c.timestamp) < before.timestamp())
        with self._engine.connect() as connection:
            strays: set[str] = set(connection.scalars(silent))
        for batch in batched(sorted(strays), BATCH):
            query = select(Conversation.conversation_id).where(col(Conversation.conversation_id).in_(batch))
            known: set[str] = set(session.exec(query))
            strays -= known
        return sorted(strays)

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
