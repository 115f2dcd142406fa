"""The messages of a conversation: kept in their order, answered once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from core.database import new_id
from core.errors import Conflict, NotFound
from core.shoppers import hold
from feedback.tables import ChatMessage, ChatSignal, Conversation, Handover, Sender

IDLE = timedelta(days=7)
"""After this long a new conversation begins; what was learned in the old one still counts."""

NEWEST = 200
"""So many messages of a conversation are shown to its shopper."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to keep."""

    sender: Sender
    text: str
    extras: dict[str, Any] = field(default_factory=dict)
    message_id: str | None = None


def current(session: Session, shopper_id: str, *, now: datetime) -> Conversation:
    """The conversation the shopper is in, or a new one after a long silence; one, whoever asks at once."""
    hold(session, shopper_id)
    conversation = latest(session, shopper_id)
    if conversation is None or conversation.last_message_at < now - IDLE:
        conversation = Conversation(
            conversation_id=new_id(), shopper_id=shopper_id, started_at=now, last_message_at=now
        )
        session.add(conversation)
        session.flush()
    return conversation


def latest(session: Session, shopper_id: str) -> Conversation | None:
    """The shopper's newest conversation."""
    return session.exec(
        select(Conversation)
        .where(Conversation.shopper_id == shopper_id)
        .order_by(col(Conversation.last_message_at).desc())
        .limit(1)
    ).first()


def conversation(session: Session, conversation_id: str) -> Conversation:
    """A conversation by its id."""
    stored = session.get(Conversation, conversation_id)
    if stored is None:
        raise NotFound("There is no such conversation.", field="conversation_id")
    return stored


def keep(
    session: Session, conversation: Conversation, messages: Sequence[NewMessage], *, now: datetime
) -> list[ChatMessage]:
    """Keep messages at the end of a conversation."""
    hold(session, conversation.shopper_id)  # two at once would take the same places
    last = session.exec(
        select(func.max(ChatMessage.position)).where(
            ChatMessage.conversation_id == conversation.conversation_id
        )
    ).one()
    rows = [
        ChatMessage(
            message_id=message.message_id or new_id(),
            conversation_id=conversation.conversation_id,
            shopper_id=conversation.shopper_id,
            position=position,
            sender=message.sender,
            text=message.text,
            extras=message.extras,
            sent_at=now,
        )
        for position, message in enumerate(messages, start=0 if last is None else last + 1)
    ]
    session.add_all(rows)
    conversation.last_message_at = now
    session.add(conversation)
    session.flush()
    return rows


def messages(session: Session, conversation_id: str) -> list[ChatMessage]:
    """A conversation from its beginning."""
    query = select(ChatMessage).where(ChatMessage.conversation_id == conversation_id)
    return list(session.exec(query.order_by(col(ChatMessage.position))))


def newest(session: Session, conversation_id: str, *, count: int = NEWEST) -> list[ChatMessage]:
    """The last messages of a conversation, in their order."""
    query = select(ChatMessage).where(ChatMessage.conversation_id == conversation_id)
    query = query.order_by(col(ChatMessage.position).desc()).limit(count)
    return list(reversed(session.exec(query).all()))


def since(session: Session, conversation_id: str, message_id: str) -> list[ChatMessage] | None:
    """What was said after a message, at most 200 of them; None where it is none of this conversation."""
    told = session.get(ChatMessage, message_id)
    if told is None or told.conversation_id != conversation_id:
        return None
    query = select(ChatMessage).where(
        ChatMessage.conversation_id == conversation_id, col(ChatMessage.position) > told.position
    )
    return list(session.exec(query.order_by(col(ChatMessage.position)).limit(NEWEST)))


def replies_to(session: Session, shopper_id: str, message_id: str) -> list[ChatMessage] | None:
    """What was answered to a message of the shopper's that was kept before; None where it is new."""
    asked = session.get(ChatMessage, message_id)
    if asked is None:
        return None
    if asked.shopper_id != shopper_id:
        raise Conflict("This message id is taken; make a new one.", field="id")
    query = select(ChatMessage).where(ChatMessage.conversation_id == asked.conversation_id)
    query = query.where(col(ChatMessage.position) > asked.position)
    later = session.exec(query.order_by(col(ChatMessage.position)))
    answers, directly = [], True
    for message in later:
        directly = directly and message.sender is not Sender.SHOPPER
        # Two messages may be answered at once; replies of earlier versions do not say what they answer.
        answered = message.extras.get("answers", message_id if directly else None)
        if message.sender is Sender.ASSISTANT and answered == message_id:
            answers.append(message)
    return answers


def message(session: Session, message_id: str) -> ChatMessage | None:
    """A message by its id; None where it is new."""
    return session.get(ChatMessage, message_id)


def purge(session: Session, *, before: datetime) -> list[str]:
    """Delete the conversations silent since a moment, with their messages and signals; returns their ids."""
    ids = list(
        session.exec(select(Conversation.conversation_id).where(Conversation.last_message_at < before))
    )
    for model in (ChatMessage, ChatSignal, Handover, Conversation):
        session.exec(delete(model).where(col(model.conversation_id).in_(ids)))
    return ids
