"""Conversations that wait for a person: called for, shown, answered, left, closed, opened again."""

from datetime import datetime, timedelta
from statistics import median

from sqlmodel import Session, col, select

from core.database import new_id
from core.errors import NotFound
from core.shoppers import hold
from feedback.conversations.sentiment import UPSET
from feedback.tables import ChatMessage, Conversation, Handover, Sender

LATELY = timedelta(days=30)
ENOUGH = 5
"""From so many waits of late it can be told how long one takes as a rule."""

LAST = 5
"""So many of the shopper's last messages tell how they feel now."""


def hand_over(session: Session, conversation: Conversation, *, summary: str, now: datetime) -> Handover:
    """Ask for a person to go on; asking twice changes nothing."""
    hold(session, conversation.shopper_id)
    if (waits := open_one(session, conversation.conversation_id)) is not None:
        return waits
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


def open_one(session: Session, conversation_id: str) -> Handover | None:
    """The one of a conversation that nobody has closed; None where none waits."""
    query = select(Handover).where(Handover.conversation_id == conversation_id)
    return session.exec(query.where(col(Handover.closed_at).is_(None))).first()


def answer(session: Session, handover: Handover, *, now: datetime) -> None:
    """A person has answered: they are in it until it is closed or the shopper wants the assistant."""
    handover.answered_at = handover.answered_at or now
    handover.attended = handover.closed_at is None
    session.add(handover)
    session.flush()


def leave(session: Session, handover: Handover) -> None:
    """The shopper wants the assistant back; the conversation goes on waiting for a person."""
    handover.attended = False
    session.add(handover)
    session.flush()


def usual_wait(session: Session, *, now: datetime) -> timedelta | None:
    """How long a first answer took as a median of those closed lately; None where they are too few to say."""
    query = select(Handover.requested_at, Handover.answered_at).where(
        col(Handover.closed_at) > now - LATELY, col(Handover.answered_at).is_not(None)
    )
    waits = [
        (answered - requested).total_seconds() for requested, answered in session.exec(query) if answered
    ]
    return timedelta(seconds=median(waits)) if len(waits) >= ENOUGH else None


def is_upset(session: Session, handover: Handover) -> bool:
    """Whether one of the shopper's last messages sounds upset."""
    query = select(ChatMessage).where(
        ChatMessage.conversation_id == handover.conversation_id, ChatMessage.sender == Sender.SHOPPER
    )
    newest = session.exec(query.order_by(col(ChatMessage.position).desc()).limit(LAST)).all()
    return any(message.extras.get("sentiment", 0.0) <= UPSET for message in newest)


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
    handover.attended = False
    session.add(handover)
    session.flush()


def reopen(session: Session, conversation_id: str) -> None:
    """It was closed too soon."""
    handover = latest(session, conversation_id)
    handover.closed_at = None
    session.add(handover)
    session.flush()
