"""What a cart holds after a row of cart, remove and purchase events: pure, so that any row can be tried."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from core.products import Product, ProductId
from feedback.tables import EventType

MOVEMENTS = (EventType.CART, EventType.REMOVE, EventType.PURCHASE)
"""The events that change a cart, in the order in which those of the same instant count."""

ECHO = timedelta(minutes=5)
"""So soon after its order the same product in the cart is a page sent twice, not a second wish."""

FOLLOW = timedelta(days=30)
"""So long a cart is followed: left for longer, it is over, and what is put in then begins another one."""


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many of a product in a cart."""

    product_id: ProductId
    quantity: int
    price: Decimal | None = field(default=None, compare=False)
    """Of one piece, as all that was put in had it; None where nobody said, or of several prices."""

    def has_price_of(self, product: Product) -> bool:
        """Whether the product's own price is that of what was chosen.

        A product with aliases may have variants, of which an event names one and we keep the product alone:
        only the price at which it was put in tells that they cost the same. One without has its own price.
        """
        return not product.aliases or self.price == product.price


@dataclass(frozen=True, slots=True)
class Movement:
    """One event that changes a cart."""

    event_id: str
    type: EventType
    product_id: ProductId | None
    """None in an order of which nobody says what was in it."""
    at: datetime
    quantity: int = 1
    order_id: str | None = None
    session_id: str = ""
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """What is in it, in the order of adding, since when, and the cart or remove event that came last."""

    lines: tuple[CartLine, ...]
    started_at: datetime
    last: Movement


def replay(movements: Iterable[Movement]) -> Cart | None:
    """The cart after these events, in whatever order they come and however often; None where it is empty.

    An order ends the cart once, at the first moment that is told of it: its page opened again is no other
    one. A purchase without an order id, as in an import of plain purchases, takes its product out and leaves
    the rest, because nothing says that the rest was part of it. A cart that nobody touched for `FOLLOW` does
    not join what is put in later.
    """
    quantities: dict[ProductId, int] = {}
    prices: dict[ProductId, set[Decimal | None]] = defaultdict(set)
    started_at: datetime | None = None
    last: Movement | None = None
    for movement in _without_echoes(_in_order(movements)):
        if last is not None and movement.at - last.at > FOLLOW:
            quantities.clear()
        if not quantities:
            started_at = movement.at
        _apply(quantities, movement)
        if movement.type is EventType.CART and movement.product_id is not None:
            prices[movement.product_id].add(movement.price)
        for product_id in prices.keys() - quantities.keys():
            del prices[product_id]
        if movement.type is not EventType.PURCHASE:
            last = movement
    if not quantities or started_at is None or last is None:
        return None
    lines = tuple(
        CartLine(product_id, quantity, _only(prices[product_id]))
        for product_id, quantity in quantities.items()
    )
    return Cart(lines=lines, started_at=started_at, last=last)


def _only(prices: Collection[Decimal | None]) -> Decimal | None:
    return next(iter(prices)) if len(prices) == 1 else None


def _in_order(movements: Iterable[Movement]) -> list[Movement]:
    once = {movement.event_id: movement for movement in movements}.values()
    return sorted(once, key=lambda movement: (movement.at, MOVEMENTS.index(movement.type), movement.event_id))


def _without_echoes(movements: Iterable[Movement]) -> Iterator[Movement]:
    """Without other reports of the same order, and without what a page sent twice puts in again."""
    placed_at: dict[str, datetime] = {}
    bought_at: dict[ProductId | None, datetime] = {}
    for movement in movements:
        if movement.type is EventType.PURCHASE:
            reported = movement.order_id in placed_at
            order_id = movement.order_id or movement.event_id
            bought_at[movement.product_id] = placed_at.setdefault(order_id, movement.at)
            if reported:
                continue
        ordered = bought_at.get(movement.product_id)
        if movement.type is EventType.CART and ordered is not None and movement.at - ordered <= ECHO:
            continue
        yield movement


def _apply(quantities: dict[ProductId, int], movement: Movement) -> None:
    if movement.type is EventType.PURCHASE and movement.order_id is not None:
        quantities.clear()
        return
    if movement.product_id is None:
        return
    if movement.type is EventType.CART:
        quantity = quantities.get(movement.product_id, 0) + movement.quantity
    elif movement.type is EventType.REMOVE:
        quantity = quantities.get(movement.product_id, 0) - movement.quantity
    else:
        quantity = 0
    if quantity > 0:
        quantities[movement.product_id] = quantity
    else:
        quantities.pop(movement.product_id, None)
