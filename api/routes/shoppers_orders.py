"""A shopper's orders, as the assistant tells them: the newest, and the one that a shopper names."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.http.dependencies import Server
from api.http.work import SessionOf, WorkRoute
from api.routes.conversations import ConversationOf
from core import orders
from core.errors import NotFound
from core.people import same_person
from core.tables import OrderStatus
from feedback import events

router = APIRouter(
    prefix="/v1/conversations/{conversation_id}/orders",
    tags=["assistant"],
    dependencies=[Server],
    route_class=WorkRoute,
)

OrderPath = Annotated[
    str,
    Path(description="As the shopper writes it: in small letters, without signs, or its digits alone, too."),
]


class OrderBody(BaseModel):
    """Where an order is."""

    order_id: str = Field(description="The shop's own id.", examples=["HF-10023"])
    status: OrderStatus = Field(description="Where it is.")
    placed_at: datetime = Field(description="When it was placed, in UTC.")
    expected_on: date | None = Field(default=None, description="The day it should arrive; null: not told.")
    carrier: str = Field(default="", description="Who brings it; empty: not told.")
    tracking_url: str = Field(default="", description="Where the carrier says where it is; empty: not told.")


class OrdersBody(BaseModel):
    """The shopper's newest orders."""

    orders: list[OrderBody] = Field(description="The newest first, at most three.")


@router.get("")
def latest_orders(session: SessionOf, conversation: ConversationOf) -> OrdersBody:
    """The shopper's three newest orders."""
    newest = sorted(orders_of(session, conversation.shopper_id), key=attrgetter("placed_at"), reverse=True)
    return OrdersBody(orders=newest[:3])


@router.get("/{order_id}")
def order(order_id: OrderPath, session: SessionOf, conversation: ConversationOf) -> OrderBody:
    """One order of the shopper's; somebody else's is as unknown as one that does not exist."""
    if (called := _called(orders_of(session, conversation.shopper_id), order_id)) is None:
        raise NotFound("The shopper has no such order.", field="order_id")
    return called


def _called(own: Sequence[OrderBody], said: str) -> OrderBody | None:
    """The order that is called so: as it is written, by letters and digits, or by digits if one has them.

    Shoppers write "hf 20007" or "20007" where the shop writes "HF-20007", and "1001" where it writes "#1001".
    """
    letters, digits = _letters(said), _digits(said)
    alike = [order for order in own if _letters(order.order_id) == letters]
    if exact := next((order for order in alike if order.order_id == said), None):
        return exact
    if alike or not digits:
        return alike[0] if alike else None
    by_digits = [
        order
        for order in own
        if _digits(order.order_id) == digits and digits in (letters, _letters(order.order_id))
    ]
    return by_digits[0] if len(by_digits) == 1 else None


def _letters(order_id: str) -> str:
    return "".join(letter for letter in order_id.casefold() if letter.isalnum())


def _digits(order_id: str) -> str:
    return "".join(letter for letter in order_id if letter.isdecimal())


def orders_of(session: Session, shopper_id: str) -> list[OrderBody]:
    """The person's, on whichever device: as the server tells, or placed where the browser alone reported."""
    person = same_person(session, shopper_id)
    told = [
        OrderBody.model_validate(order, from_attributes=True) for order in orders.of_shoppers(session, person)
    ]
    known = {order.order_id for order in told}
    reported = events.orders_reported(session, person)
    return told + [
        OrderBody(order_id=order_id, status=OrderStatus.PLACED, placed_at=at)
        for order_id, at in reported.items()
        if order_id not in known
    ]
