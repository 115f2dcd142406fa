"""What is said in the chat, as it comes and goes over HTTP."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.http.reply_fields import ReplyParts, readable
from api.http.schemas import Body, Identifier
from feedback.tables import ChatMessage, Handover, Sender


class MessageIn(Body):
    """What the shopper writes; the id is made by the client, so that sending twice asks once."""

    id: UUID = Field(description="Made by the client; a repeated one is answered as before.")
    text: Annotated[str, Field(min_length=1, max_length=1_000)] = Field(
        description="Plain text, as the shopper wrote it, or the payload of a button."
    )
    product_id: Identifier | None = Field(default=None, description="The product on the page.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": "4f6c9c4e-2a0e-4a57-8a53-6b2a0e1f9d10", "text": "something blue under 20 pounds"}
            ]
        }
    )


class Presence(StrEnum):
    """Who answered."""

    RASA = "rasa"
    AWAY = "away"
    PERSON = "person"


class MessageBody(ReplyParts):
    """One message, with what comes with it."""

    id: str = Field(description="Its id: that of the client, or one of ours.")
    sender: Sender = Field(description="Who says it.")
    text: str = Field(description="Plain text.")
    sent_at: datetime = Field(description="When, in UTC.")
    products: list[dict[str, Any]] = Field(
        description="Products to show with it, each as in recommendations."
    )
    tapped: bool = Field(description="Sent by a button: a command, not words to show.")

    @classmethod
    def of(cls, message: ChatMessage) -> "MessageBody":
        """From the message that was kept."""
        return cls(
            id=message.message_id,
            sender=message.sender,
            text=message.text,
            sent_at=message.sent_at,
            products=message.extras.get("products", []),
            tapped=message.extras.get("tapped", False),
            **readable(message.extras),
        )


class OpenHandover(BaseModel):
    """A person was asked, and nobody has closed it yet."""

    requested_at: datetime = Field(description="When, in UTC.")
    attended: bool = Field(description="A person is in the conversation: the assistant is silent.")

    @classmethod
    def of(cls, handover: Handover | None) -> "OpenHandover | None":
        """From the row; None where there is none."""
        if handover is None:
            return None
        return cls(requested_at=handover.requested_at, attended=handover.attended)


HANDOVER = "null: the shopper waits for nobody. Until it is, ask every 2 seconds with `after` what is new."


class RepliesBody(BaseModel):
    """What was answered."""

    conversation_id: str = Field(description="The conversation that it belongs to.")
    assistant: Presence = Field(
        description="rasa: the assistant, or the API where it needs none; away: the API in its "
        "place; person: nobody, a person reads it."
    )
    messages: list[MessageBody] = Field(description="The answers, in their order.")
    handover: OpenHandover | None = Field(default=None, description=HANDOVER)


class ConversationBody(BaseModel):
    """The shopper's newest conversation, its newest messages in their order."""

    conversation_id: str | None = Field(description="null: there was none yet.")
    messages: list[MessageBody] = Field(description="In their order, at most 200.")
    handover: OpenHandover | None = Field(default=None, description=HANDOVER)
