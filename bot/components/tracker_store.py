"""Rasa's store of conversations in SQL, so kept that an erasure leaves nothing of them in its files."""

from __future__ import annotations

from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy import event

from components import discreet

PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=30000",
    "secure_delete=ON",  # also where rows are only moved: their old places are overwritten
)


class DiscreetTrackerStore(SQLTrackerStore):
    """As Rasa's own; its errors repeat no statement's parameters, which are what somebody said."""

    def __init__(self, domain: Domain | None, host: str, event_broker: EventBroker | None = None) -> None:
        discreet.install()  # Rasa has configured its logging by the time it asks for its store
        super().__init__(domain, host=host, event_broker=event_broker)
        self.engine.hide_parameters = True
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare)
            self.engine.dispose()  # what is connected already is not prepared


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
