"""Events read back: when a shopper did something last, their orders, what is looked at; old ones purged."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from core.database import table_of
from core.products import ProductId
from feedback.tables import Event, EventType


def last_of_type(session: Session, shopper_ids: Sequence[str], event_type: EventType) -> datetime | None:
    """When one of these shoppers last did something of this type."""
    return session.exec(
        select(Event.occurred_at)
        .where(col(Event.shopper_id).in_(shopper_ids), Event.type == event_type)
        .order_by(col(Event.occurred_at).desc())
        .limit(1)
    ).first()


def orders_reported(session: Session, shopper_ids: Collection[str]) -> dict[str, datetime]:
    """The orders that these shoppers' own purchase events name and when they were placed, newest first.

    One that was taken back as a whole is left out: only the shop's server can say what became of it.
    """
    event = table_of(Event)
    taken_back = select(event.c.order_id).where(
        event.c.shopper_id.in_(shopper_ids),
        event.c.type == EventType.RETURN,
        event.c.quantity > 0,
        event.c.product_id.is_(None),
        event.c.order_id.is_not(None),
    )
    placed_at = func.min(Event.occurred_at)
    rows = session.exec(
        select(Event.order_id, placed_at)
        .where(
            col(Event.shopper_id).in_(shopper_ids),
            Event.type == EventType.PURCHASE,
            col(Event.order_id).is_not(None),
            col(Event.order_id).not_in(taken_back),
        )
        .group_by(col(Event.order_id))
        .order_by(placed_at.desc())
    )
    return {order_id: at for order_id, at in rows if order_id is not None}


def views(session: Session, *, since: datetime) -> dict[ProductId, int]:
    """How often each product has been looked at from a moment on."""
    query = select(Event.product_id, func.count()).where(
        Event.type == EventType.VIEW, Event.occurred_at >= since, col(Event.product_id).is_not(None)
    )
    rows = session.exec(query.group_by(col(Event.product_id)))
    return {ProductId(product_id): count for product_id, count in rows if product_id is not None}


def purge(session: Session, *, before: datetime) -> int:
    """Delete the events that happened before a moment; returns how many."""
    table = table_of(Event)
    return int(getattr(session.execute(delete(table).where(table.c.occurred_at < before)), "rowcount", 0))
