"""How many carts were left in a period."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Label, Subquery, and_, case, exists, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from core.automated import by_shoppers
from core.database import table_of
from core.people import person_key
from core.proportions import Difference, Proportion, difference
from core.shopper_sessions import PAUSE
from core.tables import Shopper
from feedback.events.purchases import is_new
from feedback.reports.periods import Period
from feedback.tables import Event, EventType

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
        sessions=_cart_sessions(session, period, finished_before)[()],
        before=_cart_sessions(session, period.before, finished_before)[()],
    )


def abandonment_by_shopper(session: Session, *, finished_before: datetime) -> Mapping[str, CartSessions]:
    """The same count of each shopper's sessions with a cart, ever: shopper id -> what became of them."""
    ever = Period(EPOCH, finished_before + PAUSE)
    counts = _cart_sessions(session, ever, finished_before, by=("shopper_id",))
    return {shopper_id: sessions for (shopper_id,), sessions in counts.items()}


def _cart_sessions(
    session: Session, period: Period, finished_before: datetime, *, by: Sequence[str] = ()
) -> dict[tuple[str, ...], CartSessions]:
    """The sessions with a cart, counted by some columns of theirs; by none, all under the empty tuple."""
    carts = _carts(period)
    keys = [carts.c[name] for name in by]
    finished = carts.c.last_event_at <= finished_before
    bought = carts.c.purchases > 0
    rows = session.execute(
        select_columns(
            func.count(case((and_(finished, ~bought), 1))),
            func.count(case((and_(finished, bought), 1))),
            func.count(case((~finished, 1))),
            *keys,
        )
        .where(carts.c.carted_at >= period.start, carts.c.carted_at < period.end)
        .group_by(*keys)
    ).all()
    told: Counter[tuple[str, ...]] = Counter()
    if any(abandoned for abandoned, *_ in rows):
        told.update(_told_by_a_server(session, period, finished_before, by))
    return {
        (key := tuple(names)): CartSessions(abandoned - told[key], purchased + told[key], still_open)
        for abandoned, purchased, still_open, *names in rows
    }


def _told_by_a_server(
    session: Session, period: Period, finished_before: datetime, by: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    """The finished sessions with a cart that hold no purchase but that of an order told without a session."""
    orders, carts, person = _orders_without_a_session(period, finished_before), _carts(period), _person()
    placed: dict[str, list[datetime]] = defaultdict(list)
    shopper_id = col(Shopper.shopper_id)
    query = select_columns(person, orders.c.occurred_at)
    for buyer, at in session.execute(query.join_from(orders, Shopper, shopper_id == orders.c.shopper_id)):
        placed[buyer].append(at)
    if not placed:
        return
    # Joined here: a database knows no size of either side, and may go through one for each row of the other.
    left = select_columns(person, carts).join_from(carts, Shopper, shopper_id == carts.c.shopper_id)
    left = left.where(carts.c.carted_at >= period.start, carts.c.carted_at < period.end)
    for row in session.execute(left.where(carts.c.last_event_at <= finished_before, carts.c.purchases == 0)):
        if any(row.carted_at <= at <= row.last_event_at + PAUSE for at in placed.get(row.person, ())):
            yield tuple(getattr(row, name) for name in by)


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


def _person() -> Label[str]:
    """Who a shopper is: those with one proven address are one person."""
    shopper = table_of(Shopper).c
    return person_key(shopper.email, shopper.shopper_id).label("person")


def _carts(period: Period) -> Subquery:
    """A row for each session that put something into a cart in the period, over all its events.

    An order page that is opened again is no purchase.
    """
    touched = (
        select(Event.shopper_id, Event.session_id)
        .where(
            Event.type == EventType.CART,
            Event.occurred_at >= period.start,
            Event.occurred_at < period.end,
            by_shoppers(col(Event.shopper_id)),
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
    """When a shopper put something into a cart last, ever."""
    query = select(Event.occurred_at).where(Event.type == EventType.CART, by_shoppers(col(Event.shopper_id)))
    return session.exec(query.order_by(col(Event.occurred_at).desc()).limit(1)).first()
