"""What an erasure leaves in a database's own files: owed from its commit on, until nothing of it is there.

SQLite's write-ahead log holds what was written until it is overwritten by chance; PostgreSQL keeps dead rows
until it needs their place. The debt is a row beside the data, so it outlives whoever made it.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, inspect, update
from sqlmodel import Session

from core.database import insert_new, raise_revision, revision, table_of, transaction
from core.tables import Revision

OWED, SWEPT = "erasures", "erasures_swept"
"""Counters: one is raised by each erasure, the other follows when what it left is gone."""

TRIES = 5
WAIT = 0.2
"""Seconds a try waits for those who still read from the log; those who write wait meanwhile."""
PAUSE = 0.05
"""Seconds between two tries, for those who write."""

Sweep = Callable[[], bool]
"""Clears one database's files; whether nothing is left in them."""


def owe(session: Session) -> None:
    """Say, in the transaction that deletes, that the files have to be cleared after it."""
    raise_revision(session, OWED)


def settle(engine: Engine, sweeps: Sequence[Sweep]) -> bool:
    """Clear the files where that is owed; whether nothing is owed any more. Never inside a transaction."""
    with transaction(engine, writes=False) as session:
        owed, swept = revision(session, OWED), revision(session, SWEPT)
    if owed == swept:
        return True
    done = [sweep() for sweep in sweeps]  # each, also where another cannot be cleared now
    if not all(done):
        return False
    table = table_of(Revision)
    # Another may have settled more meanwhile; then that stands.
    behind = update(table).where(table.c.name == SWEPT, table.c.value < owed).values(value=owed)
    with transaction(engine) as session:
        insert_new(session, Revision, [{"name": SWEPT, "value": 0}])
        session.execute(behind)
    return True


def sweep(engine: Engine, tables: Sequence[str], *, thoroughly: bool) -> bool:
    """Clear one database's files; whether nothing is left there.

    PostgreSQL's `tables` are vacuumed, which may take minutes, so only where it is to be done thoroughly.
    """
    if engine.dialect.name == "sqlite":
        return _empty_log(engine.url.database or "")
    if thoroughly:
        _vacuum(engine, tables)
    return thoroughly


def _empty_log(path: str) -> bool:
    """Write the log's pages to where they belong and cut it to nothing; not while somebody reads from it."""
    if not Path(path).exists():
        return True
    # A connection of its own: it must be in no transaction, and it waits for less than others do.
    with closing(sqlite3.connect(path, timeout=WAIT)) as connection:
        for left in reversed(range(TRIES)):
            try:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:
                busy = 1
            if not busy:
                return True
            if left:
                time.sleep(PAUSE)
    return False


def _vacuum(engine: Engine, tables: Sequence[str]) -> None:
    there = set(inspect(engine).get_table_names())
    quote = engine.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in tables if name in there)
    if names:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED) {names}")
