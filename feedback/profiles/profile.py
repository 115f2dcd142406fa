"""What is known of one shopper and may be used: what they did, weighed by what they said, and said."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from sqlmodel import Session

from core.consent import ConsentPurpose, holds
from core.database import Rows
from core.interactions import Interaction, Statement
from core.products import Product, ProductId
from feedback.events import FOLLOW, MOVEMENTS, Movement, replay
from feedback.events.purchases import ProductEvent
from feedback.profiles.records import NEWEST, Record, What, read_records_within
from feedback.profiles.weights import LabelledAnswer, Signal, Spoken, weighed
from feedback.reasons import Effect
from feedback.surveys import askings
from feedback.tables import EventType, SignalKind

BUDGET_HOLDS = timedelta(days=2)
"""A budget is that of an errand: "under £20" for a present says nothing of what they may like next week."""
PRICE_REASONS_SATURATE = 2.0
"""So many price reasons make a shopper as price sensitive as can be."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a shopper said that holds now: statements, a budget, and how much price matters (0 to 1)."""

    statements: tuple[Statement, ...] = ()
    max_price: Decimal | None = None
    price_sensitivity: float = 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What may be used of a shopper: what they did, oldest first, and said; nothing where they forbid it."""

    history: tuple[Interaction, ...] = ()
    said: Said = Said()
    context: Mapping[str, str] = field(default_factory=dict)
    """Where they come from, as their last event says it: "device", "country", "source"."""
    shopper_id: str | None = None
    """None where nobody was found."""
    allowed: bool = True
    """Whether what they did and said may shape what they see."""
    cart: frozenset[ProductId] = frozenset()
    """What is in it, on all their devices."""


def read_profile(
    session: Session,
    shopper_id: str,
    *,
    products: Mapping[ProductId, Product],
    now: datetime,
    limit: int = NEWEST,
) -> Profile:
    """What may be used of a shopper `now`, with at most `limit` interactions, as its transaction sees it."""
    return profile_of(read_records_within(session, shopper_id, limit=limit), products=products, now=now)


def profile_of(rows: Rows, *, products: Mapping[ProductId, Product], now: datetime) -> Profile:
    """What the rows of `read_records` mean `now`, in a shop that has these `products` on sale."""
    parts: dict[str, list[Record]] = defaultdict(list)
    for record in map(Record._make, rows):
        parts[record.what].append(record)
    if not parts[What.SHOPPER]:
        return Profile()
    shopper_id = str(parts[What.SHOPPER][0].kind)
    if not _allows(parts[What.CONSENT]):
        return Profile(shopper_id=shopper_id, allowed=False)
    events = [
        ProductEvent(
            ProductId(record.product_id or ""),
            str(record.kind),
            record.moment,
            record.order_id,
            1 if record.quantity is None else record.quantity,
            record.received_at,
        )
        for record in parts[What.ACT]
    ]
    spoken = _spoken(parts[What.LABEL], parts[What.SIGNAL])
    history = weighed(shopper_id, events, spoken, products)
    context = dict(
        item for record in parts[What.CONTEXT] for item in json.loads(record.value or "{}").items()
    )
    cart = _in_carts([*parts[What.ACT], *parts[What.MOVEMENT]], now)
    return Profile(tuple(history), _said(spoken, now), context, shopper_id, cart=cart)


def _in_carts(records: Sequence[Record], now: datetime) -> frozenset[ProductId]:
    """What is not recommended: what is in a cart of theirs, on whatever device, as long as it is followed.

    What they bought on one device is in no cart of another, as recovery has it.
    """
    moved: dict[str, list[Movement]] = defaultdict(list)
    bought: list[Movement] = []
    for index, record in enumerate(records):
        if record.kind in MOVEMENTS:
            movement = _movement(str(index), record)
            of_type = bought if movement.type is EventType.PURCHASE else moved[record.attribute or ""]
            of_type.append(movement)
    carts = (replay([*movements, *bought]) for movements in moved.values())
    return frozenset(
        line.product_id
        for cart in carts
        if cart is not None and now - cart.last.at <= FOLLOW
        for line in cart.lines
    )


def _movement(event_id: str, record: Record) -> Movement:
    return Movement(
        event_id=event_id,
        type=EventType(record.kind or ""),
        product_id=ProductId(record.product_id) if record.product_id is not None else None,
        at=record.moment,
        quantity=record.quantity or 1,
        order_id=record.order_id,
    )


def _allows(decisions: Sequence[Record]) -> bool:
    return holds(bool(decisions[0].yes) if decisions else None, ConsentPurpose.PERSONALISATION)


def _spoken(labels: Sequence[Record], signals: Sequence[Record]) -> Spoken:
    answers = (
        LabelledAnswer(
            label.moment, Effect(label.kind or ""), tuple(map(ProductId, json.loads(label.value or "[]")))
        )
        for label in labels
    )
    stated = (
        Signal(
            signal.moment,
            SignalKind(signal.kind or ""),
            None if signal.product_id is None else ProductId(signal.product_id),
            signal.attribute,
            signal.value,
            bool(signal.yes),
        )
        for signal in signals
    )
    return Spoken.of(answers, stated)


def _said(spoken: Spoken, now: datetime) -> Said:
    budgets = [
        signal.value
        for signal in spoken.signals
        if signal.kind == SignalKind.BUDGET and signal.value and now - signal.at <= BUDGET_HOLDS
    ]
    price_reasons = askings(answer.at for answer in spoken.answers if answer.effect is Effect.PRICE_SENSITIVE)
    return Said(
        statements=spoken.statements,
        max_price=_amount(budgets[-1]) if budgets else None,
        price_sensitivity=min(price_reasons / PRICE_REASONS_SATURATE, 1.0),
    )


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
