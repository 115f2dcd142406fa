"""What simulated shoppers leave behind, as plain values: the demo's start records them like a real shop's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.products import ProductId
from feedback.reasons import Reason
from feedback.tables import EventType


@dataclass(frozen=True, slots=True)
class SimulatedEvent:
    """One event of a session; `shopper` is the shop's own id for them ("sim-0042"), `price` is per piece."""

    event_id: str
    shopper: str
    session_id: str
    type: EventType
    occurred_at: datetime
    product_id: ProductId | None = None
    quantity: int = 1
    price: Decimal | None = None
    placement: str | None = None
    order_id: str | None = None
    query: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SimulatedAnswer:
    """An answer to the exit-intent survey; `text` is empty unless the reason is `other`."""

    answer_id: str
    shopper: str
    session_id: str
    reason: Reason
    text: str
    cart: tuple[ProductId, ...]
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class SimulatedStatement:
    """A preference that the shopper told the assistant; `wanted` False is "not pink"."""

    statement_id: str
    shopper: str
    attribute: str
    value: str
    wanted: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """A month of a shop, each list in order of time."""

    events: tuple[SimulatedEvent, ...]
    answers: tuple[SimulatedAnswer, ...]
    statements: tuple[SimulatedStatement, ...]
