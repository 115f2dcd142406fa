"""What the pages of emails read: a page of them, and one with its parts."""

import email
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage

from sqlmodel import Session, col, func, select

from core.errors import NotFound
from core.shopper_sessions import ShopperSession
from core.tables import Shopper
from recovery.tables import AbandonedCart, EmailState, RecoveryEmail
from serving import intent
from serving.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class EmailLine:
    """A recovery email in a list; `at` is when it came into its state."""

    email_id: str
    subject: str
    recipient: str | None
    state: EmailState
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EmailPage:
    """Some emails, those that came into their state last first, and how many there are in each."""

    lines: list[EmailLine]
    by_state: Counter[EmailState]


def emails(session: Session, *, limit: int, offset: int = 0) -> EmailPage:
    """A page of the recovery emails, without their messages."""
    at = func.coalesce(RecoveryEmail.sent_at, RecoveryEmail.claimed_at, RecoveryEmail.composed_at)
    rows = session.execute(
        select(RecoveryEmail.email_id, RecoveryEmail.subject, Shopper.email, RecoveryEmail.state)
        .add_columns(col(RecoveryEmail.reason), at)
        .join(Shopper, col(Shopper.shopper_id) == col(RecoveryEmail.shopper_id))
        .order_by(at.desc(), col(RecoveryEmail.email_id))
        .limit(limit)
        .offset(offset)
    )
    counts = session.exec(select(RecoveryEmail.state, func.count()).group_by(col(RecoveryEmail.state)))
    return EmailPage(
        lines=[EmailLine(*row) for row in rows],
        by_state=Counter({EmailState(state): count for state, count in counts}),
    )


@dataclass(frozen=True, slots=True)
class EmailParts:
    """An email as its reader gets it."""

    email: RecoveryEmail
    sender: str
    recipient: str
    html: str
    text: str


def email_parts(session: Session, email_id: str) -> EmailParts:
    """An email by its id, taken apart; a part that it does not have is empty."""
    recovery_email = session.get(RecoveryEmail, email_id)
    if recovery_email is None:
        raise NotFound("There is no such email any more.", field="email_id")
    message = email.message_from_string(recovery_email.message, policy=policy.default)
    return EmailParts(
        email=recovery_email,
        sender=str(message.get("From", "")),
        recipient=str(message.get("To", "")),
        html=_part(message, "html"),
        text=_part(message, "plain"),
    )


def session_before(session: Session, snapshot: Snapshot, email: RecoveryEmail) -> ShopperSession | None:
    """The session in which the cart of an email was left; None where nothing can be said of it."""
    cart = session.get(AbandonedCart, email.cart_id)
    if cart is None:
        return None
    return intent.as_left(session, snapshot, cart.shopper_id, at=cart.last_activity_at)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body else ""
