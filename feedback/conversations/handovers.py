"""Conversations that wait for a person: called for, shown, closed, opened again."""

from datetime import datetime

from sqlmodel import Session, col, select

from core.database import new_id
from core.errors import NotFound
from core.shoppers import hold
from feedback.tables import Conversation, Handover


def hand_over(session: Session, conversation: Conversation, *, summary: str, now: datetime) -> Handover:
    """Ask for a person to go on; asking twice changes nothing."""
    hold(session, conversation.shopper_id)
    waiting = session.exec(
        select(Handover).where(
            Handover.conversation_id == conversation.conversation_id, col(Handover.closed_at).is_(None)
        )
    ).first()
    if waiting is not None:
        return waiting
    handover = Handover(
        handover_id=new_id(),
        shopper_id=conversation.shopper_id,
        conversation_id=conversation.conversation_id,
        summary=summary,
        requested_at=now,
    )
    session.add(handover)
    session.flush()
    return handover


def waiting(session: Session) -> list[Handover]:
    """Those that nobody has closed, the newest first."""
    query = select(Handover).where(col(Handover.closed_at).is_(None))
    return list(session.exec(query.order_by(col(Handover.requested_at).desc(), col(Handover.handover_id))))


def latest(session: Session, conversation_id: str) -> Handover:
    """The newest one of a conversation; NotFound where the assistant never called anybody."""
    query = select(Handover).where(Handover.conversation_id == conversation_id)
    handover = session.exec(query.order_by(col(Handover.requested_at).desc()).limit(1)).first()
    if handover is None:
        raise NotFound("Nobody was called to this conversation.", field="conversation_id")
    return handover


def close(session: Session, conversation_id: str, *, now: datetime) -> None:
    """A person has seen to it."""
    handover = latest(session, conversation_id)
    handover.closed_at = handover.closed_at or now
    session.add(handover)
    session.flush()


def reopen(session: Session, conversation_id: str) -> None:
    """It was closed too soon."""
    handover = latest(session, conversation_id)
    handover.closed_at = None
    session.add(handover)
    session.flush()
