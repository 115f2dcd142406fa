"""Leases: who may act alone. Kept by renewing them; taken from others only after watching that they do not.

No clock on a wall decides: one that jumps would make every lease look expired (docs/decisions/0018).
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Engine, case, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from core.clock import Clock
from core.database import insert_new, new_id, table_of, transaction
from core.tables import Lease
from jobs.outages import Patience

log = logging.getLogger(__name__)

_LEASE = table_of(Lease)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often leases are renewed and looked at, in seconds of a clock that nobody sets."""

    ttl: float = 30.0
    """Whoever was not seen to renew for so long is dead."""
    beat: float = 10.0
    """Between two renewals: two may fail before the lease is lost."""
    look: float = 1.0
    """Between two looks at a lease that another holds, or at a database that is away."""
    elapsed: Callable[[], float] = time.monotonic
    wait: Callable[[float], object] = time.sleep
    """Waits so many seconds; true where the process is to end."""


PACE = Pace()


class Sight(NamedTuple):
    """A lease as somebody else sees it; every renewal changes it."""

    holder: str
    expires_at: datetime


class LeaseWatch:
    """What one process has seen of the leases of others, and since when."""

    def __init__(self, pace: Pace = PACE) -> None:
        self.pace = pace
        self._since: dict[str, tuple[Sight, float]] = {}
        self._looked_at = pace.elapsed()

    def dead(self, leases: Mapping[str, Sight]) -> dict[str, Sight]:
        """Those of the leases found now that have not been renewed for a whole TTL under our eyes."""
        now = self.pace.elapsed()
        if now - self._looked_at > self.pace.ttl / 2:
            self.forget()  # who slept saw nothing, and neither could the holder renew while a machine slept
        self._looked_at = now
        known = self._since
        self._since = {
            name: known[name] if name in known and known[name][0] == sight else (sight, now)
            for name, sight in leases.items()
        }
        return {name: sight for name, (sight, since) in self._since.items() if now - since >= self.pace.ttl}

    def forget(self) -> None:
        """Begin anew: while the database was away nobody could renew."""
        self._since = {}


def acquire(engine: Engine, name: str, holder: str, *, clock: Clock, watch: LeaseWatch | None = None) -> bool:
    """Take a lease that is free or held already; whether it is held now.

    One of another is watched: no as soon as they renew it, yes once they have not for a whole TTL. The watch
    sees all the other leases as well, for who wants to know of them next.
    """
    watch, first = watch or LeaseWatch(), None
    while True:
        seen = _look(engine)
        dead, sight = watch.dead(seen), seen.get(name)
        if sight is None or sight.holder == holder or name in dead:
            wanted = Sight(holder, _expiry(clock, watch.pace))
            return _take(engine, name, wanted, instead_of=sight)
        first = first or sight
        if sight != first or watch.pace.wait(watch.pace.look):
            return False


def renew(engine: Engine, name: str, holder: str, *, clock: Clock, pace: Pace = PACE) -> bool:
    """Keep a lease for longer; False where somebody else has taken it since."""
    mine = (_LEASE.c.name == name) & (_LEASE.c.holder == holder)
    expires_at = _expiry(clock, pace)
    other = expires_at + timedelta(microseconds=1)  # seen as renewed also where a clock stands still
    moment = case((_LEASE.c.expires_at == expires_at, other), else_=expires_at)
    with transaction(engine) as session:
        result = session.execute(update(_LEASE).where(mine).values(expires_at=moment))
        return getattr(result, "rowcount", 0) == 1


def release(engine: Engine, name: str, holder: str) -> None:
    """Let a lease go, if it is held."""
    with transaction(engine) as session:
        session.execute(delete(_LEASE).where(_LEASE.c.name == name, _LEASE.c.holder == holder))


def sweep(engine: Engine, watch: LeaseWatch, *, prefix: str) -> int:
    """Remove the leases under `prefix` that are dead; returns how many."""
    dead = [(name, sight) for name, sight in watch.dead(_look(engine)).items() if name.startswith(prefix)]
    if not dead:
        return 0
    with transaction(engine) as session:
        results = [session.execute(delete(_LEASE).where(_as_seen(name, sight))) for name, sight in dead]
        return sum(getattr(result, "rowcount", 0) for result in results)


def abandon(engine: Engine, process: str) -> None:
    """Let all leases go that a process holds, which is about to end in the middle of its work."""
    mine = _LEASE.c.holder.startswith(process, autoescape=True)
    with transaction(engine) as session:
        session.execute(delete(_LEASE).where(mine))


@contextmanager
def held(engine: Engine, name: str, *, clock: Clock, pace: Pace = PACE, process: str = "") -> Iterator[bool]:
    """Whether the lease could be taken; if so it is renewed until the block ends, or until `abandon`."""
    holder = process + new_id()
    if not acquire(engine, name, holder, clock=clock, watch=LeaseWatch(pace)):
        yield False
        return
    done = threading.Event()
    heart = threading.Thread(
        target=_beat,
        args=(engine, name, holder),
        kwargs={"clock": clock, "pace": pace, "done": done},
        daemon=True,
    )
    heart.start()
    try:
        yield True
    finally:
        done.set()
        heart.join()
        Patience(pace.look, pace.wait).until_done(f"The lease {name}", lambda: release(engine, name, holder))


def _look(engine: Engine) -> dict[str, Sight]:
    query = select(_LEASE.c.name, _LEASE.c.holder, _LEASE.c.expires_at)
    with transaction(engine, writes=False) as session:
        return {name: Sight(holder, expires_at) for name, holder, expires_at in session.execute(query)}


def _take(engine: Engine, name: str, wanted: Sight, *, instead_of: Sight | None) -> bool:
    """Take a lease that is still as it was seen; of several who try one succeeds."""
    with transaction(engine) as session:
        if instead_of is None:
            return insert_new(session, Lease, [{"name": name, **wanted._asdict()}]) == 1
        changed = update(_LEASE).where(_as_seen(name, instead_of)).values(**wanted._asdict())
        return getattr(session.execute(changed), "rowcount", 0) == 1


def _expiry(clock: Clock, pace: Pace) -> datetime:
    """For those who only glance at it, such as a health check."""
    return clock.now() + timedelta(seconds=pace.ttl)


def _as_seen(name: str, sight: Sight) -> ColumnElement[bool]:
    return (
        (_LEASE.c.name == name)
        & (_LEASE.c.holder == sight.holder)
        & (_LEASE.c.expires_at == sight.expires_at)
    )


def _beat(engine: Engine, name: str, holder: str, *, clock: Clock, pace: Pace, done: threading.Event) -> None:
    while not done.wait(pace.beat):
        try:
            if not renew(engine, name, holder, clock=clock, pace=pace):
                log.warning("The lease %s was lost; this process was too slow to renew it.", name)
                return
        except SQLAlchemyError as error:
            log.warning("The lease %s could not be renewed (%s); trying again.", name, type(error).__name__)
