"""The shoppers of an import: found or made many at a time, and given addresses for a trial."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, func, select

from core.consent import ConsentPurpose
from core.database import BATCH, batched, insert_new, new_id, table_of
from core.errors import InvalidInput
from core.mail_addresses import as_mailed
from core.tables import AddressClaim, AddressProof, ConsentDecision, Shopper
from jobs.importers.interactions import NAMESPACE


def ensure(session: Session, external_ids: Collection[str], *, now: datetime) -> tuple[dict[str, str], int]:
    """The shopper ids by the shop's own, made where they are new, and how many are."""
    before = known(session, external_ids)
    fresh = [
        {"shopper_id": new_id(), "external_id": external_id, "email": None, "created_at": now}
        for external_id in external_ids
        if external_id not in before
    ]
    made = insert_new(session, Shopper, fresh)
    # Read back rather than trusted: another process may have made one of them a moment before.
    return {**before, **known(session, [str(row["external_id"]) for row in fresh])}, made


def known(session: Session, external_ids: Collection[str]) -> dict[str, str]:
    """The shopper ids of those who are known, by the shop's own."""
    shopper_ids: dict[str, str] = {}
    for batch in batched(external_ids, BATCH):
        rows = session.exec(
            select(Shopper.external_id, Shopper.shopper_id).where(col(Shopper.external_id).in_(batch))
        )
        shopper_ids.update({external_id: shopper_id for external_id, shopper_id in rows if external_id})
    return shopper_ids


def at_addresses(session: Session, addresses: Collection[str]) -> set[str]:
    """Those of the addresses, in lower case, at which somebody is known."""
    known_addresses: set[str] = set()
    for batch in batched(addresses, BATCH):
        lower = func.lower(col(Shopper.email))
        known_addresses.update(session.exec(select(lower).where(lower.in_(batch))))
    return known_addresses


def check_template(template: str) -> None:
    """InvalidInput for a template that gives two shoppers one address, or none at all."""
    if "{user_id}" not in template or not as_mailed(template.replace("{user_id}", "1")):
        raise InvalidInput(
            "The email template must hold {user_id} and look like an address: '{user_id}@example.com'.",
            field="email_template",
        )


def give_addresses(session: Session, shoppers: Mapping[str, str], template: str, *, now: datetime) -> None:
    """Give shoppers without one an address, and a yes to recovery emails where they never decided.

    An id that gives no address (one with spaces, say) is left without, and so is who typed one.
    """
    typed = set(session.exec(select(AddressClaim.shopper_id)))
    addresses = {
        shopper_id: template.replace("{user_id}", external_id)
        for external_id, shopper_id in shoppers.items()
        if shopper_id not in typed and as_mailed(template.replace("{user_id}", external_id))
    }
    if not addresses:
        return
    table = table_of(Shopper)
    statement = update(table).where(table.c.shopper_id == bindparam("known_as"), table.c.email.is_(None))
    session.connection().execute(
        statement.values(email=bindparam("address"), email_proof=AddressProof.SHOP),
        [{"known_as": shopper_id, "address": address} for shopper_id, address in addresses.items()],
    )
    undecided = set(addresses) - _decided(session, addresses)
    insert_new(session, ConsentDecision, [_yes(shopper_id, now) for shopper_id in sorted(undecided)])


def _decided(session: Session, shopper_ids: Collection[str]) -> set[str]:
    decided: set[str] = set()
    for batch in batched(shopper_ids, BATCH):
        decided.update(
            session.exec(
                select(ConsentDecision.shopper_id).where(
                    col(ConsentDecision.shopper_id).in_(batch),
                    ConsentDecision.purpose == ConsentPurpose.RECOVERY_EMAIL,
                )
            )
        )
    return decided


def _yes(shopper_id: str, now: datetime) -> dict[str, object]:
    return {
        "decision_id": uuid.uuid5(NAMESPACE, f"{ConsentPurpose.RECOVERY_EMAIL}:{shopper_id}").hex,
        "shopper_id": shopper_id,
        "purpose": ConsentPurpose.RECOVERY_EMAIL.value,
        "granted": True,
        "source": "import",
        "decided_at": now,
    }
