"""Export and erasure, by convention: every table with `shopper_id`, and every place outside the tables."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Engine, delete, select
from sqlmodel import Session

from core import residue
from core.people import same_person
from core.shoppers import hold, personal_tables

EXCEPTIONS: Mapping[str, str] = {
    "suppressed_address": "a keyed hash that keeps an unsubscription after the address itself is erased",
    "confirmation_email": "a keyed hash that keeps a second question from an address, also after an erasure;"
    " it goes after RAPPORT_CONFIRMATION_DAYS",
    "account": "people who run the shop, not shoppers",
    "dashboard_session": "people who run the shop, not shoppers",
    "job_run": "counts and error messages of jobs; errors name no person",
}
"""Tables without `shopper_id` that look personal, and why they are not."""


class OutsidePlace(Protocol):
    """A place outside the tables that holds something of a shopper: files, another service's database."""

    name: str

    def erase(self, session: Session, shopper_id: str) -> int:
        """Erase what it holds of the shopper, before their rows go; returns how many pieces."""
        ...

    def sweep(self, *, thoroughly: bool) -> bool:
        """Clear its files of what was erased; whether nothing is left. `thoroughly` may take minutes."""
        ...


def export(session: Session, shopper_id: str) -> dict[str, list[dict[str, Any]]]:
    """Everything the tables hold of the shopper, on whatever device, by table name."""
    person = same_person(session, shopper_id)
    exported = {}
    for table in reversed(personal_tables()):
        rows = session.execute(select(table).where(table.c.shopper_id.in_(person))).mappings()
        exported[table.name] = [{name: _plain(value) for name, value in row.items()} for row in rows]
    return exported


def erase(session: Session, shopper_id: str, outside: Sequence[OutsidePlace]) -> dict[str, int]:
    """Erase the shopper everywhere, on all their devices; returns how many rows or files went, by place.

    The places outside come first: when one of them fails, the rows that lead there are still known.
    """
    person = same_person(session, shopper_id)
    for own_id in person:
        hold(session, own_id, whole=True)  # what comes in meanwhile waits, and then finds nobody
    counts = {place.name: sum(place.erase(session, own_id) for own_id in person) for place in outside}
    for table in personal_tables():
        result = session.execute(delete(table).where(table.c.shopper_id.in_(person)))
        counts[table.name] = int(getattr(result, "rowcount", 0))
    residue.owe(session)
    return counts


def settle(engine: Engine, outside: Sequence[OutsidePlace], *, thoroughly: bool) -> bool:
    """Clear all files of what was erased, where that is owed; whether nothing is owed any more.

    Outside of any transaction, and after the erasure's. What is in the way now is tried again by a job.
    """
    tables = [table.name for table in personal_tables()]
    sweeps = [partial(residue.sweep, engine, tables, thoroughly=thoroughly)]
    return residue.settle(
        engine, [*sweeps, *(partial(place.sweep, thoroughly=thoroughly) for place in outside)]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
