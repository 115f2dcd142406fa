"""How many carts were left in a period."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, and_, case, exists, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from core.database import table_of
from core.proportions import Difference, Proportion, difference
from core.shopper_sessions import PAUSE
from core.tables import Shopper
from feedback.events.purchases import is_new
from feedback.reports.periods import Period
from feedback.tables import Event, EventType


@dataclass(frozen=True, slots=True)
class CartSessions:
    """The sessions with a cart that began theirs in a period, by what became of them."""

    abandoned: int
    purchased: int
    open: int
    """Still going on, so that nobody knows yet; not part of the rate."""

    @property
    def rate(self) -> Proportion:
        """Abandoned sessions out of the finished ones."""
        return Proportion(self.abandoned, self.abandoned + self.purchased)


@dataclass(frozen=True, slots=True)
class Abandonment:
    """A period beside the one before it."""

    sessions: CartSessions
    before: CartSessions

    @property
    def change(self) -> Difference | None:
        """In shares; None where one of the two periods had no finished session with a cart."""
        rates = self.sessions.rate, self.before.rate
        return difference(*rates) if all(rate.total for rate in rates) else None


def abandonment(session: Session, period: Period, *, finished_before: datetime) -> Abandonment:
    """How many sessions with a cart ended without a purchase in the same session.

    A session counts in the period in which something was first put into its cart, and once its last event
    lies at or before `finished_before`. A purchase in a later session does not change it, and a cart that was
    emptied counts as left: this is the plain count that public figures use, such as those on REES46 data.
    An order that a server tells is in the session that its person was in when they placed it.
    """
    return Abandonment(
        sessions=_cart_sessions(session, period, finished_before),
        before=_cart_sessions(session, period.before, finished_before),
    )


def _cart_sessions(session: Session, period: Period, finished_before: datetime) -> CartSessions:
    carts = _carts(period)
    finished = carts.c.last_event_at <= finished_before
    bought = carts.c.purchases > 0
    abandoned, purchased, still_open = session.exec(
        select(
            func.count(case((and_(finished, ~bought), 1))),
            func.count(case((and_(finished, bought), 1))),
            func.count(case((~finished, 1))),
        ).where(carts.c.carted_at >= period.start, carts.c.carted_at < period.end)
    ).one()
    told = _told_by_a_server(session, period, finished_before) if abandoned else 0
    return CartSessions(abandoned=abandoned - told, purchased=purchased + told, open=still_open)


def _told_by_a_server(session: Session, period: Period, finished_before: datetime) -> int:
    """How many finished sessions with a cart hold no purchase but that of an order told without a session."""
    carts, orders = _carts(period), _orders_without_a_session(period, finished_before)
    theirs, buyers = _persons("theirs"), _persons("buyers")
    query = (
        select_columns(carts.c.shopper_id, carts.c.session_id, carts.c.last_event_at, orders.c.occurred_at)
        .join(theirs, theirs.c.shopper_id == carts.c.shopper_id)
        .join(buyers, buyers.c.person == theirs.c.person)
        .join(orders, orders.c.shopper_id == buyers.c.shopper_id)
        .where(
            carts.c.carted_at >= period.start,
            carts.c.carted_at < period.end,
            carts.c.last_event_at <= finished_before,
            carts.c.purchases == 0,
            orders.c.occurred_at >= carts.c.carted_at,
        )
    )
    sessions = {
        (shopper_id, session_id)
        for shopper_id, session_id, last_event_at, placed_at in session.execute(query)
        if placed_at <= last_event_at + PAUSE
    }
    return len(sessions)


def _orders_without_a_session(period: Period, finished_before: datetime) -> Subquery:
    """Purchases that name no session of a browser: none at all, or one in which nothing else happened."""
    event = table_of(Event)
    other = event.alias("other")
    in_a_browser = exists().where(
        other.c.shopper_id == event.c.shopper_id,
        other.c.session_id == event.c.session_id,
        other.c.type.not_in([EventType.PURCHASE, EventType.RETURN]),
    )
    return (
        select_columns(event.c.shopper_id, event.c.occurred_at)
        .where(
            event.c.type == EventType.PURCHASE,
            event.c.occurred_at >= period.start,
            event.c.occurred_at <= finished_before + PAUSE,
            or_(event.c.session_id == "", ~in_a_browser),
            is_new(event),
        )
        .subquery()
    )


def _persons(name: str) -> Subquery:
    """Who each shopper is: those with one proven address are one person."""
    shopper = table_of(Shopper).c
    person = func.coalesce(func.lower(shopper.email), shopper.shopper_id).label("person")
    return select_columns(shopper.shopper_id, person).subquery(name)


def _carts(period: Period) -> Subquery:
    """A row for each session that put something into a cart in the period, over all its events.

    An order page that is opened again is no purchase.
    """
    touched = (
        select(Event.shopper_id, Event.session_id)
        .where(
            Event.type == EventType.CART, Event.occurred_at >= period.start, Event.occurred_at < period.end
        )
        .distinct()
        .subquery()
    )
    same_session = and_(
        col(Event.shopper_id) == touched.c.shopper_id, col(Event.session_id) == touched.c.session_id
    )
    bought = and_(col(Event.type) == EventType.PURCHASE, is_new(table_of(Event)))
    return (
        select_columns(
            col(Event.shopper_id),
            col(Event.session_id),
            func.min(case((col(Event.type) == EventType.CART, Event.occurred_at))).label("carted_at"),
            func.max(Event.occurred_at).label("last_event_at"),
            func.count(case((bought, 1))).label("purchases"),
        )
        .join(touched, same_session)
        .group_by(col(Event.shopper_id), col(Event.session_id))
        .subquery()
    )


def last_cart(session: Session) -> datetime | None:
    """When something was put into a cart last, ever."""
    query = select(Event.occurred_at).where(Event.type == EventType.CART)
    return session.exec(query.order_by(col(Event.occurred_at).desc()).limit(1)).first()
