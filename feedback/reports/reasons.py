"""The reasons given in a period, and the shoppers' own words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from core.automated import by_shoppers
from core.proportions import Proportion
from feedback.reasons import Reason
from feedback.reports.periods import Period
from feedback.surveys import repeated
from feedback.tables import Label, SurveyResponse


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
    (now, waiting), (before, _) = (_label_counts(session, when) for when in (period, period.before))
    counts = tuple(
        ReasonCount(
            reason, Proportion(count, sum(now.values())), Proportion(before[reason], sum(before.values()))
        )
        for reason, count in sorted(now.items(), key=lambda item: (-item[1], item[0]))
    )
    return Reasons(counts=counts, total=sum(now.values()), waiting=waiting)


def _label_counts(session: Session, period: Period) -> tuple[Counter[Reason], int]:
    """How often each reason was given, and how many answers have no label yet; a person's last counts."""
    query = select(SurveyResponse.response_id, Label.reason).outerjoin(Label).where(*_answered_in(period))
    repetitions = repeated(session, since=period.start, until=period.end)
    given = [reason for response_id, reason in session.exec(query) if response_id not in repetitions]
    counts = Counter(Reason(reason) for reason in given if reason is not None)
    return counts, len(given) - counts.total()


def _answered_in(period: Period) -> tuple[ColumnElement[bool], ...]:
    answered_at = col(SurveyResponse.answered_at)
    return answered_at >= period.start, answered_at < period.end, by_shoppers(col(SurveyResponse.shopper_id))


@dataclass(frozen=True, slots=True)
class Quote:
    """What a shopper wrote, as they wrote it, and how it was understood."""

    text: str
    reason: Reason
    answered_at: datetime


def quotes(session: Session, period: Period, *, count: int = 3) -> list[Quote]:
    """Free texts of a period: the newest of each reason, frequent reasons first, then the next newest."""
    query = (
        select(SurveyResponse.response_id, SurveyResponse.text, Label.reason, SurveyResponse.answered_at)
        .join(Label)
        .where(SurveyResponse.text != "", *_answered_in(period))
        .order_by(col(SurveyResponse.answered_at).desc(), col(SurveyResponse.response_id))
        .limit(500)
    )
    repetitions = repeated(session, since=period.start, until=period.end)
    quoted = [
        Quote(text, Reason(reason), at)
        for response_id, text, reason, at in session.exec(query)
        if response_id not in repetitions
    ]
    frequency = Counter(quote.reason for quote in quoted)
    newest: Mapping[Reason, Quote] = {quote.reason: quote for quote in reversed(quoted)}
    first = sorted(newest.values(), key=lambda quote: (-frequency[quote.reason], quote.reason))
    return [*first, *(quote for quote in quoted if quote not in first)][:count]
