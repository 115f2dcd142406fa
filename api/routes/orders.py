"""Orders: the shop's server reports them; they end carts, and the assistant can tell their status."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BeforeValidator, ConfigDict, Field, HttpUrl
from sqlmodel import Session

from api.http.dependencies import Now, Server, Services, ServicesOf, addressed, named
from api.http.fields import Amount, Day, Moment, without_nul
from api.http.schemas import Address, Body, Currency, ExternalId, Identifier
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute
from api.routes.shoppers_orders import OrderBody
from core import orders
from core.errors import InvalidInput, NotFound
from core.shoppers import ensure_at_address, ensure_shopper
from core.tables import TAKEN_BACK, OrderStatus, Shopper
from feedback import events

router = APIRouter(prefix="/v1/orders", tags=["orders"], dependencies=[Server], route_class=WorkRoute)

MOST_LINES = 1_000

OrderPath = Annotated[Identifier, Path(description="The shop's own id.", examples=["HF-10023"])]


class OrderLineBody(Body):
    """So many of a product in an order."""

    product_id: Identifier = Field(description="Also what the catalog does not know, such as a gift card.")
    quantity: int = Field(default=1, ge=1, le=100_000, description="Pieces.")
    price: Amount | None = Field(default=None, description="Of one piece.")
    currency: Currency | None = Field(
        default=None, description="Of the price; without one the shop's, RAPPORT_CURRENCY."
    )
    status: OrderStatus | None = Field(
        default=None, description="Where it is not the order's: cancelled, returned or refunded by itself."
    )


class OrderNewsBody(Body):
    """What the shop says of an order now."""

    shopper_id: ExternalId | None = Field(default=None, description="The shop's own id.")
    email: Address | None = Field(
        default=None, description="Whose it is, where the shop does not know them by an id of its own."
    )
    status: OrderStatus = Field(description="Where it is now.")
    placed_at: Moment = Field(description="When it was placed, with a zone.")
    lines: list[OrderLineBody] = Field(
        default_factory=list,
        max_length=MOST_LINES,
        description="What is in it. A product that is not named stays as it was told before; one that is"
        " named was taken back only if its status says so.",
    )
    expected_on: Day | None = Field(
        default=None, description="The day it should arrive.", examples=["2026-03-04"]
    )
    carrier: str = Field(default="", max_length=100, description="Who brings it, as shoppers call them.")
    tracking_url: Annotated[HttpUrl, BeforeValidator(without_nul)] | None = Field(
        default=None, description="Where the carrier says where it is: http or https."
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "shopper_id": "c-1042",
                    "status": "shipped",
                    "placed_at": "2026-03-01T12:00:00Z",
                    "lines": [{"product_id": "rain-jacket", "quantity": 1, "price": "34.00"}],
                    "expected_on": "2026-03-04",
                    "carrier": "Royal Mail",
                    "tracking_url": "https://tracking.example/HF-10023",
                }
            ]
        }
    )


@router.put("/{order_id}")
def report(
    order_id: OrderPath, body: OrderNewsBody, services: ServicesOf, session: SessionOf, now: Now
) -> OrderBody:
    """Store an order or its news: it ends the cart, and what was taken back is bought no more.

    Named as another shopper's, it is theirs from now on, with all that a server told of it.
    """
    news = orders.OrderNews(
        order_id=order_id,
        shopper_id=_named(services, session, body, now).shopper_id,
        status=body.status,
        placed_at=body.placed_at,
        expected_on=body.expected_on,
        carrier=body.carrier,
        tracking_url=str(body.tracking_url or ""),
    )
    order = orders.report(session, news, now=now)
    told = events.ServerOrder(
        order_id=order_id,
        shopper_id=order.shopper_id,
        placed_at=body.placed_at,
        lines=[_line(line, services.settings.currency) for line in body.lines],
        taken_back=body.status in TAKEN_BACK,
    )
    events.keep_in_step(session, told, now=now)
    return OrderBody.model_validate(order, from_attributes=True)


def _named(services: Services, session: Session, body: OrderNewsBody, now: datetime) -> Shopper:
    if body.shopper_id is not None and body.email is None:
        external_id = named(services, body.shopper_id, field="shopper_id")
        return ensure_shopper(session, external_id, now=now)
    if body.email is not None and body.shopper_id is None:
        email = addressed(services, body.email, field="email")
        return ensure_at_address(session, email, now=now)
    raise InvalidInput("Name the shopper: by shopper_id or by email.", field="shopper_id")


def _line(line: OrderLineBody, currency: str) -> events.OrderLine:
    return events.OrderLine(
        product_id=line.product_id,
        quantity=line.quantity,
        price=line.price,
        currency=None if line.price is None else line.currency or currency,
        taken_back=line.status in TAKEN_BACK,
    )


@router.get("/{order_id}")
@raises(NotFound)
def read(order_id: OrderPath, session: SessionOf) -> OrderBody:
    """One order."""
    return OrderBody.model_validate(orders.order(session, order_id), from_attributes=True)
