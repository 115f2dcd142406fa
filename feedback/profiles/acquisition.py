"""What segments read beside interactions: what each shopper paid, and how their first session came about."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from core.database import table_of
from feedback.tables import Event, EventType


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a shopper came first, and what their browser or the shop said of it then."""

    at: datetime
    context: Mapping[str, str] = field(default_factory=dict)


def paid(session: Session, prices: Mapping[str, float]) -> dict[str, float]:
    """What each shopper's purchases cost in all; the catalog's price where an event names none."""
    event = table_of(Event).c
    query = select(event.shopper_id, event.product_id, event.price, event.quantity)
    rows = session.execute(query.where(event.type == EventType.PURCHASE).execution_options(yield_per=10_000))
    totals: dict[str, float] = defaultdict(float)
    for shopper_id, product_id, price, quantity in rows:
        unit_price = float(price) if price is not None else prices.get(product_id or "", 0.0)
        totals[shopper_id] += unit_price * quantity
    return dict(totals)


def arrivals(session: Session) -> dict[str, Arrival]:
    """The first event of each shopper; an exit intent's "source" is how they left, so it is passed over."""
    event = table_of(Event).c
    came = event.type != EventType.EXIT_INTENT
    first = select(event.shopper_id, func.min(event.occurred_at).label("at")).where(came)
    earliest = first.group_by(event.shopper_id).subquery()
    query = (
        select(event.shopper_id, event.occurred_at, event.context)
        .join(earliest, event.shopper_id == earliest.c.shopper_id)
        .where(came, event.occurred_at == earliest.c.at)
        .execution_options(yield_per=10_000)
    )
    return {shopper_id: Arrival(at, context) for shopper_id, at, context in session.execute(query)}
