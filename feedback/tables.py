"""The tables of feedback: events, responses and labels, conversations and what was learned in them."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from core.columns import Code, Instant, Money
from feedback.reasons import Effect, Reason


class EventType(StrEnum):
    """What the storefront reports."""

    VIEW = "view"
    IMPRESSION = "impression"
    CLICK = "click"
    CART = "cart"
    REMOVE = "remove"
    CHECKOUT = "checkout"
    PURCHASE = "purchase"
    RETURN = "return"  # cancelled, sent back or refunded: a line of an order, or without a product all of it
    SEARCH = "search"
    EXIT_INTENT = "exit_intent"
    SURVEY_SHOWN = "survey_shown"


class Event(SQLModel, table=True):
    """One thing that a shopper did."""

    __table_args__ = (
        Index("ix_event_shopper_id_occurred_at", "shopper_id", "occurred_at"),
        Index("ix_event_shopper_id_type_occurred_at", "shopper_id", "type", "occurred_at"),
        Index("ix_event_type_occurred_at", "type", "occurred_at"),
        # Most events are of no order.
        Index(
            "ix_event_order_id",
            "order_id",
            postgresql_where=text("order_id IS NOT NULL"),
            sqlite_where=text("order_id IS NOT NULL"),
        ),
    )

    event_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id")
    session_id: str
    type: str
    product_id: str | None = None
    quantity: int = 1
    price: Decimal | None = Field(default=None, sa_type=Money)
    currency: str | None = None
    placement: str | None = None
    order_id: str | None = None
    query: str | None = None
    context: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    occurred_at: datetime = Field(sa_type=Instant)
    received_at: datetime = Field(sa_type=Instant)


class SurveyResponse(SQLModel, table=True):
    """One answer to one version of one survey."""

    __tablename__ = "survey_response"

    response_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    session_id: str
    survey: str
    version: int
    reason: Reason = Field(sa_type=Code(Reason))
    text: str = ""
    product_ids: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    answered_at: datetime = Field(sa_type=Instant, index=True)


class Label(SQLModel, table=True):
    """What a response was understood to mean, by whom, and how surely (0 to 1)."""

    response_id: str = Field(primary_key=True, foreign_key="survey_response.response_id")
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    reason: Reason = Field(sa_type=Code(Reason))
    effect: Effect = Field(sa_type=Code(Effect))
    confidence: float
    labelled_by: str  # "choice", "encoder"
    labelled_at: datetime = Field(sa_type=Instant)


class Conversation(SQLModel, table=True):
    """One shopper's talk with the assistant; its id is all that Rasa knows of the shopper."""

    conversation_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    started_at: datetime = Field(sa_type=Instant)
    last_message_at: datetime = Field(sa_type=Instant)


class Sender(StrEnum):
    """Who wrote a chat message."""

    SHOPPER = "shopper"
    ASSISTANT = "assistant"
    PERSON = "person"  # somebody of the shop


class ChatMessage(SQLModel, table=True):
    """One message of a conversation; `extras` holds what came with it, and how a shopper's sounds."""

    __tablename__ = "chat_message"
    __table_args__ = (Index("ix_chat_message_conversation_id_position", "conversation_id", "position"),)

    message_id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.conversation_id")
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    position: int
    sender: Sender = Field(sa_type=Code(Sender))
    text: str
    extras: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sent_at: datetime = Field(sa_type=Instant)


class SignalKind(StrEnum):
    """What the assistant can learn from a sentence."""

    PREFERENCE = "preference"
    BUDGET = "budget"
    LIKE = "like"
    DISLIKE = "dislike"
    REASON = "reason"


class ChatSignal(SQLModel, table=True):
    """Something learned in a conversation; the shopper can take it back."""

    __tablename__ = "chat_signal"

    signal_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    conversation_id: str = Field(foreign_key="conversation.conversation_id")
    kind: SignalKind = Field(sa_type=Code(SignalKind))
    attribute: str | None = None
    value: str | None = None
    wanted: bool = True
    product_id: str | None = None
    text: str = ""
    stated_at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)


class ContentGap(SQLModel, table=True):
    """A question about a product that none of its texts answers; `category` is the product's then."""

    __tablename__ = "content_gap"

    gap_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    product_id: str
    category: str = ""
    question: str
    asked_at: datetime = Field(sa_type=Instant, index=True)


class Handover(SQLModel, table=True):
    """A conversation that a person should go on with."""

    handover_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    conversation_id: str = Field(foreign_key="conversation.conversation_id", index=True)
    summary: str
    requested_at: datetime = Field(sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    """When a person first answered; None also of those that were answered before this was kept."""
    attended: bool = False
    """Whether a person is in the conversation, so that the assistant is silent."""
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
