"""All that is recorded of one shopper, read in one statement: who they are, what they allow, did and said."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    Text,
    bindparam,
    cast,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)
from sqlmodel import Session

from core.consent import ConsentPurpose, decision_of
from core.database import Reader, Rows, table_of
from core.people import person_of
from core.tables import Shopper, Visitor
from feedback.events import MOVEMENTS
from feedback.profiles.weights import KINDS
from feedback.tables import ChatSignal, Event, EventType, Label, SurveyResponse

NEWEST = 200
"""So many of a shopper's newest interactions are read, and as many of what they put in and took out."""
BOUGHT = 500
"""And so many of their newest purchases: what they own is not offered, however much they look around."""


class By(StrEnum):
    """What a shopper can be found by."""

    SHOPPER_ID = "shopper_id"
    EXTERNAL_ID = "external_id"
    VISITOR_ID = "visitor_id"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom is asked about."""

    by: By
    value: str


class What(StrEnum):
    """What a record is of."""

    SHOPPER = "shopper"
    CONSENT = "consent"
    ACT = "interaction"
    SIGNAL = "signal"
    LABEL = "label"
    CONTEXT = "context"
    MOVEMENT = "movement"


class Record(NamedTuple):
    """One row of the statement; what a field holds depends on `what` it is of, and None is in the others."""

    what: str
    kind: str | None
    """An event's type, a signal's kind, a label's effect, a purpose; the shopper's own id."""
    product_id: str | None
    at: str | datetime | None
    """As the driver gives it: SQLite's is text, in UTC."""
    attribute: str | None
    """A signal's; of a movement, whose it was."""
    value: str | None
    """A signal's; a label's products and a context as JSON."""
    yes: bool | int | None
    """Whether it was wanted, or granted."""
    order_id: str | None
    """Of a purchase or a return, as the next two."""
    quantity: int | None
    received_at: str | datetime | None
    """As the driver gives it: what came together is one report."""

    @property
    def moment(self) -> datetime:
        """When it was, in UTC."""
        if isinstance(self.at, datetime):
            return self.at.astimezone(UTC)
        return datetime.fromisoformat(f"{self.at}+00:00")


def read_records(reader: Reader, whose: Whose) -> Rows:
    """All that is recorded of a shopper, as rows: alike while nothing was added, changed or erased."""
    return reader.rows(_statement(whose.by), whose=whose.value)


def read_records_within(session: Session, shopper_id: str, *, limit: int = NEWEST) -> Rows:
    """The same as the session's own transaction sees it, with at most `limit` events beside purchases."""
    session.flush()
    rows = session.connection().execute(_statement(By.SHOPPER_ID, limit), {"whose": shopper_id})
    return tuple(tuple(row) for row in rows)


@cache
def _statement(by: By, limit: int = NEWEST) -> CompoundSelect[Any]:
    """One statement sees one moment, in one round trip. Its first part gives every column its type."""
    they = _found_by(by).cte("they")
    own = select(they.c.shopper_id).scalar_subquery()
    signal, label, answer = table_of(ChatSignal).c, table_of(Label).c, table_of(SurveyResponse).c
    consent = decision_of(own).subquery().c
    return union_all(
        _part(
            What.SIGNAL,
            kind=signal.kind,
            product_id=signal.product_id,
            at=signal.stated_at,
            attribute=signal.attribute,
            value=signal.value,
            yes=signal.wanted,
        ).where(signal.shopper_id == own, signal.withdrawn_at.is_(None)),
        _events(own, limit),
        _movements(own),
        _part(What.LABEL, kind=label.effect, at=answer.answered_at, value=cast(answer.product_ids, Text))
        .join_from(table_of(Label), table_of(SurveyResponse))
        .where(label.shopper_id == own),
        _part(What.CONSENT, kind=consent.purpose, yes=consent.granted).where(
            consent.purpose == ConsentPurpose.PERSONALISATION
        ),
        _context(own),
        _part(What.SHOPPER, kind=they.c.shopper_id),
    )


def _found_by(by: By) -> Select[Any]:
    shopper, visitor = table_of(Shopper), table_of(Visitor)
    whose = bindparam("whose", None, String)
    if by is By.VISITOR_ID:
        query = select(shopper.c.shopper_id).join(visitor, visitor.c.shopper_id == shopper.c.shopper_id)
        return query.where(visitor.c.visitor_id == whose)
    return select(shopper.c.shopper_id).where(shopper.c[by] == whose)


def _events(own: Any, limit: int) -> Select[Any]:
    """The newest of each, one that is among several once; and what of their orders was taken back."""
    event = table_of(Event).c
    theirs = select(
        event.event_id,
        event.type,
        event.product_id,
        event.occurred_at,
        event.order_id,
        event.quantity,
        event.received_at,
    ).where(event.shopper_id == own)
    newest_first = theirs.order_by(event.occurred_at.desc())
    about_products = newest_first.where(event.product_id.is_not(None))
    newest = about_products.where(event.type.in_(list(KINDS))).limit(limit)
    bought = about_products.where(event.type == EventType.PURCHASE).limit(BOUGHT)
    moved = about_products.where(event.type.in_((EventType.CART, EventType.REMOVE))).limit(limit)
    returned = newest_first.where(event.type == EventType.RETURN).limit(BOUGHT)
    events = union(*(select(query.subquery()) for query in (newest, bought, moved, returned))).subquery().c
    return _part(
        What.ACT,
        kind=events.type,
        product_id=events.product_id,
        at=events.occurred_at,
        order_id=events.order_id,
        quantity=events.quantity,
        received_at=events.received_at,
    )


def _movements(own: Any) -> Select[Any]:
    """What changed their carts beside `_events`: on their other devices, and orders of no known product."""
    names = ("shopper_id", "type", "product_id", "occurred_at", "order_id", "quantity")
    event = table_of(Event).c
    newest = (
        select(*(event[name] for name in names))
        .where(event.shopper_id.in_(person_of(own)), event.type.in_(MOVEMENTS))
        .where(or_(event.shopper_id != own, event.product_id.is_(None)))
        .order_by(event.occurred_at.desc())
        .limit(BOUGHT)
        .subquery()
        .c
    )
    return _part(
        What.MOVEMENT,
        kind=newest.type,
        product_id=newest.product_id,
        at=newest.occurred_at,
        attribute=newest.shopper_id,
        order_id=newest.order_id,
        quantity=newest.quantity,
    )


def _context(own: Any) -> Select[Any]:
    """What the last event says of where they come from; an exit intent's own "source" says how they left.

    What a server tells without a session says nothing of it.
    """
    event = table_of(Event).c
    last = select(event.context).where(
        event.shopper_id == own, event.type != EventType.EXIT_INTENT, event.session_id != ""
    )
    last = last.order_by(event.occurred_at.desc()).limit(1)
    return _part(What.CONTEXT, value=cast(last.subquery().c.context, Text))


def _part(what: What, **columns: ColumnElement[Any]) -> Select[Any]:
    wanted = (columns.get(name, null()).label(name) for name in Record._fields[1:])
    plain = (type_coerce(column, String) if column.name == "kind" else column for column in wanted)
    return select(literal_column(f"'{what}'").label("what"), *plain)
