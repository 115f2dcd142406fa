"""Slows down guessing: after a few wrong passwords of one client for one name, each further try waits.

The count is kept in the database, for all processes together, by client *and* name: a stranger who guesses
`admin` makes nobody wait but themselves. A client is an address, or a browser that has signed in before.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.database import insert_new, table_of
from core.tables import SignInTries

FREE = 5
"""Tries without any wait."""
LONGEST = timedelta(minutes=15)
"""No wait is longer: who shares an address with a guesser must get in some time."""
FORGET = timedelta(days=1)
"""A client that leaves a name alone for so long starts anew: longer than any wait, or than a clock jumps."""


def attempt(session: Session, client_hash: str, *, now: datetime) -> timedelta:
    """Count a try before it is checked, so that many at once help nobody; the wait left, or zero.

    A clock that jumps back makes nobody wait longer than for that try alone, and one that jumps ahead gives
    a guesser one more try; neither forgets the count.
    """
    insert_new(session, SignInTries, [{"client_hash": client_hash, "count": 0, "last_at": now}])
    tries = session.exec(
        select(SignInTries).where(col(SignInTries.client_hash) == client_hash).with_for_update()
    ).one()
    session.add(tries)
    since = now - tries.last_at
    if since >= FORGET:
        tries.count, since = 0, timedelta(0)
    if since < timedelta(0):  # the clock was set back: the wait begins again, by the clock as it is now
        tries.last_at, since = now, timedelta(0)
    left = _wait(tries.count) - since
    if left > timedelta(0):
        return left
    tries.count, tries.last_at = tries.count + 1, now
    return timedelta(0)


def succeeded(session: Session, client_hash: str) -> None:
    """Forget a client's tries: it is in."""
    session.execute(delete(SignInTries).where(_table.c.client_hash == client_hash))


def purge(session: Session, *, now: datetime) -> int:
    """Delete what is forgotten; returns how many clients and names."""
    result = session.execute(delete(SignInTries).where(_table.c.last_at <= now - FORGET))
    return int(getattr(result, "rowcount", 0))


_table = table_of(SignInTries)


def _wait(count: int) -> timedelta:
    """After the fifth try 2 s, then 4, 8, … up to a quarter of an hour."""
    return min(timedelta(seconds=2 ** min(count - FREE + 1, 10)), LONGEST) if count >= FREE else timedelta(0)
