"""When a survey is due, and what is answered."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from core.database import insert_new
from core.errors import Conflict, FieldError, InvalidInput
from core.shoppers import hold
from feedback.events import NewEvent, last_of_type, store
from feedback.reasons import Reason
from feedback.surveys.definitions import Definition, Option, definition, definitions
from feedback.tables import Event, EventType, SurveyResponse
from feedback.text import contains_markup


def due(
    session: Session, shopper_ids: Sequence[str], *, trigger: str, quiet: timedelta, now: datetime
) -> Definition | None:
    """The newest survey for this trigger, unless the shopper was shown one within the quiet time."""
    last_shown = last_of_type(session, shopper_ids, EventType.SURVEY_SHOWN)
    last_answered = session.exec(
        select(SurveyResponse.answered_at)
        .where(col(SurveyResponse.shopper_id).in_(shopper_ids))
        .order_by(col(SurveyResponse.answered_at).desc())
        .limit(1)
    ).first()
    moments = [moment for moment in (last_shown, last_answered) if moment is not None]
    if moments and max(moments) > now - quiet:
        return None
    return _newest(trigger)


def _newest(trigger: str) -> Definition | None:
    return next((survey for survey in reversed(definitions()) if survey.trigger == trigger), None)


@dataclass(frozen=True, slots=True)
class Showing:
    """A survey that a browser is about to show; `event_id` is made by the client."""

    event_id: str
    shopper_id: str
    session_id: str


def claim(
    session: Session,
    showing: Showing,
    shopper_ids: Sequence[str],
    *,
    trigger: str,
    quiet: timedelta,
    now: datetime,
) -> Definition | None:
    """The survey that this browser alone of all of the person's may show now; None where there is none.

    Whoever claims for the same person meanwhile waits; the same showing claimed again gets the same answer.
    """
    for shopper_id in sorted(shopper_ids):
        hold(session, shopper_id)
    known = session.get(Event, showing.event_id)
    if known is not None and (known.shopper_id, known.type) == (showing.shopper_id, EventType.SURVEY_SHOWN):
        return _newest(trigger)
    survey = due(session, shopper_ids, trigger=trigger, quiet=quiet, now=now)
    if survey is None:
        return None
    shown = NewEvent(
        event_id=showing.event_id,
        shopper_id=showing.shopper_id,
        session_id=showing.session_id,
        type=EventType.SURVEY_SHOWN,
        occurred_at=now,
    )
    return survey if store(session, [shown], now=now).accepted else None


@dataclass(frozen=True, slots=True)
class NewResponse:
    """A response as it arrives; `response_id` is made by the client."""

    response_id: str
    shopper_id: str
    session_id: str
    survey: str
    version: int
    reason: Reason
    text: str
    product_ids: tuple[str, ...]


def respond(session: Session, response: NewResponse, *, now: datetime) -> tuple[Option, bool]:
    """Store a response once; returns the option chosen and whether the response is new."""
    option = definition(response.survey, response.version).option(response.reason)
    if contains_markup(response.text):
        raise InvalidInput(
            "The answer holds markup.", errors=(FieldError("text", "holds markup; send plain text."),)
        )
    row = {
        **asdict(response),
        "text": response.text.strip(),
        "product_ids": list(response.product_ids),
        "answered_at": now,
    }
    if insert_new(session, SurveyResponse, [row]):
        return option, True
    stored = session.get(SurveyResponse, response.response_id)
    if stored is None or stored.shopper_id != response.shopper_id:
        raise Conflict("This response id is taken; make a new one.", field="id")
    return option, False
