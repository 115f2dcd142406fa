"""A shopper's message comes in: it is a person's while one is in the conversation, else the assistant's."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlmodel import Session

from core.errors import InvalidInput
from feedback import conversations
from feedback.conversations import asks_for_assistant, asks_who_is_there, buttons, handovers
from feedback.tables import ChatMessage, Conversation, Handover, Sender
from serving.waiting_time import waiting_time

BACK = "You are with the assistant again. A colleague can still answer here."


def receive(
    session: Session, conversation: Conversation, message_id: str, text: str, *, tapped: bool, now: datetime
) -> list[ChatMessage] | None:
    """Keep what the shopper says; returns what is answered without the assistant, None where it is to answer.

    Nothing is answered while a person is in the conversation, but to who wants the assistant back.
    """
    handover = handovers.open_one(session, conversation.conversation_id)
    answer = None if handover is None or text.startswith("/") else _at_once(session, handover, text, now)
    for_a_person = handover is not None and handover.attended and answer is None
    extras: dict[str, Any] = {"tapped": True} if tapped else {"sentiment": conversations.sentiment(text)}
    if for_a_person:
        extras["for"] = Sender.PERSON.value
    message = conversations.NewMessage(Sender.SHOPPER, text, extras, message_id=message_id)
    conversations.keep(session, conversation, [message], now=now)
    if for_a_person:
        _note_opinion(session, conversation, text, now)
        return []
    if answer is None:
        return None
    said = conversations.NewMessage(Sender.ASSISTANT, answer, {"answers": message_id})
    return conversations.keep(session, conversation, [said], now=now)


def is_for_a_person(message: ChatMessage) -> bool:
    """Whether a message of the shopper's came while a person was in the conversation."""
    return message.extras.get("for") == Sender.PERSON


def _at_once(session: Session, handover: Handover, text: str, now: datetime) -> str | None:
    if not handover.attended:
        return waiting_time(session, handover, now=now) if asks_who_is_there(text) else None
    if not asks_for_assistant(text):
        return None
    handovers.leave(session, handover)
    return BACK


def _note_opinion(session: Session, conversation: Conversation, text: str, now: datetime) -> None:
    """A like or dislike that was tapped counts whoever is in the conversation."""
    if (opinion := buttons.opinion(text)) is not None:
        signal = conversations.NewSignal(opinion.kind, product_id=opinion.product_id)
        with suppress(InvalidInput):  # the shop no longer has it
            conversations.learn(session, conversation, [signal], now=now)
