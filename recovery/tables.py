"""The tables of recovery: carts that were left, the emails about them, and the question to a new address."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.columns import Code, Instant


class CartState(StrEnum):
    """What became of a cart after it was found abandoned."""

    ABANDONED = "abandoned"
    PURCHASED = "purchased"
    CHANGED = "changed"  # the shopper came back and went on: it is a cart again, not an abandoned one


class AbandonedCart(SQLModel, table=True):
    """A cart found abandoned; its id is that of the last cart event, so that it is found once."""

    __tablename__ = "abandoned_cart"

    cart_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    session_id: str
    lines: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    """[{"product_id": …, "quantity": …, "price": "…" or None}] in the order of adding.

    `price` is that of one piece as it was put in (`CartLine.price`); rows of an older version have none."""
    started_at: datetime = Field(sa_type=Instant)
    """When its first line was put in: a reason given since then is about this cart."""
    last_activity_at: datetime = Field(sa_type=Instant, index=True)
    """The last cart or remove event; what the shopper looked at since then is not counted here."""
    detected_at: datetime = Field(sa_type=Instant)
    state: CartState = Field(default=CartState.ABANDONED, sa_type=Code(CartState))


class EmailState(StrEnum):
    """Where a recovery email is on its way."""

    COMPOSED = "composed"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"  # the process died while a mail server had it: never sent again


class RecoveryEmail(SQLModel, table=True):
    """One email about one cart; the constraint is what makes a second one impossible."""

    __tablename__ = "recovery_email"
    __table_args__ = (UniqueConstraint("cart_id", "step"),)

    email_id: str = Field(primary_key=True)
    cart_id: str = Field(foreign_key="abandoned_cart.cart_id")
    step: int
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    state: EmailState = Field(default=EmailState.COMPOSED, sa_type=Code(EmailState))
    reason: str = ""
    subject: str
    message: str
    """The whole message, RFC 5322, as it is or will be sent."""
    composed_at: datetime = Field(sa_type=Instant)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    note: str = ""
    """Why it was cancelled or failed."""


class ConfirmationEmail(SQLModel, table=True):
    """The one question to an address that was typed; the constraint is what makes a second one impossible.

    It names neither the address nor, but by the claim, who typed it: an export must not tell a claimant
    whether the question went out, nor hand over its link.
    """

    __tablename__ = "confirmation_email"

    email_id: str = Field(primary_key=True)
    address_hash: str = Field(unique=True)
    claim_id: str = Field(index=True)  # no foreign key: the claim may be erased, and the hash stays
    state: EmailState = Field(default=EmailState.COMPOSED, sa_type=Code(EmailState))
    composed_at: datetime = Field(sa_type=Instant, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    note: str = ""
