"""Who is one person: the shoppers with one proven address. Recovery, consent, export and erasure ask here.

`Shopper.email` is proven, always; an address that somebody typed is a claim, and unites nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy import select as select_from
from sqlmodel import Session, col, select

from core.database import BATCH, batched, table_of
from core.tables import Shopper

People = Mapping[str, frozenset[str]]
"""Shopper id -> the ids of every shopper with the same address, itself among them."""


def people(
    session: Session, shopper_ids: Collection[str], addresses: Mapping[str, str] | None = None
) -> People:
    """Who each of these shoppers is on other devices; `addresses` as the database lowers them, if known."""
    addresses = _addresses(session, shopper_ids) if addresses is None else addresses
    holders: dict[str, set[str]] = defaultdict(set)
    lowered = func.lower(col(Shopper.email))
    for batch in batched(set(addresses.values()), BATCH):
        query = select(Shopper.shopper_id, lowered).where(lowered.in_(batch))
        for shopper_id, address in session.exec(query):
            holders[address].add(shopper_id)
    return {
        shopper_id: frozenset({shopper_id, *holders.get(addresses.get(shopper_id, ""), ())})
        for shopper_id in shopper_ids
    }


def same_person(session: Session, shopper_id: str) -> list[str]:
    """The ids of every shopper with the same proven address, this one too: one person on several devices."""
    return sorted(people(session, [shopper_id])[shopper_id])


def person_of(shopper_id: ColumnElement[str]) -> Select[tuple[str]]:
    """`same_person` as a part of a statement."""
    own, other = (table_of(Shopper).alias(name) for name in ("own_shopper", "other_shopper"))
    same = or_(other.c.shopper_id == own.c.shopper_id, func.lower(other.c.email) == func.lower(own.c.email))
    return select_from(other.c.shopper_id).join_from(own, other, same).where(own.c.shopper_id == shopper_id)


def person_key(email: ColumnElement[Any], shopper_id: ColumnElement[str]) -> ColumnElement[str]:
    """What all shoppers of one person have in common, by their columns."""
    return func.coalesce(func.lower(email), shopper_id)


def everyone(persons: People) -> set[str]:
    """Every id in it."""
    return {shopper_id for ids in persons.values() for shopper_id in ids}


def _addresses(session: Session, shopper_ids: Iterable[str]) -> dict[str, str]:
    addresses: dict[str, str] = {}
    for batch in batched(shopper_ids, BATCH):
        query = select(Shopper.shopper_id, func.lower(col(Shopper.email)))
        query = query.where(col(Shopper.shopper_id).in_(batch), col(Shopper.email).is_not(None))
        addresses.update(dict(session.exec(query).all()))
    return addresses
