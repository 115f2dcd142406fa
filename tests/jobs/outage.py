"""A database that goes away and comes back when a test says so."""

import sqlite3

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError


class Outage:
    """While `on`, every transaction on the engine fails as SQLite does when its disk is gone, or is full."""

    def __init__(self, engine: Engine, code: str = "SQLITE_IOERR") -> None:
        self.on = False
        self.refused = 0
        self._code = code
        event.listen(engine, "begin", self._begin)

    def _begin(self, _connection: Connection) -> None:
        if self.on:
            self.refused += 1
            error = sqlite3.OperationalError("something that only a test says")
            error.sqlite_errorname = self._code
            raise OperationalError("BEGIN", None, error)
