"""What segments read beside interactions: what each shopper paid, and how their first session came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import and_, func, select
from sqlmodel import Session

from core.automated import by_shoppers
from core.database import table_of
from feedback.events.purchases import OF_ORDERS, ProductEvent, Purchase, is_own, purchases
from feedback.events.purchases import columns as of_product_events
from feedback.tables import Event, EventType


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a shopper came first, and what their browser or the shop said of it then."""

    at: datetime
    context: Mapping[str, str] = field(default_factory=dict)


def paid(session: Session, prices: Mapping[str, float]) -> dict[str, float]:
    """What each shopper's purchases cost in all, without what was taken back.

    The catalog's price counts where an event names none.
    """
    event = table_of(Event)
    columns = event.c
    query = (
        select(*of_product_events(event, "price"))
        .where(columns.type.in_(list(OF_ORDERS)), is_own(event), by_shoppers(columns.shopper_id))
        .order_by(columns.shopper_id)
        .execution_options(yield_per=10_000)
    )
    return {
        shopper_id: sum(_cost(purchase, prices) for purchase in purchases(map(ProductEvent.of, rows)))
        for shopper_id, rows in groupby(session.execute(query), itemgetter(0))
    }


def _cost(purchase: Purchase, prices: Mapping[str, float]) -> float:
    """What was kept of it cost; pieces of several prices were taken back from all alike."""
    total = sum(
        line.quantity * (float(line.price) if line.price is not None else prices.get(line.product_id, 0.0))
        for line in purchase.lines
    )
    return total * purchase.kept / purchase.bought


def arrivals(session: Session) -> dict[str, Arrival]:
    """The first event of each shopper in a browser.

    An exit intent's "source" is how they left, so it is passed over, as is what a server tells of orders.
    """
    event = table_of(Event).c
    came = and_(event.type != EventType.EXIT_INTENT, event.session_id != "", by_shoppers(event.shopper_id))
    first = select(event.shopper_id, func.min(event.occurred_at).label("at")).where(came)
    earliest = first.group_by(event.shopper_id).subquery()
    query = (
        select(event.shopper_id, event.occurred_at, event.context)
        .join(earliest, event.shopper_id == earliest.c.shopper_id)
        .where(came, event.occurred_at == earliest.c.at)
        .execution_options(yield_per=10_000)
    )
    return {shopper_id: Arrival(at, context) for shopper_id, at, context in session.execute(query)}
