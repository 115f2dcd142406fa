"""Answers that were given again: in two tabs, tried once more, on two devices. Of one person one counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlmodel import Session

from core.database import table_of
from core.people import person_key
from core.tables import Shopper
from feedback.tables import SurveyResponse

ONE_ANSWER = timedelta(days=7)
"""So long what one person answers to a survey is one answer, the last of them."""


def askings(ascending: Iterable[datetime]) -> int:
    """How often somebody was asked who answered at these moments."""
    moments = list(ascending)
    return bool(moments) + sum(later - at > ONE_ANSWER for at, later in pairwise(moments))


def repeated(
    session: Session, *, since: datetime | None = None, until: datetime | None = None
) -> frozenset[str]:
    """The responses whose person answered the same survey again within `ONE_ANSWER`, and before `until`."""
    response, shopper = table_of(SurveyResponse).c, table_of(Shopper).c
    person = person_key(shopper.email, shopper.shopper_id)
    query = select(response.response_id, response.answered_at, response.survey, person)
    query = query.join_from(table_of(SurveyResponse), table_of(Shopper))
    if since is not None:
        query = query.where(response.answered_at >= since)
    if until is not None:
        query = query.where(response.answered_at < until)
    later: dict[tuple[str, ...], datetime] = {}
    again: set[str] = set()
    newest_first = query.order_by(response.answered_at.desc(), response.response_id.desc())
    for response_id, answered_at, *asked in session.execute(newest_first):
        if tuple(asked) in later and later[tuple(asked)] - answered_at <= ONE_ANSWER:
            again.add(response_id)
        later[tuple(asked)] = answered_at
    return frozenset(again)
