"""Events as they arrive: checked as a batch, stored once each."""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from core.aliases import Names, resolve
from core.clock import IN_THE_FUTURE, is_future
from core.database import insert_new
from core.errors import FieldError, InvalidInput
from core.external_ids import is_placeholder
from core.products import ProductId
from feedback.events.purchases import OF_ORDERS
from feedback.tables import Event, EventType

WITH_PRODUCT = {
    EventType.VIEW,
    EventType.IMPRESSION,
    EventType.CLICK,
    EventType.CART,
    EventType.REMOVE,
    EventType.PURCHASE,
    EventType.RETURN,
}
"""What is about a product; a purchase or a return may be of a whole order instead."""

NEEDS_CONSENT = {EventType.VIEW, EventType.IMPRESSION, EventType.CLICK, EventType.SEARCH}
"""What is recorded of those alone who allow personalisation; an order needs the other kinds."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as it arrives; `event_id` is made by the client, so that sending twice stores once."""

    event_id: str
    shopper_id: str
    session_id: str
    type: EventType
    occurred_at: datetime
    product_id: str | None = None
    quantity: int = 1
    price: Decimal | None = None
    currency: str | None = None
    placement: str | None = None
    order_id: str | None = None
    query: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: stored now, known already, or left out for want of consent."""

    accepted: int
    duplicates: int
    not_allowed: int = 0


def record(
    session: Session,
    events: Sequence[NewEvent],
    *,
    now: datetime,
    unwilling: Collection[str] = (),
    on_sale: Names | None = None,
) -> Recorded:
    """Store a batch, whole or not at all; InvalidInput names every field that is wrong.

    Of shoppers who are `unwilling` only what an order needs is stored. A product may be called by an alias;
    what is `on_sale` need not be looked up in the catalog, which forgets no product.
    """
    named = {event.product_id for event in events if event.product_id is not None}
    products = resolve(session, named, on_sale=on_sale)
    errors = [*_time_errors(events, now), *_product_errors(events, products)]
    if errors:
        raise InvalidInput("Some events cannot be stored; none of this batch was.", errors=tuple(errors))
    wanted = [
        _by_id(event, products)
        for event in events
        if event.shopper_id not in unwilling or event.type not in NEEDS_CONSENT
    ]
    return replace(store(session, wanted, now=now), not_allowed=len(events) - len(wanted))


def store(session: Session, events: Sequence[NewEvent], *, now: datetime) -> Recorded:
    """Store events that are known to be right, such as an importer's."""
    stored = insert_new(session, Event, [_row(event, now) for event in events])
    return Recorded(accepted=stored, duplicates=len(events) - stored)


def _row(event: NewEvent, now: datetime) -> dict[str, object]:
    return {
        "event_id": event.event_id,
        "shopper_id": event.shopper_id,
        "session_id": event.session_id,
        "type": event.type.value,
        "product_id": event.product_id,
        "quantity": event.quantity,
        "price": event.price,
        "currency": event.currency,
        "placement": event.placement,
        "order_id": _order_of(event),
        "query": event.query,
        "context": dict(event.context),
        "occurred_at": event.occurred_at,
        "received_at": now,
    }


def _time_errors(events: Sequence[NewEvent], now: datetime) -> Iterator[FieldError]:
    for index, event in enumerate(events):
        if is_future(event.occurred_at, now):
            yield FieldError(f"events[{index}].occurred_at", IN_THE_FUTURE)


def _order_of(event: NewEvent) -> str | None:
    """None for a placeholder: the purchase was made, but all that have it would become one order."""
    return None if event.order_id is None or is_placeholder(event.order_id) else event.order_id


def _by_id(event: NewEvent, products: Mapping[str, ProductId]) -> NewEvent:
    product_id = products.get(event.product_id or "", event.product_id)
    return event if product_id == event.product_id else replace(event, product_id=product_id)


def _product_errors(events: Sequence[NewEvent], known: Container[str]) -> Iterator[FieldError]:
    for index, event in enumerate(events):
        if event.type in OF_ORDERS and _order_of(event) is not None:
            continue  # a gift card or a service is part of an order, too
        if event.type in WITH_PRODUCT and event.product_id is None:
            yield FieldError(f"events[{index}].product_id", f"is needed for a {event.type} event.")
        elif event.product_id is not None and event.product_id not in known:
            yield FieldError(
                f"events[{index}].product_id",
                f"{event.product_id!r} is not in the catalog; add the product first.",
            )
