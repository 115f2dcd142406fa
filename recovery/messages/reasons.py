"""Why carts were left, as their shoppers say: the newest reason of a survey or the assistant since then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.database import BATCH, batched
from core.people import People, everyone
from feedback.reasons import Reason
from feedback.tables import ChatSignal, Label, SignalKind, SurveyResponse
from recovery.tables import AbandonedCart


@dataclass(frozen=True, slots=True)
class _Stated:
    """A reason that a shopper gave at a moment; one of a survey may be labelled otherwise."""

    shopper_id: str
    at: datetime
    reason: Reason | None
    response_id: str | None = None


def stated_reasons(
    session: Session, carts: Sequence[AbandonedCart], persons: People
) -> Mapping[str, Reason | None]:
    """Cart id -> the newest reason since the cart began: a survey's, as its label has it, or a chat's."""
    if not carts:
        return {}
    since = min(cart.started_at for cart in carts)
    shopper_ids = everyone({cart.shopper_id: persons[cart.shopper_id] for cart in carts})
    stated = [*_responses(session, shopper_ids, since), *_signals(session, shopper_ids, since)]
    newest: dict[str, _Stated] = {}
    for cart in carts:
        person = persons[cart.shopper_id]
        theirs = [
            statement
            for statement in stated
            if statement.shopper_id in person and statement.at >= cart.started_at
        ]
        if theirs:  # of the same moment, what was chosen in the survey
            newest[cart.cart_id] = max(
                theirs, key=lambda statement: (statement.at, statement.response_id is not None)
            )
    labels = _labels(
        session, [statement.response_id for statement in newest.values() if statement.response_id]
    )
    return {
        cart_id: labels.get(statement.response_id or "", statement.reason)
        for cart_id, statement in newest.items()
    }


def _responses(session: Session, shopper_ids: Collection[str], since: datetime) -> list[_Stated]:
    response = SurveyResponse
    query = select(response.shopper_id, response.answered_at, response.reason, response.response_id)
    stated: list[_Stated] = []
    for batch in batched(shopper_ids, BATCH):
        theirs = query.where(col(response.shopper_id).in_(batch), response.answered_at >= since)
        stated += [
            _Stated(shopper_id, at, Reason(reason), response_id)
            for shopper_id, at, reason, response_id in session.exec(theirs)
        ]
    return stated


def _signals(session: Session, shopper_ids: Collection[str], since: datetime) -> list[_Stated]:
    query = select(ChatSignal.shopper_id, ChatSignal.stated_at, ChatSignal.value).where(
        ChatSignal.kind == SignalKind.REASON,
        ChatSignal.stated_at >= since,
        col(ChatSignal.withdrawn_at).is_(None),
    )
    stated: list[_Stated] = []
    for batch in batched(shopper_ids, BATCH):
        for shopper_id, at, value in session.exec(query.where(col(ChatSignal.shopper_id).in_(batch))):
            stated.append(_Stated(shopper_id, at, Reason(value) if value else None))
    return stated


def _labels(session: Session, response_ids: Collection[str]) -> Mapping[str, Reason]:
    labels: dict[str, Reason] = {}
    for batch in batched(response_ids, BATCH):
        query = select(Label.response_id, Label.reason).where(col(Label.response_id).in_(batch))
        labels.update((response_id, Reason(reason)) for response_id, reason in session.exec(query))
    return labels
