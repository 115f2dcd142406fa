"""Orders: the shop's server reports them, so that the assistant can tell their status."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BeforeValidator, ConfigDict, Field, HttpUrl

from api.http.dependencies import Now, Server
from api.http.fields import Day, Moment, without_nul
from api.http.schemas import Body, Identifier
from api.http.work import SessionOf, WorkRoute
from api.routes.conversations import OrderBody
from core import orders
from core.shoppers import ensure_shopper
from core.tables import OrderStatus

router = APIRouter(prefix="/v1/orders", tags=["orders"], dependencies=[Server], route_class=WorkRoute)

OrderPath = Annotated[Identifier, Path()]


class OrderNewsBody(Body):
    """What the shop says of an order now."""

    shopper_id: Identifier = Field(description="The shop's own id.")
    status: OrderStatus
    placed_at: Moment
    expected_on: Day | None = None
    carrier: str = Field(default="", max_length=100)
    tracking_url: Annotated[HttpUrl, BeforeValidator(without_nul)] | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "shopper_id": "c-1042",
                    "status": "shipped",
                    "placed_at": "2026-03-01T12:00:00Z",
                    "expected_on": "2026-03-04",
                    "carrier": "Royal Mail",
                    "tracking_url": "https://tracking.example/HF-10023",
                }
            ]
        }
    )


@router.put("/{order_id}")
def report(order_id: OrderPath, body: OrderNewsBody, session: SessionOf, now: Now) -> OrderBody:
    """Store an order or its news."""
    news = orders.OrderNews(
        order_id=order_id,
        shopper_id=ensure_shopper(session, body.shopper_id, now=now).shopper_id,
        status=body.status,
        placed_at=body.placed_at,
        expected_on=body.expected_on,
        carrier=body.carrier,
        tracking_url=str(body.tracking_url or ""),
    )
    return OrderBody.model_validate(orders.report(session, news, now=now), from_attributes=True)


@router.get("/{order_id}")
def read(order_id: OrderPath, session: SessionOf) -> OrderBody:
    """One order."""
    return OrderBody.model_validate(orders.order(session, order_id), from_attributes=True)
