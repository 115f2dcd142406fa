"""The numbers of a period: how many carts were left, the reasons given, and the shoppers' own words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Subquery, and_, case
from sqlmodel import Session, col, func, select

from core.proportions import Difference, Proportion, difference
from feedback.reasons import Reason
from feedback.tables import Event, EventType, Label, SurveyResponse


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, but without, `end`; both aware, so that no time zone moves a session."""

    start: datetime
    end: datetime

    @classmethod
    def days(cls, count: int, *, until: datetime) -> Self:
        """So many times 24 hours."""
        return cls(until - timedelta(days=count), until)

    @property
    def before(self) -> "Period":
        """The period of the same length that ended when this one began."""
        return Period(self.start - (self.end - self.start), self.start)


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


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a reason was given in a period and in the one before."""

    reason: Reason
    given: Proportion
    before: Proportion


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why shoppers left, most frequent first; `waiting` answers are not labelled yet."""

    counts: tuple[ReasonCount, ...]
    total: int
    waiting: int


def reasons(session: Session, period: Period) -> Reasons:
    """The labels of the answers given in a period, as shares of all labelled answers."""
    now, before = _label_counts(session, period), _label_counts(session, period.before)
    counts = tuple(
        ReasonCount(
            reason, Proportion(count, sum(now.values())), Proportion(before[reason], sum(before.values()))
        )
        for reason, count in sorted(now.items(), key=lambda item: (-item[1], item[0]))
    )
    answers = session.exec(
        select(func.count()).select_from(SurveyResponse).where(*_answered_in(period))
    ).one()
    return Reasons(counts=counts, total=sum(now.values()), waiting=answers - sum(now.values()))


def _label_counts(session: Session, period: Period) -> Counter[Reason]:
    query = select(Label.reason, func.count()).join(SurveyResponse).where(*_answered_in(period))
    rows = session.exec(query.group_by(col(Label.reason)))
    return Counter({Reason(reason): count for reason, count in rows})


def _answered_in(period: Period) -> tuple[bool, bool]:
    return SurveyResponse.answered_at >= period.start, SurveyResponse.answered_at < period.end


@dataclass(frozen=True, slots=True)
class Quote:
    """What a shopper wrote, as she wrote it, and how it was understood."""

    text: str
    reason: Reason
    answered_at: datetime


def quotes(session: Session, period: Period, *, count: int = 3) -> list[Quote]:
    """Free texts of a period: the newest of each reason, frequent reasons first, then the next newest."""
    query = (
        select(SurveyResponse.text, Label.reason, SurveyResponse.answered_at)
        .join(Label)
        .where(SurveyResponse.text != "", *_answered_in(period))
        .order_by(col(SurveyResponse.answered_at).desc(), col(SurveyResponse.response_id))
        .limit(500)
    )
    found = [Quote(text, Reason(reason), at) for text, reason, at in session.exec(query)]
    frequency = Counter(quote.reason for quote in found)
    newest: Mapping[Reason, Quote] = {quote.reason: quote for quote in reversed(found)}
    first = sorted(newest.values(), key=lambda quote: (-frequency[quote.reason], quote.reason))
    return [*first, *(quote for quote in found if quote not in first)][:count]
