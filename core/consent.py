"""Consent per purpose: what a shopper decided last, and what holds while they have decided nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from core.database import BATCH, batched, insert_new, new_id, table_of
from core.keys import Keys, address_hash
from core.shoppers import unknown_visitor
from core.tables import ConsentDecision, Shopper, SuppressedAddress, Visitor


class ConsentPurpose(StrEnum):
    """What a shopper may allow or forbid."""

    PERSONALISATION = "personalisation"
    """The shopper's history shapes what is recommended to them, and training."""
    RECOVERY_EMAIL = "recovery_email"
    """An email about a cart that the shopper left."""


DEFAULTS: Mapping[ConsentPurpose, bool] = {
    ConsentPurpose.PERSONALISATION: True,
    ConsentPurpose.RECOVERY_EMAIL: False,  # ePrivacy directive, article 13: an email needs a yes first
}


def holds(newest: bool | None, purpose: ConsentPurpose) -> bool:
    """What holds for a shopper whose newest decision on `purpose` is this one, None where there is none."""
    return DEFAULTS[purpose] if newest is None else newest


@dataclass(frozen=True, slots=True)
class Decided:
    """The newest decisions on one purpose, by shopper."""

    purpose: ConsentPurpose
    newest: Mapping[str, bool]

    def allows(self, shopper_id: str) -> bool:
        """Whether a shopper allows it, who may have decided nothing."""
        return holds(self.newest.get(shopper_id), self.purpose)


def decide(
    session: Session, shopper_id: str, decisions: Mapping[ConsentPurpose, bool], *, source: str, now: datetime
) -> None:
    """Record the shopper's decisions; the older ones stay as the proof of what held when."""
    made = {"shopper_id": shopper_id, "source": source, "decided_at": now}
    rows = [
        {"decision_id": new_id(), "purpose": purpose, "granted": granted, **made}
        for purpose, granted in decisions.items()
    ]
    insert_new(session, ConsentDecision, rows)


# Of a yes and a no of one moment the no is the newer.
_OLDEST_FIRST = (col(ConsentDecision.decided_at), col(ConsentDecision.granted).desc())
_NEWEST_LAST = (
    select(ConsentDecision.purpose, ConsentDecision.granted)
    .where(col(ConsentDecision.shopper_id) == bindparam("shopper"))
    .order_by(*_OLDEST_FIRST)
)


def consents(session: Session, shopper_id: str) -> dict[ConsentPurpose, bool]:
    """What holds for the shopper now, for every purpose."""
    rows = session.connection().execute(_NEWEST_LAST, {"shopper": shopper_id})
    newest = {row.purpose: row.granted for row in rows}
    return {purpose: holds(newest.get(purpose), purpose) for purpose in ConsentPurpose}


def decided(session: Session, purpose: ConsentPurpose, shopper_ids: Collection[str] | None = None) -> Decided:
    """What these shoppers, or all, have decided last on a purpose."""
    decision = ConsentDecision
    query = select(decision.shopper_id, decision.granted).where(decision.purpose == purpose)
    query = query.order_by(*_OLDEST_FIRST)
    if shopper_ids is None:
        return Decided(purpose, dict(session.exec(query).all()))
    newest: dict[str, bool] = {}
    for batch in batched(set(shopper_ids), BATCH):
        newest.update(dict(session.exec(query.where(col(decision.shopper_id).in_(batch))).all()))
    return Decided(purpose, newest)


_NEWEST = (
    select(ConsentDecision.granted)
    .where(
        col(ConsentDecision.shopper_id) == col(Visitor.shopper_id),
        ConsentDecision.purpose == ConsentPurpose.PERSONALISATION,
    )
    .order_by(col(ConsentDecision.decided_at).desc(), col(ConsentDecision.granted))
    .limit(1)
    .scalar_subquery()
)
_VISITOR = select(Visitor.shopper_id, _NEWEST).where(col(Visitor.visitor_id) == bindparam("visitor"))


def visitor_and_consent(session: Session, visitor_id: str) -> tuple[str, bool]:
    """Whose a browser is, and whether they allow personalisation: in one statement, for the busiest route."""
    visitor = session.connection().execute(_VISITOR, {"visitor": visitor_id}).first()
    if visitor is None:
        raise unknown_visitor()
    shopper_id, granted = visitor
    return shopper_id, holds(granted, ConsentPurpose.PERSONALISATION)


def unwilling(session: Session, shopper_ids: Collection[str]) -> set[str]:
    """Who of these does not allow personalisation."""
    personalisation = decided(session, ConsentPurpose.PERSONALISATION, shopper_ids)
    return {shopper_id for shopper_id in shopper_ids if not personalisation.allows(shopper_id)}


def allows(session: Session, shopper_id: str, purpose: ConsentPurpose) -> bool:
    """Whether the shopper allows `purpose` now."""
    return consents(session, shopper_id)[purpose]


def suppress(session: Session, keys: Keys, email: str, *, now: datetime) -> None:
    """Never write to this address again, whoever holds it."""
    hashed = address_hash(keys, email)
    if session.get(SuppressedAddress, hashed) is None:
        session.add(SuppressedAddress(address_hash=hashed, suppressed_at=now))
        session.flush()


def unsuppress(session: Session, keys: Keys, email: str) -> None:
    """The shopper asked for email again."""
    table = table_of(SuppressedAddress)
    session.execute(delete(table).where(table.c.address_hash == address_hash(keys, email)))


def may_email(session: Session, keys: Keys, shopper: Shopper) -> bool:
    """Whether a recovery email may go out: a proven address, a yes, and no unsubscription of that address."""
    return shopper.shopper_id in mailable(session, keys, [shopper])


def mailable(session: Session, keys: Keys, shoppers: Sequence[Shopper]) -> set[str]:
    """Who of these may be written to, as `may_email` says: their ids."""
    hashes = {
        shopper.shopper_id: address_hash(keys, shopper.email)
        for shopper in shoppers
        if shopper.email is not None
    }
    recovery = decided(session, ConsentPurpose.RECOVERY_EMAIL, hashes.keys())
    willing = {shopper_id for shopper_id in hashes if recovery.allows(shopper_id)}
    suppressed: set[str] = set()
    for batch in batched({hashes[shopper_id] for shopper_id in willing}, BATCH):
        query = select(SuppressedAddress.address_hash).where(col(SuppressedAddress.address_hash).in_(batch))
        suppressed.update(session.exec(query))
    return {shopper_id for shopper_id in willing if hashes[shopper_id] not in suppressed}
