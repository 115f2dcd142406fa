"""Orders as the shop's server tells them: kept in step as events, which every other part reads."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlmodel import Session

from core.aliases import resolve
from core.database import table_of
from core.products import ProductId
from feedback.events.purchases import OF_ORDERS
from feedback.events.recording import NewEvent, store
from feedback.tables import Event, EventType

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "rapport:order")
NO_SESSION = ""
"""The session of what a server tells."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many of a product in an order, by its id or an alias; the catalog need not know it."""

    product_id: str
    quantity: int = 1
    price: Decimal | None = None
    """Of one piece."""
    currency: str | None = None
    taken_back: bool = False
    """Cancelled, sent back or refunded."""


@dataclass(frozen=True, slots=True)
class ServerOrder:
    """What the shop's server says of an order now; a line that it does not name stays as it was."""

    order_id: str
    shopper_id: str
    placed_at: datetime
    lines: Sequence[OrderLine] = ()
    taken_back: bool = False
    """The whole of it: cancelled, sent back or refunded."""


def keep_in_step(session: Session, order: ServerOrder, *, now: datetime) -> None:
    """Store the order as purchases and returns in place of what was told of it before.

    It is one purchase without a product, so that it is known whether or not its lines are, and one more for
    each product that is named. What a server told of it without a session goes along: with the order to
    another shopper, and to another moment. Returns that were told as events hold until the order names their
    products.
    """
    lines = _by_product(session, order.lines)
    events = list(_events(order, lines, now))
    mark = _event(order, EventType.PURCHASE, None, min(order.placed_at, now))
    table = table_of(Event)
    told = {*lines, *(line.product_id for line in order.lines)}  # by an alias, before it was known
    session.execute(delete(table).where(table.c.event_id.in_(_ids(order.order_id, told))))
    _take_along(session, order, mark.occurred_at)
    _void_returns(session, order, told)
    store(session, [mark, *events], now=now)


def is_in_step(session: Session, order: ServerOrder, *, now: datetime) -> bool:
    """Whether the order is stored as it is told, so that to store it again would change nothing."""
    lines = _by_product(session, order.lines)
    told = [_event(order, EventType.PURCHASE, None, min(order.placed_at, now)), *_events(order, lines, now)]
    table = table_of(Event)
    columns = (table.c.event_id, table.c.quantity, table.c.price, table.c.currency)
    ids = [told[0].event_id, *_ids(order.order_id, lines)]
    # A return of no pieces was taken for one once, and is none.
    stored = session.execute(select(*columns).where(table.c.event_id.in_(ids), table.c.quantity > 0))
    return {tuple(row) for row in stored} == {
        (event.event_id, event.quantity, event.price, event.currency) for event in told
    }


def _take_along(session: Session, order: ServerOrder, placed_at: datetime) -> None:
    """One order has one shopper and was placed once, whatever of it is named now."""
    event = table_of(Event)
    by_a_server = (event.c.order_id == order.order_id, event.c.session_id == NO_SESSION)
    purchase = event.c.type == EventType.PURCHASE
    session.execute(
        update(event).where(*by_a_server, event.c.type.in_(OF_ORDERS)).values(shopper_id=order.shopper_id)
    )
    session.execute(update(event).where(*by_a_server, purchase).values(occurred_at=placed_at))


def _void_returns(session: Session, order: ServerOrder, product_ids: Collection[str]) -> None:
    """What is named without being taken back was not taken back after all.

    The events stay, of no pieces: sent again, they are known.
    """
    event = table_of(Event)
    about: ColumnElement[bool] = event.c.product_id.in_(product_ids)
    if product_ids and not order.taken_back:
        about = or_(about, event.c.product_id.is_(None))
    of_order = (event.c.order_id == order.order_id, event.c.type == EventType.RETURN)
    session.execute(update(event).where(*of_order, about).values(quantity=0))


def _by_product(session: Session, lines: Sequence[OrderLine]) -> Mapping[str, Sequence[OrderLine]]:
    products = resolve(session, (line.product_id for line in lines))
    of_product: dict[str, list[OrderLine]] = defaultdict(list)
    for line in lines:
        of_product[products.get(line.product_id, ProductId(line.product_id))].append(line)
    return of_product


def _ids(order_id: str, product_ids: Collection[str]) -> list[str]:
    """Of all that may have been told of the order and of these products before, but for the order itself."""
    kinds = (EventType.PURCHASE, EventType.RETURN)
    of_lines = [_id(order_id, kind, product_id) for product_id in product_ids for kind in kinds]
    return [_id(order_id, EventType.RETURN, None), *of_lines]


def _id(order_id: str, kind: EventType, product_id: str | None) -> str:
    return str(uuid.uuid5(NAMESPACE, repr((order_id, kind.value, product_id))))


def _events(
    order: ServerOrder, lines: Mapping[str, Sequence[OrderLine]], now: datetime
) -> Iterator[NewEvent]:
    """The lines of each product added up, and what of them was taken back."""
    placed_at = min(order.placed_at, now)
    for product_id, same in lines.items():
        bought = _event(order, EventType.PURCHASE, product_id, placed_at)
        pieces = sum(line.quantity for line in same)
        yield replace(bought, quantity=pieces, price=_price(same, pieces), currency=same[0].currency)
        if back := sum(line.quantity for line in same if line.taken_back):
            yield replace(_event(order, EventType.RETURN, product_id, now), quantity=back)
    if order.taken_back:
        yield _event(order, EventType.RETURN, None, now)


def _price(lines: Sequence[OrderLine], pieces: int) -> Decimal | None:
    """Of one piece on average; None where a line names no price."""
    costs = [line.price * line.quantity for line in lines if line.price is not None]
    if len(costs) < len(lines):
        return None
    return (sum(costs, Decimal(0)) / pieces).quantize(Decimal("0.0001"))


def _event(order: ServerOrder, kind: EventType, product_id: str | None, at: datetime) -> NewEvent:
    return NewEvent(
        event_id=_id(order.order_id, kind, product_id),
        shopper_id=order.shopper_id,
        session_id=NO_SESSION,
        type=kind,
        occurred_at=at,
        product_id=product_id,
        order_id=order.order_id,
    )
