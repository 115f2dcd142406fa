"""What the pages read: the week's numbers, emails and their parts, conversations."""

import email
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email import policy
from email.message import EmailMessage

from sqlmodel import Session, col, func, select

from api.dashboard.addresses import Address, address_of
from core.errors import NotFound
from core.tables import Shopper
from core.visits import Visit
from feedback import reports
from feedback.conversations import handovers
from feedback.reports import Abandonment, Period, Quote, Reasons
from feedback.tables import Handover
from recovery.tables import AbandonedCart, EmailState, RecoveryEmail
from serving import intent
from serving.snapshot import Snapshot

DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days and what was counted in them; `last_cart_at` tells where older carts lie."""

    period: Period
    abandonment: Abandonment
    reasons: Reasons
    quotes: list[Quote]
    last_cart_at: datetime | None


def week(session: Session, *, until: date | None, idle: timedelta, now: datetime) -> Week:
    """The seven days up to now, or up to the end of a day (UTC) that lies before."""
    end = now if until is None else min(datetime.combine(until, time(), UTC) + timedelta(days=1), now)
    period = Period.days(DAYS, until=end)
    return Week(
        period=period,
        abandonment=reports.abandonment(session, period, finished_before=now - idle),
        reasons=reports.reasons(session, period),
        quotes=reports.quotes(session, period),
        last_cart_at=reports.last_cart(session),
    )


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
    """Some emails, the newest first, and how many there are in each state."""

    lines: list[EmailLine]
    by_state: Counter[EmailState]


def emails(session: Session, *, limit: int, offset: int = 0) -> EmailPage:
    """A page of the recovery emails, without their messages."""
    at = func.coalesce(RecoveryEmail.sent_at, RecoveryEmail.claimed_at, RecoveryEmail.composed_at)
    rows = session.execute(
        select(RecoveryEmail.email_id, RecoveryEmail.subject, Shopper.email, RecoveryEmail.state)
        .add_columns(col(RecoveryEmail.reason), at)
        .join(Shopper, col(Shopper.shopper_id) == col(RecoveryEmail.shopper_id))
        .order_by(col(RecoveryEmail.composed_at).desc(), col(RecoveryEmail.email_id))
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
    found = session.get(RecoveryEmail, email_id)
    if found is None:
        raise NotFound("There is no such email any more.", field="email_id")
    message = email.message_from_string(found.message, policy=policy.default)
    return EmailParts(
        email=found,
        sender=str(message.get("From", "")),
        recipient=str(message.get("To", "")),
        html=_part(message, "html"),
        text=_part(message, "plain"),
    )


def visit_before(session: Session, snapshot: Snapshot, email: RecoveryEmail) -> Visit | None:
    """The visit in which she left the cart that an email is about; None where nothing can be said of it."""
    cart = session.get(AbandonedCart, email.cart_id)
    if cart is None:
        return None
    return intent.as_left(session, snapshot, cart.shopper_id, at=cart.last_activity_at)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits for a person, and where to write to her."""

    handover: Handover
    address: Address


def waiting(session: Session) -> Sequence[Waiting]:
    """Every conversation that waits, the longest waiting first."""
    return [Waiting(each, address_of(session, each.shopper_id)) for each in handovers.waiting(session)]
