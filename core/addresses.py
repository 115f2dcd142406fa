"""Addresses: proven by the shop or by their owner, or only claimed by whoever typed them.

`Shopper.email` is proven, always. A claim is its shopper's own and joins nobody: what a claimant can see of
it is the same whether the address is known here, suppressed, or nobody's.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, delete, func
from sqlalchemy import select as select_from
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from core.consent import withdraw
from core.database import new_id, table_of
from core.shoppers import hold, set_email
from core.tables import AddressClaim, AddressProof, ClaimState, Shopper, Visitor


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
    # The same claim again keeps its id, which a link that is on its way names.
    kept = _replace_others(session, shopper, address, now=now) or AddressClaim(
        claim_id=new_id(), shopper_id=shopper.shopper_id, address=address, claimed_at=now
    )
    kept.claimed_at, kept.considered_at = now, None
    session.add(kept)
    session.flush()
    return AddressStanding.UNCONFIRMED


def prove(
    session: Session,
    shopper: Shopper,
    address: str,
    *,
    now: datetime,
    proof: AddressProof = AddressProof.SHOP,
) -> None:
    """The address is the shopper's from now on; what was allowed under another that was typed ends."""
    hold(session, shopper.shopper_id)
    _replace_others(session, shopper, address, now=now)
    set_email(session, shopper, address, proof=proof)


def confirmable(session: Session, claim_id: str) -> AddressClaim | None:
    """The claim that a link is about, confirmed or not yet; None where a tap would do nothing any more."""
    address_claim = session.get(AddressClaim, claim_id)
    if address_claim is None or address_claim.state is ClaimState.REPLACED:
        return None
    shopper = session.get_one(Shopper, address_claim.shopper_id)
    if address_claim.state is ClaimState.CONFIRMED:
        return address_claim if same_address(shopper.email or "", address_claim.address) else None
    return None if shopper.email_proof is AddressProof.SHOP else address_claim


def confirm(
    session: Session, claim_id: str, *, now: datetime, proof: AddressProof = AddressProof.OWNER
) -> bool:
    """The address is its shopper's from now on, once or twice said; False where the claim is of no use."""
    address_claim = confirmable(session, claim_id)
    if address_claim is None or address_claim.state is ClaimState.CONFIRMED:
        return address_claim is not None
    address_claim.state, address_claim.confirmed_at = ClaimState.CONFIRMED, now
    session.add(address_claim)
    shopper = session.get_one(Shopper, address_claim.shopper_id)
    prove(session, shopper, address_claim.address, now=now, proof=proof)
    return True


class ClaimantKind(StrEnum):
    """Whom an address was typed for."""

    DEVICE = "device"
    ACCOUNT = "account"
    LEFT = "left"
    """Who had a device that is another's by now."""


def claimant_kind(session: Session, address_claim: AddressClaim) -> ClaimantKind:
    """Whom a claim stands for now."""
    shopper = session.get_one(Shopper, address_claim.shopper_id)
    if shopper.external_id is not None:
        return ClaimantKind.ACCOUNT
    device = session.exec(select(Visitor).where(Visitor.shopper_id == shopper.shopper_id)).first()
    return ClaimantKind.LEFT if device is None else ClaimantKind.DEVICE


def addresses_of(session: Session, shopper: Shopper) -> set[str]:
    """Every address under which a shopper did something: theirs, and what was typed for them."""
    typed = select(AddressClaim.address).where(AddressClaim.shopper_id == shopper.shopper_id)
    return {*session.exec(typed), *filter(None, [shopper.email])}


def claimed(session: Session, shopper_id: str) -> str | None:
    """The address that was typed for a shopper and is not confirmed."""
    query = _pending().where(AddressClaim.shopper_id == shopper_id)
    newest = session.exec(query.order_by(col(AddressClaim.claimed_at).desc()).limit(1)).first()
    return newest.address if newest else None


def forget(session: Session, *, before: datetime, now: datetime) -> int:
    """Delete the claims that nobody confirmed in all the time since, and what was allowed under them.

    Returns how many.
    """
    claims, shoppers = table_of(AddressClaim), table_of(Shopper)
    last = func.coalesce(claims.c.replaced_at, claims.c.considered_at, claims.c.claimed_at)
    old = and_(claims.c.state != ClaimState.CONFIRMED, last < before)
    without_proof = select_from(claims.c.shopper_id).join_from(claims, shoppers)
    without_proof = without_proof.where(
        old, claims.c.state == ClaimState.UNCONFIRMED, shoppers.c.email.is_(None)
    )
    for shopper_id in session.execute(without_proof).scalars().all():
        withdraw(session, shopper_id, now=now)
    result = session.execute(delete(claims).where(old))
    return int(getattr(result, "rowcount", 0))


def _replace_others(
    session: Session, shopper: Shopper, address: str, *, now: datetime
) -> AddressClaim | None:
    """End the claims of other addresses than this one, and the consent with them; returns the one of it."""
    kept, others = None, []
    for pending in session.exec(_pending().where(AddressClaim.shopper_id == shopper.shopper_id)).all():
        if same_address(pending.address, address):
            kept = pending
        else:
            others.append(pending)
    for other in others:
        other.state, other.replaced_at = ClaimState.REPLACED, now
        session.add(other)
    if others:
        withdraw(session, shopper.shopper_id, now=now)
    return kept


def _pending() -> SelectOfScalar[AddressClaim]:
    return select(AddressClaim).where(AddressClaim.state == ClaimState.UNCONFIRMED)


def same_address(address: str, other: str) -> bool:
    """Whether two addresses are one, whatever their letters' case."""
    return address.lower() == other.lower()
