"""Consent per purpose: what a person decided last, and what holds while they have decided nothing.

The shoppers of one person (`core.people`) decide each for themselves; a no of any of them is the person's no.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, case, cast, delete, exists, func
from sqlalchemy import select as select_from
from sqlmodel import Session, col, select

from core.database import BATCH, batched, insert_new, new_id, table_of
from core.keys import Keys, address_hash
from core.people import person_of, same_person
from core.shoppers import unknown_visitor
from core.tables import ConsentDecision, Shopper, SuppressedAddress, Suppression, Visitor


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


ANOTHER_ADDRESS = "another_address"
"""The source of what is no decision of theirs: a yes ended with the address under which it was given."""
OF_THE_SHOP = ("server", "import")
"""The sources that speak for the person, whatever was typed in a storefront."""


def withdraw(session: Session, shopper_id: str, *, now: datetime) -> None:
    """End a shopper's yes to emails, which was given under an address that is not theirs any more.

    From then on they have decided nothing; it is dated before what comes along with the next address.
    """
    purpose = ConsentPurpose.RECOVERY_EMAIL
    own = select(ConsentDecision).where(ConsentDecision.shopper_id == shopper_id)
    own = own.where(ConsentDecision.purpose == purpose).order_by(col(ConsentDecision.decided_at).desc())
    newest = session.exec(own.limit(1)).first()
    if newest is not None and newest.granted and newest.source not in OF_THE_SHOP:
        before = now - timedelta(microseconds=1)
        decide(session, shopper_id, {purpose: False}, source=ANOTHER_ADDRESS, now=before)


def decide_for_person(
    session: Session,
    keys: Keys,
    shopper: Shopper,
    decisions: Mapping[ConsentPurpose, bool],
    *,
    source: str,
    now: datetime,
) -> None:
    """Record what the shop's server says a person decided, on all devices; a yes lifts an unsubscription."""
    for shopper_id in same_person(session, shopper.shopper_id):
        decide(session, shopper_id, decisions, source=source, now=now)
    if decisions.get(ConsentPurpose.RECOVERY_EMAIL) and shopper.email:
        unsuppress(session, keys, shopper.email)


_DECISION = table_of(ConsentDecision)


def _newest() -> ColumnElement[bool]:
    """Whether a decision is its shopper's newest; of a yes and a no of one moment both are."""
    later = _DECISION.alias("later")
    return ~exists().where(
        later.c.shopper_id == _DECISION.c.shopper_id,
        later.c.purpose == _DECISION.c.purpose,
        later.c.decided_at > _DECISION.c.decided_at,
    ).correlate(_DECISION)


_OWN_WORD = _DECISION.c.source != ANOTHER_ADDRESS
_ALL_YES = func.min(case((_OWN_WORD, cast(_DECISION.c.granted, Integer)))) == 1
"""Of the newest decisions of a person: a no anywhere is a no. Null where there are none."""


def decision_of(shopper_id: ColumnElement[str]) -> Select[Any]:
    """The newest decision on each purpose of the person whose shopper this is, as `purpose` and `granted`."""
    query = select_from(_DECISION.c.purpose, _ALL_YES.label("granted"))
    query = query.where(_DECISION.c.shopper_id.in_(person_of(shopper_id)), _newest())
    return query.group_by(_DECISION.c.purpose)


_OF_SHOPPER = decision_of(bindparam("shopper", None, String))


def consents(session: Session, shopper_id: str) -> dict[ConsentPurpose, bool]:
    """What holds for the shopper now, for every purpose."""
    rows = session.connection().execute(_OF_SHOPPER, {"shopper": shopper_id})
    newest = {row.purpose: row.granted for row in rows}
    return {purpose: holds(newest.get(purpose), purpose) for purpose in ConsentPurpose}


def decided(session: Session, purpose: ConsentPurpose, shopper_ids: Collection[str] | None = None) -> Decided:
    """What these shoppers, or all, have decided last on a purpose, on whichever of their devices."""
    newest: dict[str, bool] = {}
    for whose, query in _deciding(purpose):
        batches = (None,) if shopper_ids is None else batched(set(shopper_ids), BATCH)
        for batch in batches:
            rows = session.connection().execute(query if batch is None else query.where(whose.in_(batch)))
            for shopper_id, granted in rows:
                newest[shopper_id] = newest.get(shopper_id, True) and granted
    return Decided(purpose, newest)


def _deciding(purpose: ConsentPurpose) -> Iterator[tuple[ColumnElement[str], Select[Any]]]:
    """Who decided what: first the shoppers themselves, then for each the other shoppers of their person."""
    decision = _DECISION.c
    own, other = (table_of(Shopper).alias(name) for name in ("own_shopper", "other_shopper"))
    counts = (decision.purpose == purpose, _newest(), _OWN_WORD)
    yield decision.shopper_id, select_from(decision.shopper_id, decision.granted).where(*counts)
    others = select_from(other.c.shopper_id, decision.granted).join_from(
        _DECISION, own, decision.shopper_id == own.c.shopper_id
    )
    others = others.join(other, func.lower(own.c.email) == func.lower(other.c.email))
    yield other.c.shopper_id, others.where(*counts)


_OWN = select_from(col(Visitor.shopper_id)).where(
    col(Visitor.visitor_id) == bindparam("visitor", None, String)
)
_PERSONALISATION = (
    select_from(_ALL_YES)
    .where(
        _DECISION.c.shopper_id.in_(person_of(_OWN.scalar_subquery())),
        _DECISION.c.purpose == ConsentPurpose.PERSONALISATION,
        _newest(),
    )
    .scalar_subquery()
)
_VISITOR = _OWN.add_columns(_PERSONALISATION)


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


def suppress(
    session: Session,
    keys: Keys,
    email: str,
    *,
    now: datetime,
    reason: Suppression = Suppression.UNSUBSCRIBED,
    note: str = "",
) -> None:
    """Never write to this address again, whoever holds it; the first reason stays."""
    row = {"address_hash": address_hash(keys, email), "suppressed_at": now, "reason": reason, "note": note}
    insert_new(session, SuppressedAddress, [row])


def unsuppress(
    session: Session, keys: Keys, email: str, reason: Suppression = Suppression.UNSUBSCRIBED
) -> bool:
    """Lift a suppression for one reason: a yes to emails makes no mailbox; returns whether there was one."""
    table = table_of(SuppressedAddress)
    this = (table.c.address_hash == address_hash(keys, email)) & (table.c.reason == reason)
    return bool(getattr(session.execute(delete(table).where(this)), "rowcount", 0))


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
