"""Leases: who may act alone, until when. Taken and kept by one conditional statement on either database."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Engine, delete, or_, update
from sqlalchemy.exc import SQLAlchemyError

from core.clock import Clock
from core.database import insert_new, new_id, table_of, transaction
from core.tables import Lease

log = logging.getLogger(__name__)

TTL = timedelta(seconds=30)
"""How long after its holder has died a lease still keeps others away."""
BEAT = 10.0
"""Seconds between two renewals: two may fail before the lease is lost."""

_LEASE = table_of(Lease)


def acquire(engine: Engine, name: str, holder: str, *, clock: Clock) -> bool:
    """Take a lease that is free, has run out, or is held already; whether it is held now."""
    now = clock.now()
    free = or_(_LEASE.c.holder == holder, _LEASE.c.expires_at <= now)
    take = update(_LEASE).where(_LEASE.c.name == name, free).values(holder=holder, expires_at=now + TTL)
    with transaction(engine) as session:
        if getattr(session.execute(take), "rowcount", 0) == 1:
            return True
        return insert_new(session, Lease, [{"name": name, "holder": holder, "expires_at": now + TTL}]) == 1


def renew(engine: Engine, name: str, holder: str, *, clock: Clock) -> bool:
    """Keep a lease for longer; False where somebody else has taken it since."""
    mine = (_LEASE.c.name == name) & (_LEASE.c.holder == holder)
    with transaction(engine) as session:
        result = session.execute(update(_LEASE).where(mine).values(expires_at=clock.now() + TTL))
        return getattr(result, "rowcount", 0) == 1


def release(engine: Engine, name: str, holder: str) -> None:
    """Let a lease go, if it is held."""
    with transaction(engine) as session:
        session.execute(delete(_LEASE).where(_LEASE.c.name == name, _LEASE.c.holder == holder))


def abandon(engine: Engine, process: str) -> None:
    """Let all leases go that a process holds, which is about to end in the middle of its work."""
    mine = _LEASE.c.holder.startswith(process, autoescape=True)
    with transaction(engine) as session:
        session.execute(delete(_LEASE).where(mine))


@contextmanager
def held(engine: Engine, name: str, *, clock: Clock, beat: float = BEAT, process: str = "") -> Iterator[bool]:
    """Whether the lease was free; if so it is renewed until the block ends. `process` is for `abandon`."""
    holder = process + new_id()
    if not acquire(engine, name, holder, clock=clock):
        yield False
        return
    done = threading.Event()
    heart = threading.Thread(
        target=_beat,
        args=(engine, name, holder),
        kwargs={"clock": clock, "beat": beat, "done": done},
        daemon=True,
    )
    heart.start()
    try:
        yield True
    finally:
        done.set()
        heart.join()
        release(engine, name, holder)


def _beat(
    engine: Engine, name: str, holder: str, *, clock: Clock, beat: float, done: threading.Event
) -> None:
    while not done.wait(beat):
        try:
            if not renew(engine, name, holder, clock=clock):
                log.warning("The lease %s was lost; this process was too slow to renew it.", name)
                return
        except SQLAlchemyError as error:
            log.warning("The lease %s could not be renewed (%s); trying again.", name, type(error).__name__)
