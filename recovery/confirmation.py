"""The one email to an address that somebody typed: is it yours? Nothing else goes there before a yes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from core import addresses, residue
from core.automated import by_shoppers
from core.consent import ConsentPurpose, allows
from core.database import insert_new, new_id, table_of, transaction
from core.errors import NotSignedIn
from core.external_ids import is_placeholder_address
from core.keys import Keys, Purpose, address_hash, read, sign
from core.mail_addresses import as_mailed
from core.settings import Settings
from core.tables import AddressClaim, AddressProof, ClaimState, ConsentDecision, Shopper, SuppressedAddress
from recovery import unsubscription
from recovery.delivery import Dispatch, Mailer
from recovery.messages import Envelope, enclose
from recovery.tables import ConfirmationEmail, EmailState

SUBJECT = "Is this your email address?"
HOUR = timedelta(hours=1)
AT_ONCE = 200
"""So many claims are decided in one transaction, for which others wait."""
WITHDRAWN = "The address is not asked for any more."
SUPPRESSED = "Nobody may write to the address any more."


def compose_due(engine: Engine, settings: Settings, keys: Keys, *, now: datetime) -> Mapping[str, int]:
    """Decide for each new claim of a shopper who allows emails whether to ask; returns how many got what.

    Every claim is marked alike, so that who typed it does not learn whether the address is known here.
    """
    counts: Counter[str] = Counter()
    with transaction(engine, writes=False) as session:  # looking through all that wait takes a while
        room = min(_room(session, settings, now), AT_ONCE)
        due = [claim.claim_id for claim in session.exec(_due().limit(room))]
    if not due:
        return counts
    with transaction(engine) as session:
        for claim in session.exec(_due().where(col(AddressClaim.claim_id).in_(due))).all():
            claim.considered_at = now
            session.add(claim)
            if settings.address_confirmation == "shop":
                addresses.confirm(session, claim.claim_id, now=now, proof=AddressProof.SHOP)
                counts["taken"] += 1
            else:
                counts["composed" if _ask(session, keys, claim, now) else "not_asked"] += 1
    return counts


def forget_old(engine: Engine, settings: Settings, mailer: Mailer, *, now: datetime) -> int:
    """Drop what has run out, and the questions that never went; returns how many claims went."""
    before = now - timedelta(days=settings.confirmation_days)
    asked = table_of(ConfirmationEmail)
    over = (asked.c.composed_at < before) | (asked.c.state == EmailState.CANCELLED)
    with transaction(engine) as session:
        email_ids = session.execute(delete(asked).where(over).returning(asked.c.email_id)).scalars().all()
        mailer.forget(email_ids)  # before the commit: files that stay are found again
        gone = addresses.forget(session, before=before, now=now)
        if gone:
            residue.owe(session)
    return gone


def link(settings: Settings, keys: Keys, claim_id: str, *, since: datetime) -> str:
    """The address of the page with the one button, good for `confirmation_days`."""
    expires = since + timedelta(days=settings.confirmation_days)
    token = sign(keys, Purpose.CONFIRM, f"{claim_id}:{int(expires.timestamp())}")
    return f"{settings.public_url.rstrip('/')}/v1/confirm?token={token}"


def claim_of(keys: Keys, token: str, *, now: datetime) -> str | None:
    """The claim that a link is about; None once it has run out, NotSignedIn where it was not made here."""
    claim_id, _, expires = read(keys, Purpose.CONFIRM, token).partition(":")
    if not expires.isdigit():
        raise NotSignedIn("This link is not valid.")
    return claim_id if now.timestamp() < int(expires) else None


@dataclass(frozen=True, slots=True)
class Asking(Dispatch):
    """Sends the questions as other emails are sent; each is written when it goes, since it is not kept."""

    table = ConfirmationEmail

    def reason_against(self, session: Session, email: ConfirmationEmail) -> str | None:
        """Why it must not go after all."""
        claim = session.get(AddressClaim, email.claim_id)
        if claim is None or claim.state is not ClaimState.UNCONFIRMED:
            return WITHDRAWN
        if not allows(session, claim.shopper_id, ConsentPurpose.RECOVERY_EMAIL):
            return WITHDRAWN
        return SUPPRESSED if session.get(SuppressedAddress, email.address_hash) else None

    def message(self, session: Session, email: ConfirmationEmail) -> str:
        """Who asks, what was asked for, and the two links; nothing of anybody's."""
        claim = session.get_one(AddressClaim, email.claim_id)
        settings, keys = self.settings, self.keys
        envelope = Envelope(
            email_id=email.email_id,
            address=claim.address,
            subject=SUBJECT,
            unsubscribe=unsubscription.link(settings, keys, email_id=email.email_id, address=claim.address),
            at=email.composed_at,
        )
        content = {
            "confirm_url": link(settings, keys, claim.claim_id, since=email.composed_at),
            "days": settings.confirmation_days,
        }
        return enclose(envelope, "confirmation", content, settings).as_string()

    def address(self, session: Session, email: ConfirmationEmail) -> str:
        """Where it asked; empty once the claim is gone."""
        claim = session.get(AddressClaim, email.claim_id)
        return claim.address if claim else ""

    def is_erased(self, session: Session, email_id: str) -> bool:
        """Whether who typed the address was erased while it was on its way."""
        email = session.get(ConfirmationEmail, email_id)
        return email is None or session.get(AddressClaim, email.claim_id) is None


def _due() -> SelectOfScalar[AddressClaim]:
    """New claims of shoppers who allow recovery emails and have no address from the shop, oldest first."""
    newest = (
        select(ConsentDecision.granted)
        .where(
            ConsentDecision.shopper_id == AddressClaim.shopper_id,
            ConsentDecision.purpose == ConsentPurpose.RECOVERY_EMAIL,
        )
        .order_by(col(ConsentDecision.decided_at).desc())
        .limit(1)
        .correlate(table_of(AddressClaim))
        .scalar_subquery()
    )
    return (
        select(AddressClaim)
        .join(Shopper, col(Shopper.shopper_id) == col(AddressClaim.shopper_id))
        .where(
            AddressClaim.state == ClaimState.UNCONFIRMED,
            col(AddressClaim.considered_at).is_(None),
            col(Shopper.email_proof).is_distinct_from(AddressProof.SHOP),
            newest.is_(True),
            by_shoppers(col(AddressClaim.shopper_id)),
        )
        .order_by(col(AddressClaim.claimed_at), col(AddressClaim.claim_id))
    )


def _room(session: Session, settings: Settings, now: datetime) -> int:
    """How many more may be asked in this hour; those that a clock which ran ahead has dated count too."""
    query = select(func.count()).where(col(ConfirmationEmail.composed_at) > now - HOUR)
    return max(settings.confirmations_per_hour - session.exec(query).one(), 0)


def _ask(session: Session, keys: Keys, claim: AddressClaim, now: datetime) -> bool:
    hashed = address_hash(keys, claim.address)
    if is_placeholder_address(claim.address) or not as_mailed(claim.address):
        return False
    if session.get(SuppressedAddress, hashed) is not None:
        return False
    row = {
        "email_id": new_id(),
        "address_hash": hashed,
        "claim_id": claim.claim_id,
        "state": EmailState.COMPOSED,
        "composed_at": now,
        "note": "",
    }
    # The constraint on the address has the last word: one question, whoever types it and however often.
    return insert_new(session, ConfirmationEmail, [row]) == 1
