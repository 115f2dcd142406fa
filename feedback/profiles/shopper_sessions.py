"""Recorded events as sessions: everyone's, to learn from, and the one that a shopper is in, or was in."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from core.automated import by_shoppers
from core.consent import ConsentPurpose, decided
from core.database import table_of
from core.shopper_sessions import MEMORY, PAUSE, ShopperSession, Step, shopper_sessions
from feedback.events.purchases import is_new
from feedback.tables import Event, EventType

STEPS = (
    EventType.VIEW,
    EventType.CLICK,
    EventType.CART,
    EventType.REMOVE,
    EventType.CHECKOUT,
    EventType.PURCHASE,
    EventType.SEARCH,
    EventType.EXIT_INTENT,
)
"""What shoppers do themselves; what is shown to them (impressions, surveys) is no sign of what they want."""
LONGEST = timedelta(days=1)
"""So far beyond a moment the end of its session is looked for."""
MOST_STEPS = 1_000
"""So many of one shopper's newest steps are read to know the session in progress."""


def finished(session: Session, *, now: datetime) -> Iterator[list[ShopperSession]]:
    """The sessions of the last `MEMORY` that have ended, a list for each shopper who allows their use."""
    consent = decided(session, ConsentPurpose.PERSONALISATION)
    query = (
        _columns()
        .where(col(Event.occurred_at) >= now - 2 * MEMORY, by_shoppers(col(Event.shopper_id)))
        .order_by(col(Event.shopper_id), col(Event.occurred_at), col(Event.received_at))
        .execution_options(yield_per=10_000)
    )
    for shopper_id, rows in groupby(session.connection().execute(query), itemgetter(0)):
        ended = [
            shopper_session
            for shopper_session in shopper_sessions(_step(row) for row in rows)
            if _counts(shopper_session, now)
        ]
        if ended and consent.allows(shopper_id):
            yield ended


def _counts(shopper_session: ShopperSession, now: datetime) -> bool:
    return now - MEMORY <= shopper_session.steps[0].at and shopper_session.steps[-1].at < now - PAUSE


def current(session: Session, shopper_id: str, *, now: datetime) -> ShopperSession | None:
    """The session that the shopper is in now; None where they have done nothing for `PAUSE`."""
    recent = list(shopper_sessions(_steps(session, shopper_id, until=now)))
    return recent[-1] if recent and now - recent[-1].steps[-1].at <= PAUSE else None


def around(session: Session, shopper_id: str, at: datetime) -> ShopperSession | None:
    """The session that the shopper was in at a moment, up to its end; None where its events are gone."""
    nearby = shopper_sessions(_steps(session, shopper_id, until=at + LONGEST))
    return next(
        (
            shopper_session
            for shopper_session in nearby
            if shopper_session.steps[0].at <= at <= shopper_session.steps[-1].at
        ),
        None,
    )


def _steps(session: Session, shopper_id: str, *, until: datetime) -> list[Step]:
    query = (
        _columns()
        .where(col(Event.shopper_id) == shopper_id, col(Event.occurred_at) <= until)
        .where(col(Event.occurred_at) >= until - MEMORY - PAUSE)
        .order_by(col(Event.occurred_at).desc(), col(Event.received_at).desc())
        .limit(MOST_STEPS)
    )
    return [_step(row) for row in reversed(session.execute(query).all())]


def _columns() -> Select[Any]:
    """An order page that is opened again is no other purchase; one that was taken back was one."""
    wanted = ("shopper_id", "type", "occurred_at", "product_id", "quantity", "context")
    event = table_of(Event)
    return select(*(event.columns[name] for name in wanted)).where(event.c.type.in_(STEPS), is_new(event))


def _step(row: Sequence[Any]) -> Step:
    """An exit intent's own "source" says how the shopper left, not what led them here."""
    _, kind, at, product_id, quantity, context = row  # by place: there are millions
    return Step(kind, at, product_id, quantity, {} if kind == EventType.EXIT_INTENT else context)
