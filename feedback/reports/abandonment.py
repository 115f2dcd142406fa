"""How many carts were left in a period."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, and_, case
from sqlmodel import Session, col, func, select

from core.proportions import Difference, Proportion, difference
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
    return CartSessions(abandoned=abandoned, purchased=purchased, open=still_open)


def _carts(period: Period) -> Subquery:
    """A row for each session that put something into a cart in the period, over all its events."""
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
    return (
        select(
            func.min(case((col(Event.type) == EventType.CART, Event.occurred_at))).label("carted_at"),
            func.max(Event.occurred_at).label("last_event_at"),
            func.count(case((col(Event.type) == EventType.PURCHASE, 1))).label("purchases"),
        )
        .join(touched, same_session)
        .group_by(col(Event.shopper_id), col(Event.session_id))
        .subquery()
    )


def last_cart(session: Session) -> datetime | None:
    """When something was put into a cart last, ever."""
    query = select(Event.occurred_at).where(Event.type == EventType.CART)
    return session.exec(query.order_by(col(Event.occurred_at).desc()).limit(1)).first()
