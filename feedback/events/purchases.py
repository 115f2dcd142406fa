"""What was bought, by all that is told of it: one purchase an order and product, less what was taken back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Table, exists, or_, type_coerce
from sqlalchemy.types import NullType

from core.automated import by_shoppers
from core.products import ProductId
from feedback.tables import EventType

OF_ORDERS = frozenset({EventType.PURCHASE, EventType.RETURN})


def columns(event: Table, *more: str) -> list[ColumnElement[Any]]:
    """A shopper's id and what a `ProductEvent` is made of, all but the price, and `more`."""
    names = ("shopper_id", "product_id", "type", "occurred_at", "order_id", "quantity")
    # What is only compared is left as the driver gives it: to read a moment of each row takes seconds.
    received_at = type_coerce(event.c.received_at, NullType())
    return [*(event.c[name] for name in names), received_at, *(event.c[name] for name in more)]


class ProductEvent(NamedTuple):
    """An event about a product, as it was recorded."""

    product_id: ProductId
    """Of a return "", where all of its order was taken back."""
    type: str
    at: datetime
    order_id: str | None = None
    quantity: int = 1
    received_at: Any = None
    """When it reached us, as the driver gives it: what came together is one report of an order."""
    price: Decimal | None = None

    @classmethod
    def of(cls, row: Sequence[Any]) -> "ProductEvent":
        """From a row of a shopper's id and `columns`, by their places: there are millions."""
        return cls(ProductId(row[1] or ""), *row[2:])


@dataclass(slots=True)
class Purchase:
    """So many pieces of a product in one order; without an order id, one event is a purchase of its own."""

    first: ProductEvent
    """The earliest event that tells of it: it was bought then, however often that is told again."""
    lines: Sequence[ProductEvent]
    """As the newest report tells it, which corrects those before; two lines of one report add up."""
    kept: int = field(init=False)
    """Pieces that were not taken back."""

    def __post_init__(self) -> None:
        self.kept = self.bought

    @property
    def bought(self) -> int:
        """How many pieces were ordered."""
        return sum(line.quantity for line in self.lines)

    def give_back(self, pieces: int) -> int:
        """Take so many back, or as many as are left; returns how many it could not."""
        taken = min(pieces, self.kept)
        self.kept -= taken
        return pieces - taken


def purchases(events: Iterable[ProductEvent]) -> list[Purchase]:
    """What one shopper bought, by their purchases and returns, in whatever order and however often they come.

    A return takes back pieces of its product from its order, or without a product all of it; several add up,
    as parcels that come back one by one do, and one of no pieces is void. One whose order
    is not known, such as a credit note, takes the newest pieces that were bought before it.
    """
    told = list(events)
    bought = [_purchase(lines) for lines in _reports(told, EventType.PURCHASE)]
    returned = [Purchase(min(backs, key=_oldest), backs) for backs in _reports(told, EventType.RETURN)]
    for back in sorted(returned, key=_oldest_first):
        _take_back(bought, back)
    return bought


def counted(events: Iterable[ProductEvent]) -> Iterator[ProductEvent]:
    """One shopper's events with each purchase once, those that were taken back left out, and no returns."""
    of_orders: list[ProductEvent] = []
    for event in events:
        if event.type in OF_ORDERS:
            of_orders.append(event)
        else:
            yield event
    yield from (purchase.first for purchase in purchases(of_orders) if purchase.kept > 0)


def _reports(events: Sequence[ProductEvent], event_type: EventType) -> Iterable[list[ProductEvent]]:
    """The events of a type, those of one product of one order together."""
    together: dict[tuple[str | None, str | int], list[ProductEvent]] = defaultdict(list)
    for number, event in enumerate(events):
        if event.type == event_type:
            alone = event.order_id is None
            together[event.order_id, number if alone else event.product_id].append(event)
    return together.values()


def _purchase(events: Sequence[ProductEvent]) -> Purchase:
    if len(events) == 1:
        return Purchase(events[0], events)
    newest = max(event.received_at for event in events)
    return Purchase(min(events, key=_oldest), [event for event in events if event.received_at == newest])


def _oldest(event: ProductEvent) -> tuple[datetime, Any]:
    return event.at, event.received_at


def _oldest_first(purchase: Purchase) -> tuple[datetime, str, int]:
    return purchase.first.at, purchase.first.order_id or "", purchase.bought


def _take_back(bought: Sequence[Purchase], back: Purchase) -> None:
    order_id, product_id = back.first.order_id, back.first.product_id
    order = [purchase for purchase in bought if order_id is not None and purchase.first.order_id == order_id]
    if not product_id:
        for purchase in order if back.bought else ():
            purchase.kept = 0
        return
    candidates = order or [purchase for purchase in bought if purchase.first.at <= back.first.at]
    pieces = back.bought
    for purchase in sorted(candidates, key=_oldest_first, reverse=True):
        if purchase.first.product_id == product_id:
            pieces = purchase.give_back(pieces)


def is_new(event: Table) -> ColumnElement[bool]:
    """Whether a row is not a purchase of an order that its shopper reported before."""
    earlier = event.alias("earlier")
    return _not_known(event, earlier, earlier.c.shopper_id == event.c.shopper_id)


def is_own(event: Table) -> ColumnElement[bool]:
    """Whether a row is not a line of an order that another reported before, such as their other device."""
    earlier = event.alias("earlier")
    same_line = earlier.c.product_id == event.c.product_id
    another = earlier.c.shopper_id != event.c.shopper_id
    return _not_known(event, earlier, another, same_line, by_shoppers(earlier.c.shopper_id))


def _not_known(event: Table, earlier: FromClause, *same: ColumnElement[bool]) -> ColumnElement[bool]:
    known = exists().where(
        earlier.c.order_id == event.c.order_id,
        earlier.c.type == EventType.PURCHASE,
        earlier.c.received_at < event.c.received_at,
        *same,
    )
    return or_(event.c.type != EventType.PURCHASE, event.c.order_id.is_(None), ~known)
