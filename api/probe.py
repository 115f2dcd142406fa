"""Whether the database answers and takes writes, asked by a thread and a connection that no request uses."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import anyio
from anyio import CapacityLimiter, to_thread
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from core.database import connect, raise_revision, transaction

SECONDS = 2.0
"""A database that takes longer than this to answer is away, for who asks how it is."""
HOLDS_SECONDS = 1.0
"""So long a finding is good for: however many ask, the database is asked once a second."""
LEAST_FREE = 64 * 1024 * 1024
"""Bytes that must be free where Rapport writes; below that emails, models and the database soon fail."""
WRITTEN = "readiness"
"""The revision that is raised to see whether a write is taken."""


class Health(StrEnum):
    """How a part is."""

    OK = "ok"
    AWAY = "away"
    FULL = "full"  # it answers, but takes no writes


@dataclass(frozen=True, slots=True)
class ProbeFinding:
    """How the database and the disk were when they were last looked at."""

    database: Health
    disk: Health

    @property
    def ready(self) -> bool:
        """Whether a request that writes would be served."""
        return self.database is Health.OK and self.disk is Health.OK


class Probe:
    """Looks when asked, at most once a second, whatever the requests are doing; `close` when done."""

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        *,
        holds_seconds: float = HOLDS_SECONDS,
        least_free: int = LEAST_FREE,
        connect: Callable[..., Engine] = connect,
    ) -> None:
        self._holds_seconds = holds_seconds
        self._least_free = least_free
        self._folder = folder
        url = engine.url.render_as_string(hide_password=False)
        self._engine = connect(url, patience=SECONDS, poolclass=NullPool)
        self._one_at_a_time = CapacityLimiter(1)
        self._found = ProbeFinding(Health.AWAY, Health.OK)
        self._found_at = float("-inf")

    async def look(self) -> ProbeFinding:
        """How things are now; a database that does not answer in time is away."""
        with anyio.move_on_after(2 * SECONDS):
            return await to_thread.run_sync(self._look, limiter=self._one_at_a_time, abandon_on_cancel=True)
        return ProbeFinding(Health.AWAY, self._found.disk)

    def _look(self) -> ProbeFinding:
        if time.monotonic() - self._found_at >= self._holds_seconds:
            self._found = ProbeFinding(self._database(), self._disk())
            self._found_at = time.monotonic()
        return self._found

    def _database(self) -> Health:
        try:
            with transaction(self._engine, writes=False) as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return Health.AWAY
        try:
            with transaction(self._engine) as session:
                raise_revision(session, WRITTEN)
        except OperationalError as error:
            # Locked is not full: somebody else writes, and goes on.
            return Health.OK if _locked(error) else Health.FULL
        except SQLAlchemyError:
            return Health.AWAY
        return Health.OK

    def _disk(self) -> Health:
        return Health.OK if shutil.disk_usage(self._folder).free >= self._least_free else Health.FULL

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _locked(error: OperationalError) -> bool:
    codes = (getattr(error.orig, "sqlite_errorname", ""), getattr(error.orig, "sqlstate", ""))
    return "SQLITE_BUSY" in codes or "55P03" in codes  # lock_not_available
