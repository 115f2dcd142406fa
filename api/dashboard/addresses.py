"""Addresses as the pages show them: whose word they rest on, and how many there are of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from core.addresses import claimed
from core.keys import Keys, address_hash
from core.tables import AddressClaim, AddressProof, ClaimState, Shopper, SuppressedAddress, Suppression

PROOFS: Mapping[AddressProof, str] = {
    AddressProof.SHOP: "from the shop",
    AddressProof.OWNER: "confirmed by its owner",
}
SUPPRESSIONS: Mapping[Suppression, str] = {
    Suppression.UNSUBSCRIBED: "unsubscribed",
    Suppression.BOUNCED: "without a mailbox, by their mail servers",
}
UNCONFIRMED = "typed, not confirmed"


@dataclass(frozen=True, slots=True)
class Address:
    """A shopper's address, empty where none is known, and whose word it rests on."""

    address: str = ""
    words: str = "no address known"
    proven: bool = False


@dataclass(frozen=True, slots=True)
class AddressCount:
    """How many addresses rest on the same word."""

    words: str
    count: int


def address_of(session: Session, shopper_id: str) -> Address:
    """The proven address of a shopper, else the one that was typed for them."""
    shopper = session.get(Shopper, shopper_id)
    if shopper is not None and shopper.email is not None and shopper.email_proof is not None:
        return Address(shopper.email, PROOFS[shopper.email_proof], proven=True)
    typed = claimed(session, shopper_id)
    return Address(typed, UNCONFIRMED) if typed else Address()


def suppression_of(session: Session, keys: Keys, address: str) -> SuppressedAddress | None:
    """Why nobody writes to an address any more; None where it may be written to."""
    return session.get(SuppressedAddress, address_hash(keys, address)) if address else None


def suppressed(session: Session) -> list[AddressCount]:
    """How many addresses are not written to any more, by why, for those there are any of."""
    rows = session.exec(
        select(SuppressedAddress.reason, func.count()).group_by(col(SuppressedAddress.reason))
    )
    by_reason = dict(rows.all())
    return [
        AddressCount(words, count)
        for reason, words in SUPPRESSIONS.items()
        if (count := by_reason.get(reason, 0))
    ]


def counts(session: Session) -> list[AddressCount]:
    """How many addresses there are of each kind, for those there are any of."""
    proofs = session.exec(
        select(Shopper.email_proof, func.count())
        .where(col(Shopper.email_proof).is_not(None))
        .group_by(col(Shopper.email_proof))
    )
    by_proof = {proof: count for proof, count in proofs if proof is not None}
    typed = select(func.count()).where(AddressClaim.state == ClaimState.UNCONFIRMED)
    told = [AddressCount(words, by_proof.get(proof, 0)) for proof, words in PROOFS.items()]
    return [
        address_count
        for address_count in (*told, AddressCount(UNCONFIRMED, session.exec(typed).one()))
        if address_count.count
    ]
