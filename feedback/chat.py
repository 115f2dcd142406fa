"""Conversations: messages kept, signals learned and taken back, people called in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from core.database import new_id
from core.errors import Conflict, InvalidInput, NotFound
from core.shoppers import hold
from core.tables import ProductRow
from feedback.reasons import Reason
from feedback.tables import ChatMessage, ChatSignal, Conversation, Handover, Sender, SignalKind

IDLE = timedelta(days=7)
"""After this long a new conversation begins; what was learned in the old one still counts."""

NEWEST = 200
"""So many messages of a conversation are shown to its shopper."""

SINGLE_VALUED = {"for", "category", "size", "occasion"}
"""Attributes of which the newest statement replaces the one before; of the others several hold at once."""


@dataclass(frozen=True, slots=True)
class NewSignal:
    """Something learned, as the assistant sends it."""

    kind: SignalKind
    attribute: str | None = None
    value: str | None = None
    wanted: bool = True
    product_id: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to keep."""

    sender: Sender
    text: str
    extras: dict[str, Any] = field(default_factory=dict)
    message_id: str | None = None


def current(session: Session, shopper_id: str, *, now: datetime) -> Conversation:
    """The conversation she is in, or a new one after a long silence; one, whoever asks at once."""
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
    """Her newest conversation."""
    return session.exec(
        select(Conversation)
        .where(Conversation.shopper_id == shopper_id)
        .order_by(col(Conversation.last_message_at).desc())
        .limit(1)
    ).first()


def conversation(session: Session, conversation_id: str) -> Conversation:
    """A conversation by its id."""
    found = session.get(Conversation, conversation_id)
    if found is None:
        raise NotFound("There is no such conversation.", field="conversation_id")
    return found


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


def replies_to(session: Session, shopper_id: str, message_id: str) -> list[ChatMessage] | None:
    """What was answered to a message of hers that was kept before; None where it is new."""
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


def sent_at(session: Session, message_id: str) -> datetime | None:
    """When a message was kept; None where it is new."""
    message = session.get(ChatMessage, message_id)
    return message.sent_at if message else None


def learn(
    session: Session, conversation: Conversation, signals: Sequence[NewSignal], *, now: datetime
) -> list[ChatSignal]:
    """Store what was learned; what it contradicts or replaces is withdrawn."""
    hold(session, conversation.shopper_id)
    learned = []
    for index, signal in enumerate(signals):
        _check(session, signal, index)
        for old in active_signals(session, conversation.shopper_id):
            if _replaces(signal, old):
                old.withdrawn_at = now
                session.add(old)
        row = ChatSignal(
            signal_id=new_id(),
            shopper_id=conversation.shopper_id,
            conversation_id=conversation.conversation_id,
            kind=signal.kind,
            attribute=signal.attribute,
            value=signal.value,
            wanted=signal.wanted,
            product_id=signal.product_id,
            text=signal.text,
            stated_at=now,
        )
        session.add(row)
        session.flush()
        learned.append(row)
    return learned


def _check(session: Session, signal: NewSignal, index: int) -> None:
    where = f"signals[{index}]"
    if signal.kind in (SignalKind.LIKE, SignalKind.DISLIKE) and not signal.product_id:
        raise InvalidInput("A like or dislike needs a product.", field=f"{where}.product_id")
    if signal.product_id and session.get(ProductRow, signal.product_id) is None:
        raise InvalidInput("The shop has no such product.", field=f"{where}.product_id")
    if signal.kind is SignalKind.PREFERENCE and not (signal.attribute and signal.value):
        raise InvalidInput("A preference needs an attribute and a value.", field=f"{where}.attribute")
    if signal.kind is SignalKind.BUDGET and not _is_amount(signal.value):
        raise InvalidInput('A budget needs an amount such as "20.00".', field=f"{where}.value")
    if signal.kind is SignalKind.REASON and signal.value not in set(Reason):
        raise InvalidInput(f"The reason must be one of: {', '.join(Reason)}.", field=f"{where}.value")


def _is_amount(value: str | None) -> bool:
    try:
        return Decimal(value or "") >= 0
    except InvalidOperation:
        return False


def _replaces(new: NewSignal, old: ChatSignal) -> bool:
    if new.kind in (SignalKind.LIKE, SignalKind.DISLIKE):
        return old.kind in (SignalKind.LIKE, SignalKind.DISLIKE) and old.product_id == new.product_id
    if new.kind is not old.kind or new.kind is SignalKind.REASON:
        return False
    if new.kind is SignalKind.BUDGET:
        return True
    if new.attribute != old.attribute:
        return False
    return old.value == new.value or (new.attribute in SINGLE_VALUED and new.wanted and old.wanted)


def active_signals(session: Session, shopper_id: str) -> list[ChatSignal]:
    """What she said and did not take back, oldest first."""
    query = select(ChatSignal).where(
        ChatSignal.shopper_id == shopper_id, col(ChatSignal.withdrawn_at).is_(None)
    )
    return list(session.exec(query.order_by(col(ChatSignal.stated_at))))


def withdraw(session: Session, shopper_id: str, signal_id: str, *, now: datetime) -> None:
    """Take back what she said."""
    signal = session.get(ChatSignal, signal_id)
    if signal is None or signal.shopper_id != shopper_id:
        raise NotFound("There is no such preference.", field="signal_id")
    signal.withdrawn_at = signal.withdrawn_at or now
    session.add(signal)
    session.flush()


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


def purge(session: Session, *, before: datetime) -> list[str]:
    """Delete the conversations silent since a moment, with their messages and signals; returns their ids."""
    ids = list(
        session.exec(select(Conversation.conversation_id).where(Conversation.last_message_at < before))
    )
    for model in (ChatMessage, ChatSignal, Handover, Conversation):
        session.exec(delete(model).where(col(model.conversation_id).in_(ids)))
    return ids
