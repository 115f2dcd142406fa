"""Labels: what a response means. The chosen reason where there is one, the nearest meaning for free text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core.database import BATCH, batched, insert_new
from feedback.labelling.understanding import Encode, Understanding
from feedback.tables import Label, SurveyResponse


def label_responses(session: Session, *, encode: Encode, now: datetime) -> int:
    """Label every response that has no label yet; returns how many were."""
    return store(session, understand(session, encode=encode, now=now))


def understand(session: Session, *, encode: Encode, now: datetime) -> list[Mapping[str, Any]]:
    """A label, as a row, for every response without one: the long part, which writes nothing."""
    unlabelled = session.exec(
        select(SurveyResponse)
        .where(col(SurveyResponse.response_id).not_in(select(Label.response_id)))
        .order_by(col(SurveyResponse.answered_at))
    ).all()
    if not unlabelled:
        return []
    understanding = Understanding(encode)
    labels: list[Mapping[str, Any]] = []
    for response in unlabelled:
        reason, effect, confidence, labelled_by = understanding(response)
        label = Label(
            response_id=response.response_id,
            shopper_id=response.shopper_id,
            reason=reason,
            effect=effect,
            confidence=confidence,
            labelled_by=labelled_by,
            labelled_at=now,
        )
        labels.append(label.model_dump())
    return labels


def store(session: Session, labels: Sequence[Mapping[str, Any]]) -> int:
    """Store labels of responses that are there yet; returns how many were new."""
    there: set[str] = set()
    for batch in batched([label["response_id"] for label in labels], BATCH):
        query = select(SurveyResponse.response_id).where(col(SurveyResponse.response_id).in_(batch))
        there.update(session.exec(query))
    return insert_new(session, Label, [label for label in labels if label["response_id"] in there])
