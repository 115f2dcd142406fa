"""Whose doing counts: crawlers, monitors and scripts are answered as others are, and counted nowhere.

Every statement that counts, learns or writes to somebody asks `by_shoppers`.
"""

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session

from core.database import table_of
from core.tables import AutomationSign, Shopper


def automated() -> Select[tuple[str]]:
    """The ids of those that are marked; whoever has proven since who they are is a person."""
    shopper = table_of(Shopper).alias("automated_shopper").c
    return select(shopper.shopper_id).where(
        shopper.automated.is_not(None), shopper.external_id.is_(None), shopper.email.is_(None)
    )


def by_shoppers(shopper_id: SQLCoreOperations[str]) -> ColumnElement[bool]:
    """Whether what a row tells is a shopper's doing; `shopper_id` is the row's."""
    return shopper_id.not_in(automated())


def is_automated(shopper: Shopper) -> bool:
    """The same of one who was read already."""
    return shopper.automated is not None and shopper.external_id is None and shopper.email is None


def mark(session: Session, shopper_id: str, sign: AutomationSign) -> None:
    """Remember that a nameless shopper is none; the first sign stays."""
    shopper = table_of(Shopper)
    nameless = shopper.c.external_id.is_(None) & shopper.c.email.is_(None)
    session.execute(
        update(shopper)
        .where(shopper.c.shopper_id == shopper_id, shopper.c.automated.is_(None), nameless)
        .values(automated=sign)
    )
