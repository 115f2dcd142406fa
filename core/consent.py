"""Consent per purpose: what she decided last, and what holds while she has decided nothing."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.database import new_id, table_of
from core.keys import Keys, address_hash
from core.tables import ConsentDecision, Shopper, SuppressedAddress


class ConsentPurpose(StrEnum):
    """What a shopper may allow or forbid."""

    PERSONALISATION = "personalisation"
    """Her history shapes what is recommended to her, and training."""
    RECOVERY_EMAIL = "recovery_email"
    """An email about a cart that she left."""


DEFAULTS: Mapping[ConsentPurpose, bool] = {
    ConsentPurpose.PERSONALISATION: True,
    ConsentPurpose.RECOVERY_EMAIL: False,  # ePrivacy directive, article 13: an email needs a yes first
}


def decide(
    session: Session, shopper_id: str, decisions: Mapping[ConsentPurpose, bool], *, source: str, now: datetime
) -> None:
    """Record her decisions; the older ones stay as the proof of what held when."""
    for purpose, granted in decisions.items():
        session.add(
            ConsentDecision(
                decision_id=new_id(),
                shopper_id=shopper_id,
                purpose=purpose,
                granted=granted,
                source=source,
                decided_at=now,
            )
        )
    session.flush()


def consents(session: Session, shopper_id: str) -> dict[ConsentPurpose, bool]:
    """What holds for her now, for every purpose."""
    newest_last = (
        select(ConsentDecision)
        .where(ConsentDecision.shopper_id == shopper_id)
        .order_by(col(ConsentDecision.decided_at))
    )
    held = dict(DEFAULTS)
    for decision in session.exec(newest_last):
        held[ConsentPurpose(decision.purpose)] = decision.granted
    return held


def allows(session: Session, shopper_id: str, purpose: ConsentPurpose) -> bool:
    """Whether she allows `purpose` now."""
    return consents(session, shopper_id)[purpose]


def suppress(session: Session, keys: Keys, email: str, *, now: datetime) -> None:
    """Never write to this address again, whoever holds it."""
    hashed = address_hash(keys, email)
    if session.get(SuppressedAddress, hashed) is None:
        session.add(SuppressedAddress(address_hash=hashed, suppressed_at=now))
        session.flush()


def unsuppress(session: Session, keys: Keys, email: str) -> None:
    """She asked for email again."""
    table = table_of(SuppressedAddress)
    session.execute(delete(table).where(table.c.address_hash == address_hash(keys, email)))


def may_email(session: Session, keys: Keys, shopper: Shopper) -> bool:
    """Whether a recovery email may go out: a proven address, a yes, and no unsubscription of that address."""
    if shopper.email is None or not allows(session, shopper.shopper_id, ConsentPurpose.RECOVERY_EMAIL):
        return False
    return session.get(SuppressedAddress, address_hash(keys, shopper.email)) is None
