"""Events: what shoppers do, in batches that may be sent again."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints
from sqlmodel import Session

from api.http.dependencies import (
    ONLY_SERVERS_NAME,
    AutomatedOf,
    Now,
    Role,
    RoleOf,
    Services,
    ServicesOf,
    VisitorToken,
    addressed,
    named,
    visitor_id,
)
from api.http.fields import Amount, Moment
from api.http.limited import limited
from api.http.quotas import QuotaKind
from api.http.schemas import Address, Body, Currency, ExternalId, Identifier
from api.http.work import SessionOf, WorkRoute
from core.automated import mark
from core.consent import unwilling, visitor_and_consent
from core.errors import InvalidInput
from core.shoppers import ensure_at_address, ensure_shoppers
from core.tables import AutomationSign
from feedback import events
from feedback.tables import EventType

router = APIRouter(
    prefix="/v1", tags=["events"], route_class=WorkRoute, dependencies=[limited(QuotaKind.EVENTS)]
)

STOREFRONT_BATCH = 100
SERVER_BATCH = 1_000

Word = Annotated[str, StringConstraints(max_length=200)]


class EventBody(Body):
    """One thing that a shopper did; the client makes the id, and sending it twice stores it once."""

    id: UUID = Field(description="Made by the client; a repeated one is accepted and stored once.")
    type: EventType = Field(description="What they did.")
    occurred_at: Moment = Field(description="When, with a zone; at most a little ahead of our clock.")
    session_id: Identifier | None = Field(
        default=None, description="A storefront names it; a server that knows none leaves it out."
    )
    shopper_id: ExternalId | None = Field(
        default=None, description="The shop's own id; only servers send it."
    )
    email: Address | None = Field(
        default=None, description="Whose it is, where a server does not know them by an id of its own."
    )
    product_id: Identifier | None = Field(
        default=None, description="Of the catalog; in an order also what the catalog does not know."
    )
    quantity: int = Field(default=1, ge=1, le=100_000, description="Pieces.")
    price: Amount | None = Field(default=None, description="Of one piece.")
    currency: Currency | None = Field(
        default=None, description="Of the price; without one the shop's, RAPPORT_CURRENCY."
    )
    placement: Word | None = Field(
        default=None, description="Where the product was shown, or clicked.", examples=["home"]
    )
    order_id: Identifier | None = Field(
        default=None,
        description="Of a purchase: the order it belongs to, by which it counts once.",
        examples=["HF-10023"],
    )
    query: Annotated[str, StringConstraints(max_length=500)] | None = Field(
        default=None, description="What was searched for."
    )
    context: dict[Word, Word] = Field(
        default_factory=dict,
        max_length=20,
        description="How they came, by name: `device`, `source` and what else the shop tells.",
    )


EXAMPLE: dict[str, JsonValue] = {
    "id": "0c7b4f9e-53f1-4a52-9a3e-6f6f2c1f5c11",
    "type": "cart",
    "occurred_at": "2026-03-01T12:00:00Z",
    "session_id": "s-81f2",
    "product_id": "rain-jacket",
    "quantity": 1,
    "price": "34.00",
    "currency": "GBP",
}


class EventsBody(Body):
    """A batch: stored whole or, when a field is wrong, not at all."""

    events: list[EventBody] = Field(
        min_length=1,
        max_length=SERVER_BATCH,
        description="A storefront sends at most 100 at once, a server 1,000.",
    )

    model_config = ConfigDict(json_schema_extra={"examples": [{"events": [EXAMPLE]}]})


class RecordedBody(BaseModel):
    """How many were new, how many known already, and how many were left out for want of consent."""

    accepted: int = Field(description="Events that are new.")
    duplicates: int = Field(description="Events that were known by their id, or by their order.")
    not_allowed: int = Field(
        default=0, description="Views, clicks, searches and impressions of who forbids personalisation."
    )


@router.post("/events", status_code=status.HTTP_202_ACCEPTED)
def record(
    body: EventsBody,
    role: RoleOf,
    services: ServicesOf,
    session: SessionOf,
    now: Now,
    automated: AutomatedOf,
    visitor: VisitorToken = None,
) -> RecordedBody:
    """Record what a visitor did, or, for servers, what any shopper did.

    What crawlers, monitors and scripts do is taken like all else, and counted nowhere.
    """
    if role is Role.STOREFRONT:
        if len(body.events) > STOREFRONT_BATCH:
            raise InvalidInput(
                f"A storefront sends at most {STOREFRONT_BATCH} events at once.", field="events"
            )
        for index, event in enumerate(body.events):
            _check_of_storefront(event, f"events[{index}]")
        shopper_id, allowed = visitor_and_consent(session, visitor_id(services, visitor))
        shoppers = [shopper_id] * len(body.events)
        forbidden: set[str] = set() if allowed else {shopper_id}
        if automated:
            mark(session, shopper_id, AutomationSign.NAME)
    else:
        shoppers = _named(services, session, body.events, now)
        forbidden = unwilling(session, shoppers)
    currency = services.settings.currency
    batch = [
        _new_event(event, shopper, currency=currency)
        for event, shopper in zip(body.events, shoppers, strict=True)
    ]
    recorded = events.record(session, batch, now=now, unwilling=forbidden, on_sale=services.answers.on_sale)
    if role is Role.STOREFRONT:
        events.judge(session, shoppers[0], now=now)
    return RecordedBody(**asdict(recorded))


def _check_of_storefront(event: EventBody, field: str) -> None:
    if event.shopper_id is not None:
        raise InvalidInput(ONLY_SERVERS_NAME, field=f"{field}.shopper_id")
    if event.email is not None:
        raise InvalidInput(ONLY_SERVERS_NAME, field=f"{field}.email")
    if event.type is EventType.RETURN:
        raise InvalidInput("Only a server tells what was taken back.", field=f"{field}.type")
    if event.session_id is None:
        raise InvalidInput("A storefront must name the session.", field=f"{field}.session_id")


def _named(services: Services, session: Session, batch: Sequence[EventBody], now: datetime) -> list[str]:
    """Whom a server names in each event, by its own id or by an address."""
    for index, event in enumerate(batch):
        field = f"events[{index}].shopper_id"
        if (event.shopper_id is None) == (event.email is None):
            raise InvalidInput("A server must name the shopper: by shopper_id or by email.", field=field)
        if event.shopper_id is not None:
            named(services, event.shopper_id, field=field)
        if event.email is not None:
            addressed(services, event.email, field=f"events[{index}].email")
    ids = {event.shopper_id for event in batch if event.shopper_id is not None}
    addresses = sorted({event.email for event in batch if event.email is not None})
    by_id = ensure_shoppers(session, ids, now=now)
    by_address = {address: ensure_at_address(session, address, now=now) for address in addresses}
    return [
        (by_id[event.shopper_id] if event.shopper_id else by_address[event.email or ""]).shopper_id
        for event in batch
    ]


def _new_event(event: EventBody, shopper_id: str, *, currency: str) -> events.NewEvent:
    fields = event.model_dump(exclude={"id", "shopper_id", "email", "session_id", "currency"})
    return events.NewEvent(
        event_id=str(event.id),
        shopper_id=shopper_id,
        session_id=event.session_id or events.NO_SESSION,
        currency=event.currency or (None if event.price is None else currency),
        **fields,
    )
