"""The link that ends the emails: it works on after a merge, a move to another address, or an erasure."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session

from core.consent import ConsentPurpose, decide
from core.database import insert_new, table_of
from core.keys import Keys, Purpose, address_hash, read, sign
from core.people import same_person
from core.settings import Settings
from core.tables import AddressClaim, ClaimState, Shopper, SuppressedAddress, Suppression
from recovery.tables import ConfirmationEmail, RecoveryEmail


def link(settings: Settings, keys: Keys, *, email_id: str, address: str) -> str:
    """The address of the page with the one button, and of the one-click POST (RFC 8058).

    The token names the email, to find the shopper by, and the keyed hash of the address it went to, which is
    all that is needed when their rows are gone. It holds nothing of the shopper in the clear.
    """
    token = sign(keys, Purpose.UNSUBSCRIBE, f"{email_id}:{address_hash(keys, address)}")
    return f"{settings.public_url.rstrip('/')}/v1/unsubscribe?token={token}"


def check(keys: Keys, token: str) -> None:
    """NotSignedIn where the token was not made here; changes nothing, for the page that asks first."""
    read(keys, Purpose.UNSUBSCRIBE, token)


def unsubscribe(session: Session, keys: Keys, token: str, *, now: datetime) -> None:
    """Never write to the address of this link again; doing it twice changes nothing.

    While the shopper is known, their consent says so too, for their own page to show.
    NotSignedIn for a bad token.
    """
    email_id, _, hashed = read(keys, Purpose.UNSUBSCRIBE, token).partition(":")
    row = {"address_hash": hashed, "suppressed_at": now, "reason": Suppression.UNSUBSCRIBED, "note": ""}
    fresh = insert_new(session, SuppressedAddress, [row]) or _bounced_before(session, hashed)
    shopper = _shopper(session, email_id)
    if shopper is None or not fresh:
        return
    for shopper_id in same_person(session, shopper.shopper_id):
        decide(session, shopper_id, {ConsentPurpose.RECOVERY_EMAIL: False}, source="unsubscribe", now=now)


def _bounced_before(session: Session, hashed: str) -> int:
    """Their no outlives the mailbox's coming back; 1 where emails only came back before."""
    table = table_of(SuppressedAddress)
    bounced = (table.c.address_hash == hashed) & (table.c.reason == Suppression.BOUNCED)
    result = session.execute(update(table).where(bounced).values(reason=Suppression.UNSUBSCRIBED, note=""))
    return int(getattr(result, "rowcount", 0))


def _shopper(session: Session, email_id: str) -> Shopper | None:
    """Whose address an email went to; None for a question that nobody has said yes to."""
    email = session.get(RecoveryEmail, email_id)
    if email is not None:
        return session.get(Shopper, email.shopper_id)
    question = session.get(ConfirmationEmail, email_id)
    claim = session.get(AddressClaim, question.claim_id) if question else None
    if claim is None or claim.state is not ClaimState.CONFIRMED:
        return None
    return session.get(Shopper, claim.shopper_id)
