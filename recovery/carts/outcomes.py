"""What has become of a cart that was left: bought, changed or left still; and who is in the shop now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from core.clock import CLOCK_SKEW
from core.database import BATCH, batched, table_of
from core.people import People, everyone, people
from feedback.tables import Event, EventType
from recovery.tables import AbandonedCart, CartState

CART_EVENTS = (EventType.CART, EventType.REMOVE)

Moment = tuple[datetime, datetime]
"""When an event happened by the client's clock, and when it reached us by ours."""


@dataclass(frozen=True, slots=True)
class _Purchase:
    """A report of a purchase; several with one order id are of one order."""

    moment: Moment
    order_id: str | None


def outcomes(
    session: Session, carts: Sequence[AbandonedCart], persons: People | None = None
) -> dict[str, CartState]:
    """What has become of these carts by now, whatever their rows say: cart id -> state.

    Bought or gone on with is what was bought or gone on with on any device of the person.
    """
    if not carts:
        return {}
    persons = persons or people(session, {cart.shopper_id for cart in carts})
    since = min(cart.last_activity_at for cart in carts) - CLOCK_SKEW
    purchases, changes = _moments(session, everyone(persons), since=since)
    # Only a purchase can be early by its client's clock.
    received = _received(session, [cart.cart_id for cart in carts]) if purchases else {}
    states = {}
    for cart in carts:
        person = persons[cart.shopper_id]
        reports = (purchase for shopper_id in person for purchase in purchases[shopper_id])
        if any(_ends(cart, received.get(cart.cart_id), moment) for moment in _placed(reports)):
            states[cart.cart_id] = CartState.PURCHASED
        elif any(at > cart.last_activity_at for shopper_id in person for at, _ in changes[shopper_id]):
            states[cart.cart_id] = CartState.CHANGED
        else:
            states[cart.cart_id] = CartState.ABANDONED
    return states


def active_since(session: Session, shopper_ids: Collection[str], since: datetime) -> set[str]:
    """Which of these shoppers did anything after a moment; what the shop takes back is not their doing."""
    active: set[str] = set()
    for batch in batched(shopper_ids, BATCH):
        query = select(Event.shopper_id).where(
            col(Event.shopper_id).in_(batch), Event.occurred_at > since, Event.type != EventType.RETURN
        )
        active.update(session.exec(query.distinct()))
    return active


Purchases = Mapping[str, Sequence[_Purchase]]
Moments = Mapping[str, Sequence[Moment]]


def _moments(session: Session, shopper_ids: Collection[str], *, since: datetime) -> tuple[Purchases, Moments]:
    """What each shopper bought, each order with its earlier reports, and when they touched their cart."""
    purchases: dict[str, list[_Purchase]] = defaultdict(list)
    changes: dict[str, list[Moment]] = defaultdict(list)
    event = table_of(Event).c
    columns = (event.shopper_id, event.type, event.occurred_at, event.received_at, event.order_id)
    for batch in batched(shopper_ids, BATCH):
        lately = select_columns(*columns).where(event.shopper_id.in_(batch), event.occurred_at >= since)
        for shopper_id, kind, occurred_at, received_at, order_id in session.execute(
            lately.where(event.type.in_((EventType.PURCHASE, *CART_EVENTS)))
        ):
            if kind == EventType.PURCHASE:
                purchases[shopper_id].append(_Purchase((occurred_at, received_at), order_id))
            else:
                changes[shopper_id].append((occurred_at, received_at))
    order_ids = {purchase.order_id for reports in purchases.values() for purchase in reports} - {None}
    for shopper_id, purchase in _earlier(session, order_ids, shopper_ids, before=since):
        purchases[shopper_id].append(purchase)
    return purchases, changes


def _earlier(
    session: Session, order_ids: Collection[str | None], shopper_ids: Collection[str], *, before: datetime
) -> Iterator[tuple[str, _Purchase]]:
    """What these shoppers reported of these orders before a moment."""
    for batch in batched(order_ids, BATCH):
        query = select(Event.shopper_id, Event.occurred_at, Event.received_at, Event.order_id).where(
            col(Event.order_id).in_(batch), Event.type == EventType.PURCHASE, Event.occurred_at < before
        )
        for shopper_id, occurred_at, received_at, order_id in session.exec(query):
            if shopper_id in shopper_ids:
                yield shopper_id, _Purchase((occurred_at, received_at), order_id)


def _placed(reports: Iterable[_Purchase]) -> Iterator[Moment]:
    """When each of one person's purchases was made: of an order, the first that is told of it."""
    orders: dict[str, Moment] = {}
    for report in reports:
        if report.order_id is None:
            yield report.moment
        else:
            occurred_at, received_at = orders.setdefault(report.order_id, report.moment)
            orders[report.order_id] = (min(occurred_at, report.moment[0]), min(received_at, report.moment[1]))
    yield from orders.values()


def _received(session: Session, event_ids: Sequence[str]) -> dict[str, datetime]:
    """When each cart's last event reached us; without those that retention has purged."""
    received: dict[str, datetime] = {}
    for batch in batched(event_ids, BATCH):
        query = select(Event.event_id, Event.received_at).where(col(Event.event_id).in_(batch))
        received.update(dict(session.exec(query).all()))
    return received


def _ends(cart: AbandonedCart, cart_received_at: datetime | None, purchase: Moment) -> bool:
    """Whether a purchase came after the cart: by the browsers' clocks, or by ours if one is a little fast."""
    occurred_at, received_at = purchase
    if occurred_at >= cart.last_activity_at:
        return True
    contradicted = cart_received_at is not None and received_at > cart_received_at
    return contradicted and occurred_at >= cart.last_activity_at - CLOCK_SKEW
