"""Composed emails on their way: claimed by one sender, checked once more, sent; none lost, none twice."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from core.clock import Clock
from core.consent import suppress
from core.database import table_of, transaction
from core.errors import Unavailable
from core.keys import Keys
from core.mail_addresses import as_mailed
from core.settings import Settings
from core.tables import Shopper, Suppression
from recovery.delivery.faults import Bounced, Broken, Deferred, Rejected, Uncertain
from recovery.delivery.mailer import Mailer
from recovery.eligibility import Verdict, verdict_on
from recovery.messages import sealed
from recovery.tables import AbandonedCart, ConfirmationEmail, EmailState, RecoveryEmail

log = logging.getLogger(__name__)

STALE = timedelta(minutes=15)
"""A claim older than this is a dead process's: no mail server is given as long."""

WAITED = timedelta(minutes=1)
"""A draft older than this, or tried before, is composed anew: prices and stock may have changed."""

MOST_BROKEN = 5
"""So many connections broken one after the other end a run: the next one comes in minutes."""

WHY_CANCELLED: Mapping[Verdict, str] = {
    Verdict.NO_CONSENT: "They do not allow it any more.",
    Verdict.PURCHASED: "They have bought in the meantime.",
    Verdict.CHANGED: "They went on with their cart.",
    Verdict.NO_ADDRESS: "Not every mail server takes their address.",
}
MOVED = "They have another address by now."
TOO_OLD = "The cart was left too long ago."
DIED = "The process ended while the mail server had it; it may have arrived, so it is not sent again."
RECALLED = "Its sender died before it was done."


Table = type[RecoveryEmail] | type[ConfirmationEmail]

Anew = Callable[[Session, RecoveryEmail, datetime], Mapping[str, object] | str]
"""(session, draft, now) -> its columns as it would be composed now, or why it must not go any more.

Deferred where it is to wait."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What sending recovery emails needs beside the database; another kind of email says what differs."""

    table: ClassVar[Table] = RecoveryEmail

    settings: Settings
    keys: Keys
    mailer: Mailer
    clock: Clock
    anew: Anew | None = None
    """How a draft that waited is composed once more; None sends it as it is."""
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the process is to end."""

    def reason_against(self, session: Session, email: Any) -> str | None:
        """Why it must not go after all."""
        cart = session.get_one(AbandonedCart, email.cart_id)
        verdict = verdict_on(session, cart, keys=self.keys)
        if verdict is not None:
            return WHY_CANCELLED[verdict]
        shopper = session.get_one(Shopper, email.shopper_id)
        if str(sealed(email.message)["To"]) != as_mailed(shopper.email or ""):
            return MOVED
        oldest = self.clock.now() - timedelta(days=self.settings.recovery_within_days)
        return TOO_OLD if cart.last_activity_at < oldest else None

    def message(self, session: Session, email: Any) -> str:  # noqa: ARG002  another kind reads more
        """The whole message, RFC 5322."""
        return str(email.message)

    def address(self, session: Session, email: Any) -> str:
        """Whom it went to, as we know them; empty once they were erased."""
        shopper = session.get(Shopper, email.shopper_id)
        return shopper.email or "" if shopper else ""

    def is_erased(self, session: Session, email_id: str) -> bool:
        """Whether its shopper was erased while it was on its way."""
        return session.get(RecoveryEmail, email_id) is None


def send_due(engine: Engine, dispatch: Dispatch) -> Mapping[EmailState, int]:
    """Send every composed email; returns how many ended in which state, `composed` for those left for later.

    One that fails stays behind and the others go on, over a new connection where one broke; only where the
    mail server is away, or breaks one after the other, do all wait. Asked to end, it ends between two emails.
    """
    counts: Counter[EmailState] = Counter()
    counts.update(_recall(engine, dispatch))
    left = _composed(engine, dispatch)
    try:
        while left:
            again = _round(engine, dispatch, left, counts)
            if len(again) == len(left):  # none got through
                break
            left = again
    finally:
        dispatch.mailer.close()
    counts[EmailState.COMPOSED] += len(left)
    return +counts


def _round(
    engine: Engine, dispatch: Dispatch, email_ids: Sequence[str], counts: Counter[EmailState]
) -> Sequence[str]:
    """Send these and count them; returns those whose connection broke, to be tried again."""
    again: list[str] = []
    broken = 0  # connections, one after the other
    for email_id in email_ids:
        if dispatch.stopping.is_set():
            return []
        try:
            states = _send(engine, dispatch, email_id)
        except Deferred:
            states, broken = [EmailState.COMPOSED], 0
        except Broken as error:
            log.warning("One email waits: %s", error.detail)
            again.append(email_id)
            states, broken = [], broken + 1
        except Unavailable as error:
            log.warning("The emails wait: %s", error.detail)
            counts[EmailState.COMPOSED] += 1 + len(again)
            return []
        else:
            broken = broken + 1 if EmailState.UNCONFIRMED in states else 0
        counts.update(states)
        if broken >= MOST_BROKEN:
            log.warning("The emails wait: %d connections broke one after the other.", broken)
            counts[EmailState.COMPOSED] += len(again)
            return []
    return again


def _recall(engine: Engine, dispatch: Dispatch) -> list[EmailState]:
    """Take back the claims of dead senders: to be sent again where that cannot make two, else never."""
    again = dispatch.mailer.idempotent
    state, note = (EmailState.COMPOSED, RECALLED) if again else (EmailState.UNCONFIRMED, DIED)
    stale = col(dispatch.table.claimed_at) < dispatch.clock.now() - STALE
    with transaction(engine) as session:
        changed = _move(session, dispatch, EmailState.SENDING, stale, state=state, note=note)
    return [] if again else [EmailState.UNCONFIRMED] * changed


def _composed(engine: Engine, dispatch: Dispatch) -> Sequence[str]:
    table = dispatch.table
    query = select(table.email_id).where(table.state == EmailState.COMPOSED)
    with transaction(engine, writes=False) as session:
        return session.exec(query.order_by(col(table.composed_at))).all()


def _send(engine: Engine, dispatch: Dispatch, email_id: str) -> list[EmailState]:
    """Claim it, send it, say so; returns its new state, or nothing where another sender has it."""
    if _renewed(engine, dispatch, email_id) is EmailState.CANCELLED:
        return [EmailState.CANCELLED]
    claimed = _claim(engine, dispatch, email_id)
    if isinstance(claimed, EmailState):
        return [claimed]
    if claimed is None:
        return []
    try:
        dispatch.mailer.send(sealed(claimed), email_id=email_id)
    except Unavailable as error:
        _finish(engine, dispatch, email_id, state=EmailState.COMPOSED, note=error.detail)
        raise
    except Rejected as error:
        if isinstance(error, Bounced):
            _suppress(engine, dispatch, email_id, note=error.detail)
        return [_finish(engine, dispatch, email_id, state=EmailState.FAILED, note=error.detail)]
    except Uncertain as error:
        return [_finish(engine, dispatch, email_id, state=EmailState.UNCONFIRMED, note=error.detail)]
    return _sent(engine, dispatch, email_id)


def _renewed(engine: Engine, dispatch: Dispatch, email_id: str) -> EmailState | None:
    """Compose a draft anew that has waited; CANCELLED where it must not go after all, else None.

    Outside of the claim: recommending takes long, and SQLite lets one write at a time.
    """
    if dispatch.anew is None:
        return None
    now = dispatch.clock.now()
    with transaction(engine, writes=False) as session:
        email = session.get(RecoveryEmail, email_id)
        if email is None or (email.claimed_at is None and email.composed_at >= now - WAITED):
            return None
        if dispatch.reason_against(session, email) is not None:
            return None  # the claim says so
        renewed = dispatch.anew(session, email, now)
    this = col(RecoveryEmail.email_id) == email_id
    state = EmailState.CANCELLED if isinstance(renewed, str) else EmailState.COMPOSED
    values = {"note": renewed} if isinstance(renewed, str) else renewed
    with transaction(engine) as session:
        changed = _move(session, dispatch, EmailState.COMPOSED, this, **{**values, "state": state})
    return state if changed else None


def _claim(engine: Engine, dispatch: Dispatch, email_id: str) -> str | EmailState | None:
    """The message, now this sender's alone; CANCELLED where it must not go; None where another was first."""
    now = dispatch.clock.now()
    with transaction(engine) as session:
        this = col(dispatch.table.email_id) == email_id
        if not _move(session, dispatch, EmailState.COMPOSED, this, state=EmailState.SENDING, claimed_at=now):
            return None
        email = session.get_one(dispatch.table, email_id)
        reason = dispatch.reason_against(session, email)
        if reason is None:
            return dispatch.message(session, email)
        _move(session, dispatch, EmailState.SENDING, this, state=EmailState.CANCELLED, note=reason)
    return EmailState.CANCELLED


def _sent(engine: Engine, dispatch: Dispatch, email_id: str) -> list[EmailState]:
    with transaction(engine) as session:
        this = col(dispatch.table.email_id) == email_id
        done = {"state": EmailState.SENT, "sent_at": dispatch.clock.now(), "note": ""}
        # Declared dead too early, a slow sender still knows best.
        was = (EmailState.SENDING, EmailState.UNCONFIRMED)
        sent = next((1 for state in was if _move(session, dispatch, state, this, **done)), 0)
        erased = dispatch.is_erased(session, email_id)
    if erased:
        dispatch.mailer.forget([email_id])
    return [EmailState.SENT] * sent


def _suppress(engine: Engine, dispatch: Dispatch, email_id: str, *, note: str) -> None:
    with transaction(engine) as session:
        email = session.get(dispatch.table, email_id)
        address = dispatch.address(session, email) if email is not None else ""
        if address:
            now = dispatch.clock.now()
            suppress(session, dispatch.keys, address, now=now, reason=Suppression.BOUNCED, note=note)


def _finish(engine: Engine, dispatch: Dispatch, email_id: str, *, state: EmailState, note: str) -> EmailState:
    with transaction(engine) as session:
        this = col(dispatch.table.email_id) == email_id
        _move(session, dispatch, EmailState.SENDING, this, state=state, note=note)
    return state


def _move(session: Session, dispatch: Dispatch, was: EmailState, which: Any, **values: object) -> int:
    """Change emails that are in a state and no others; returns how many."""
    table = table_of(dispatch.table)
    result = session.execute(update(table).where(table.c.state == was, which).values(**values))
    return int(getattr(result, "rowcount", 0))
