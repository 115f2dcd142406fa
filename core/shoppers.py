"""Shoppers and the browsers they come with: made, found, merged."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NewType

from sqlalchemy import Table, bindparam, delete, update
from sqlmodel import Session, SQLModel, col, func, select

from core.database import BATCH, batched, insert_new, new_id, table_of
from core.errors import NotFound, NotSignedIn
from core.tables import AddressProof, Shopper, Visitor

ShopperId = NewType("ShopperId", str)


def create_visitor(session: Session, *, now: datetime) -> Visitor:
    """A new browser and the nameless shopper behind it."""
    shopper = Shopper(shopper_id=new_id(), created_at=now)
    visitor = Visitor(visitor_id=new_id(), shopper_id=shopper.shopper_id, created_at=now)
    session.add(shopper)
    session.flush()
    session.add(visitor)
    session.flush()
    return visitor


# Made once: nearly every request asks it, and to write it down costs as much as to run it.
_OF_VISITOR = (
    select(Shopper)
    .join(Visitor, col(Visitor.shopper_id) == col(Shopper.shopper_id))
    .where(col(Visitor.visitor_id) == bindparam("visitor"))
)


def shopper_of_visitor(session: Session, visitor_id: str) -> Shopper:
    """Who a browser belongs to; NotSignedIn when they were erased."""
    shopper = session.exec(_OF_VISITOR, params={"visitor": visitor_id}).first()
    if shopper is None:
        raise unknown_visitor()
    return shopper


def unknown_visitor() -> NotSignedIn:
    """What a browser is told whose shopper was erased."""
    return NotSignedIn("This visitor is not known any more; ask for a new token at /v1/visitors.")


def shopper_by_external_id(session: Session, external_id: str) -> Shopper:
    """The shopper that the shop calls `external_id`."""
    shopper = session.exec(select(Shopper).where(Shopper.external_id == external_id)).first()
    if shopper is None:
        raise NotFound(f"No shopper has the id {external_id!r}.", field="shopper_id")
    return shopper


def shopper_or_newcomer(session: Session, external_id: str, *, now: datetime) -> Shopper:
    """The shopper that the shop calls `external_id`; a newcomer, of whom nothing is known, is not stored."""
    shopper = session.exec(select(Shopper).where(Shopper.external_id == external_id)).first()
    return shopper or Shopper(shopper_id=new_id(), external_id=external_id, created_at=now)


def ensure_shopper(session: Session, external_id: str, *, now: datetime) -> Shopper:
    """The shopper that the shop calls `external_id`, made where they are new."""
    return ensure_shoppers(session, [external_id], now=now)[external_id]


def ensure_shoppers(session: Session, external_ids: Collection[str], *, now: datetime) -> dict[str, Shopper]:
    """The shoppers that the shop calls so, by that id, made where they are new; whoever makes them first."""
    wanted = sorted(set(external_ids))  # in one order, so that two callers never wait for one another
    shoppers = _named(session, wanted)
    if missing := [external_id for external_id in wanted if external_id not in shoppers]:
        rows = [
            {"shopper_id": new_id(), "external_id": external_id, "created_at": now} for external_id in missing
        ]
        insert_new(session, Shopper, rows)
        shoppers |= _named(session, missing)
    return shoppers


def ensure_at_address(session: Session, address: str, *, now: datetime) -> Shopper:
    """The shopper at an address that the shop names, the first of several, made where they are new."""
    address = address.strip()
    at_address = select(Shopper).where(func.lower(col(Shopper.email)) == func.lower(address))
    known = session.exec(at_address.order_by(col(Shopper.created_at), col(Shopper.shopper_id))).first()
    if known is not None:
        return known
    shopper = Shopper(shopper_id=new_id(), created_at=now)
    set_email(session, shopper, address)
    return shopper


def _named(session: Session, external_ids: Sequence[str]) -> dict[str, Shopper]:
    shoppers: dict[str, Shopper] = {}
    for batch in batched(external_ids, BATCH):
        for shopper in session.exec(select(Shopper).where(col(Shopper.external_id).in_(batch))):
            shoppers[shopper.external_id or ""] = shopper
    return shoppers


def set_email(
    session: Session, shopper: Shopper, email: str, *, proof: AddressProof = AddressProof.SHOP
) -> None:
    """Remember a shopper's address, which is proven."""
    shopper.email, shopper.email_proof = email.strip(), proof
    session.add(shopper)
    session.flush()


def merge(session: Session, *, source: Shopper, target: Shopper) -> None:
    """Give everything that `source` left to `target`, in every personal table, and let `source` go."""
    source_id = source.shopper_id
    for table in personal_tables():
        if table is not table_of(Shopper):
            session.execute(
                update(table).where(table.c.shopper_id == source_id).values(shopper_id=target.shopper_id)
            )
    session.expire_all()  # the rows changed under what the session has loaded of them
    if target.email is None and source.email is not None:
        target.email, target.email_proof = source.email, source.email_proof
        session.add(target)
    session.flush()
    session.expunge(source)
    shoppers = table_of(Shopper)  # a statement, which minds no other that was quicker
    session.execute(delete(shoppers).where(shoppers.c.shopper_id == source_id))


def personal_tables() -> list[Table]:
    """Every table with a `shopper_id`, children before the parents they refer to."""
    return [table for table in reversed(SQLModel.metadata.sorted_tables) if "shopper_id" in table.c]


def hold(session: Session, shopper_id: str, *, whole: bool = False) -> None:
    """Until the transaction ends, let nobody else change what this shopper has one of; their events go on.

    `whole` lets nothing new refer to the shopper either.
    """
    query = select(Shopper.shopper_id).where(Shopper.shopper_id == shopper_id)
    session.exec(query.with_for_update(key_share=not whole)).first()
