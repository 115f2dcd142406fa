"""Carts left without a purchase: found, and followed until they are bought or gone on with.

Finding takes long and writes nothing; `records` notes what was found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from core.automated import by_shoppers
from core.database import BATCH, batched
from core.people import everyone, people
from feedback.events import FOLLOW, Cart
from feedback.tables import Event
from recovery.carts.movements import replayed
from recovery.carts.outcomes import CART_EVENTS, active_since, outcomes
from recovery.tables import AbandonedCart, CartState


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a look found, not noted yet: carts that were left, as rows, and what became of known ones."""

    left: Sequence[Mapping[str, Any]]
    ends: Mapping[str, CartState]


def look(session: Session, *, now: datetime, idle: timedelta, within: timedelta) -> Sighting:
    """Find carts last touched in `within` by shoppers away for `idle`, follow those known, write nothing.

    Looking again finds nothing twice: a cart's id is that of its last event.
    """
    left: list[Mapping[str, Any]] = []
    for batch in batched(_candidates(session, now=now, idle=idle, within=within), BATCH):
        left += _find(session, batch, now=now, idle=idle)
    return Sighting(left, _follow(session, now))


def _follow(session: Session, now: datetime) -> dict[str, CartState]:
    """What became of the abandoned carts, of those that are it no more."""
    ends: dict[str, CartState] = {}
    query = select(AbandonedCart).where(
        AbandonedCart.state == CartState.ABANDONED, AbandonedCart.last_activity_at >= now - FOLLOW
    )
    for carts in batched(session.exec(query).all(), BATCH):
        states = outcomes(session, carts)
        ends |= {cart_id: state for cart_id, state in states.items() if state is not CartState.ABANDONED}
    return ends


def _candidates(session: Session, *, now: datetime, idle: timedelta, within: timedelta) -> Sequence[str]:
    """Shoppers who touched a cart lately, not just now, and not in a cart that is known already."""
    newest = (
        select(col(Event.shopper_id), func.max(Event.occurred_at).label("touched_at"))
        .where(col(Event.type).in_(CART_EVENTS), Event.occurred_at >= now - within)
        .where(by_shoppers(col(Event.shopper_id)))
        .group_by(col(Event.shopper_id))
        .subquery()
    )
    known = (
        select(AbandonedCart.cart_id)
        .where(
            AbandonedCart.shopper_id == newest.c.shopper_id,
            AbandonedCart.last_activity_at >= newest.c.touched_at,
        )
        .exists()
    )
    return session.exec(select(newest.c.shopper_id).where(newest.c.touched_at <= now - idle, ~known)).all()


def _find(
    session: Session, shopper_ids: Sequence[str], *, now: datetime, idle: timedelta
) -> list[dict[str, Any]]:
    persons = people(session, shopper_ids)
    active = active_since(session, everyone(persons), now - idle)
    away = {shopper_id: ids for shopper_id, ids in persons.items() if active.isdisjoint(ids)}
    carts = [_row(shopper_id, cart, now) for shopper_id, cart in replayed(session, away)]
    states = outcomes(session, carts)
    return [cart.model_dump() for cart in carts if states[cart.cart_id] is CartState.ABANDONED]


def _row(shopper_id: str, cart: Cart, now: datetime) -> AbandonedCart:
    return AbandonedCart(
        cart_id=cart.last.event_id,
        shopper_id=shopper_id,
        session_id=cart.last.session_id,
        lines=[
            {
                "product_id": line.product_id,
                "quantity": line.quantity,
                "price": None if line.price is None else str(line.price),
            }
            for line in cart.lines
        ],
        started_at=cart.started_at,
        last_activity_at=cart.last.at,
        detected_at=now,
    )
