"""What has become of a cart that was left: bought, changed or left still; and who is in the shop now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from core.database import BATCH, batched
from feedback.events import CLOCK_SKEW
from feedback.tables import Event, EventType
from recovery.carts.people import People, everyone, people
from recovery.tables import AbandonedCart, CartState

CART_EVENTS = (EventType.CART, EventType.REMOVE)

Moment = tuple[datetime, datetime]
"""When an event happened by the client's clock, and when it reached us by ours."""


def outcomes(
    session: Session, carts: Sequence[AbandonedCart], persons: People | None = None
) -> dict[str, CartState]:
    """What has become of these carts by now, whatever their rows say: cart id -> state."""
    if not carts:
        return {}
    persons = persons or people(session, {cart.shopper_id for cart in carts})
    since = min(cart.last_activity_at for cart in carts) - CLOCK_SKEW
    purchases, changes = _moments(session, everyone(persons), since=since)
    # Only a purchase can be early by its client's clock.
    received = _received(session, [cart.cart_id for cart in carts]) if purchases else {}
    states = {}
    for cart in carts:
        bought = (moment for shopper_id in persons[cart.shopper_id] for moment in purchases[shopper_id])
        if any(_ends(cart, received.get(cart.cart_id), moment) for moment in bought):
            states[cart.cart_id] = CartState.PURCHASED
        elif any(at > cart.last_activity_at for at, _ in changes[cart.shopper_id]):
            states[cart.cart_id] = CartState.CHANGED
        else:
            states[cart.cart_id] = CartState.ABANDONED
    return states


def active_since(session: Session, shopper_ids: Collection[str], since: datetime) -> set[str]:
    """Which of these shoppers did anything after a moment."""
    active: set[str] = set()
    for batch in batched(shopper_ids, BATCH):
        query = select(Event.shopper_id).where(col(Event.shopper_id).in_(batch), Event.occurred_at > since)
        active.update(session.exec(query.distinct()))
    return active


Moments = Mapping[str, Sequence[Moment]]


def _moments(session: Session, shopper_ids: Collection[str], *, since: datetime) -> tuple[Moments, Moments]:
    """When each shopper bought, and when they touched their cart."""
    purchases: dict[str, list[Moment]] = defaultdict(list)
    changes: dict[str, list[Moment]] = defaultdict(list)
    for batch in batched(shopper_ids, BATCH):
        query = select(Event.shopper_id, Event.type, Event.occurred_at, Event.received_at)
        query = query.where(col(Event.shopper_id).in_(batch), Event.occurred_at >= since)
        for shopper_id, kind, occurred_at, received_at in session.exec(
            query.where(col(Event.type).in_((EventType.PURCHASE, *CART_EVENTS)))
        ):
            moments = purchases if kind == EventType.PURCHASE else changes
            moments[shopper_id].append((occurred_at, received_at))
    return purchases, changes


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
