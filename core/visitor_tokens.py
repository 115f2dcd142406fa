"""The token that proves a browser to be its visitor: signed, good for a while, renewed in use."""

from datetime import datetime, timedelta

from core.errors import NotSignedIn
from core.keys import Keys, Purpose, read, sign

FRESH = 0.1
"""A token is renewed once this share of its life is over: a visit a quarter keeps a visitor."""
APART = timedelta(hours=2)
"""So far clocks may be apart or jump without a token ending early."""


def token_for(keys: Keys, visitor_id: str, *, now: datetime) -> str:
    """A new token for a visitor."""
    return sign(keys, Purpose.VISITOR, f"{visitor_id}.{int(now.timestamp())}")


def visitor_of(keys: Keys, token: str, *, life: timedelta, now: datetime) -> str:
    """The visitor's id; NotSignedIn for a token that was not made here, or longer ago than `life`."""
    visitor_id, age = _read(keys, token, now)
    if age is not None and age > life + APART:
        raise NotSignedIn("This visitor token has expired; get a new one at POST /v1/visitors.")
    return visitor_id


def renewed(keys: Keys, token: str, *, life: timedelta, now: datetime) -> str | None:
    """A new token in the place of one that gets old; None for one that is fresh, or worth nothing."""
    try:
        visitor_id, age = _read(keys, token, now)
    except NotSignedIn:
        return None
    # One of before tokens had an age is read until its browser comes back. One from the future was made by a
    # clock that ran ahead, and would outlive its time.
    if age is None or age < -APART or life * FRESH <= age <= life + APART:
        return token_for(keys, visitor_id, now=now)
    return None


def _read(keys: Keys, token: str, now: datetime) -> tuple[str, timedelta | None]:
    visitor_id, _, made_at = read(keys, Purpose.VISITOR, token).partition(".")
    return visitor_id, timedelta(seconds=now.timestamp() - int(made_at)) if made_at else None
