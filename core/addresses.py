"""Addresses: proven by the shop or by their owner, or only claimed by whoever typed them.

`Shopper.email` is proven, always. A claim is its shopper's own and joins nobody: what a claimant can see of
it is the same whether the address is known here, suppressed, or nobody's.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from core.consent import ConsentPurpose, consents, decide
from core.database import new_id, table_of
from core.shoppers import hold, set_email
from core.tables import AddressClaim, AddressProof, ClaimState, Shopper


class AddressStanding(StrEnum):
    """What became of an address that was sent for a shopper."""

    PROVEN = "proven"
    """It is the shopper's own; emails that they allow go there."""
    UNCONFIRMED = "unconfirmed"
    """Noted; nothing goes there but one question, until its owner says yes."""
    NOT_TAKEN = "not_taken"
    """The shopper has another address, which the shop or its signature changes, and stays."""


def claim(session: Session, shopper: Shopper, address: str, *, now: datetime) -> AddressStanding:
    """Note that somebody typed an address for this shopper; it takes the place of what they typed before."""
    address = address.strip()
    if shopper.email is not None and same_address(shopper.email, address):
        return AddressStanding.PROVEN
    of_the_shop = shopper.email_proof is AddressProof.SHOP or shopper.external_id is not None
    if shopper.email is not None and of_the_shop:
        return AddressStanding.NOT_TAKEN
    hold(session, shopper.shopper_id)
    pending = session.exec(_pending().where(AddressClaim.shopper_id == shopper.shopper_id)).all()
    kept = next((earlier for earlier in pending if same_address(earlier.address, address)), None)
    for other in pending:
        other.state = ClaimState.UNCONFIRMED if other is kept else ClaimState.REPLACED
        session.add(other)
    if pending and kept is None and consents(session, shopper.shopper_id)[ConsentPurpose.RECOVERY_EMAIL]:
        # It was given under the other address; dated before one that comes along with this address.
        no, before = {ConsentPurpose.RECOVERY_EMAIL: False}, now - timedelta(microseconds=1)
        decide(session, shopper.shopper_id, no, source="another_address", now=before)
    # The same claim again keeps its id, which a link that is on its way names.
    kept = kept or AddressClaim(
        claim_id=new_id(), shopper_id=shopper.shopper_id, address=address, claimed_at=now
    )
    kept.claimed_at, kept.considered_at = now, None
    session.add(kept)
    session.flush()
    return AddressStanding.UNCONFIRMED


def confirm(
    session: Session, claim_id: str, *, now: datetime, proof: AddressProof = AddressProof.OWNER
) -> bool:
    """The address is its shopper's from now on, once or twice said; False where the claim is of no use."""
    address_claim = session.get(AddressClaim, claim_id)
    if address_claim is None or address_claim.state is not ClaimState.UNCONFIRMED:
        return address_claim is not None and address_claim.state is ClaimState.CONFIRMED
    shopper = session.get_one(Shopper, address_claim.shopper_id)
    if shopper.email_proof is AddressProof.SHOP:
        return False
    address_claim.state, address_claim.confirmed_at = ClaimState.CONFIRMED, now
    session.add(address_claim)
    set_email(session, shopper, address_claim.address, proof=proof)
    return True


def claimed(session: Session, shopper_id: str) -> str | None:
    """The address that was typed for a shopper and is not confirmed."""
    query = _pending().where(AddressClaim.shopper_id == shopper_id)
    newest = session.exec(query.order_by(col(AddressClaim.claimed_at).desc()).limit(1)).first()
    return newest.address if newest else None


def forget(session: Session, *, before: datetime) -> int:
    """Delete the claims that nobody confirmed in all the time since; returns how many."""
    claims = table_of(AddressClaim)
    last = func.coalesce(claims.c.considered_at, claims.c.claimed_at)
    result = session.execute(delete(claims).where(claims.c.state != ClaimState.CONFIRMED, last < before))
    return int(getattr(result, "rowcount", 0))


def _pending() -> SelectOfScalar[AddressClaim]:
    return select(AddressClaim).where(AddressClaim.state == ClaimState.UNCONFIRMED)


def same_address(address: str, other: str) -> bool:
    """Whether two addresses are one, whatever their letters' case."""
    return address.lower() == other.lower()
