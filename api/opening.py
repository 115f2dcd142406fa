"""What just happened to a shopper who begins to talk, so that the assistant's first line can follow it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from core.catalog import stored
from core.people import same_person
from feedback.tables import SurveyResponse
from recovery import carts

JUST_NOW = timedelta(hours=1)
"""So long after its answer a survey is still what brought the shopper here."""


def opening(session: Session, shopper_id: str, *, now: datetime) -> Mapping[str, str]:
    """By kind: `survey`, the reason that was just given there; `basket`, a product that is in the basket."""
    facts: dict[str, str] = {}
    answered = select(SurveyResponse).where(
        col(SurveyResponse.shopper_id).in_(same_person(session, shopper_id)),
        col(SurveyResponse.answered_at) > now - JUST_NOW,
    )
    newest = session.exec(answered.order_by(col(SurveyResponse.answered_at).desc())).first()
    if newest is not None:
        facts["survey"] = newest.reason.value
    if lines := carts.lines_now(session, shopper_id):
        in_it = stored(session, [lines[-1].product_id]).get(lines[-1].product_id)
        facts |= {"basket": in_it.title} if in_it else {}
    return facts
