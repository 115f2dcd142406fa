"""Orders: what the shop's server says of them, told to nobody but their shopper."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from core.clock import check_past
from core.errors import InvalidInput, NotFound
from core.external_ids import is_placeholder
from core.people import same_person
from core.tables import Order, OrderStatus


@dataclass(frozen=True, slots=True)
class OrderNews:
    """What the shop's server says of an order now."""

    order_id: str
    shopper_id: str
    status: OrderStatus
    placed_at: datetime
    expected_on: date | None = None
    carrier: str = ""
    tracking_url: str = ""


def report(session: Session, news: OrderNews, *, now: datetime) -> Order:
    """Store an order or its news; InvalidInput for a placeholder's and one that is still to be placed.

    Named by their id or by their address, they stay the shopper whose it was at first; named as another
    person, it is that person's from now on.
    """
    _check(news, now)
    order = session.get(Order, news.order_id)
    fields = {name: getattr(news, name) for name in OrderNews.__slots__}
    if order is None:
        order = Order.model_validate({**fields, "updated_at": now})
    else:
        person = same_person(session, news.shopper_id)
        shopper_id = order.shopper_id if order.shopper_id in person else news.shopper_id
        order.sqlmodel_update({**fields, "shopper_id": shopper_id, "updated_at": now})
    session.add(order)
    session.flush()
    return order


def _check(news: OrderNews, now: datetime) -> None:
    if is_placeholder(news.order_id):
        raise InvalidInput(
            f"{news.order_id[:50]!r} is a placeholder and no order's id: all orders that have it would become"
            " one. Send the shop's own number of this order.",
            field="order_id",
        )
    check_past(news.placed_at, field="placed_at", now=now)


def order(session: Session, order_id: str) -> Order:
    """An order by its id."""
    stored = session.get(Order, order_id)
    if stored is None:
        raise NotFound(f"No order has the id {order_id!r}.", field="order_id")
    return stored


def of_shoppers(session: Session, shopper_ids: Collection[str]) -> list[Order]:
    """Every order of these shoppers."""
    return list(session.exec(select(Order).where(col(Order.shopper_id).in_(shopper_ids))))
