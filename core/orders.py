"""Orders: what the shop's server says of them, told to nobody but their shopper."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from core.errors import Conflict, NotFound
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
    """Store an order or its news; Conflict where it belongs to another person.

    Named by their id or by their address, they stay the shopper whose it was at first.
    """
    order = session.get(Order, news.order_id)
    fields = {name: getattr(news, name) for name in OrderNews.__slots__}
    if order is None:
        order = Order.model_validate({**fields, "updated_at": now})
    elif order.shopper_id not in same_person(session, news.shopper_id):
        raise Conflict("This order belongs to another shopper.", field="shopper_id")
    else:
        order.sqlmodel_update({**fields, "shopper_id": order.shopper_id, "updated_at": now})
    session.add(order)
    session.flush()
    return order


def order(session: Session, order_id: str) -> Order:
    """An order by its id."""
    stored = session.get(Order, order_id)
    if stored is None:
        raise NotFound(f"No order has the id {order_id!r}.", field="order_id")
    return stored


def of_shopper(session: Session, shopper_id: str) -> list[Order]:
    """Every order of the shopper."""
    return list(session.exec(select(Order).where(Order.shopper_id == shopper_id)))
