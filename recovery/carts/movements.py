"""The carts of some shoppers, replayed from their events on all devices that count as one."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sqlmodel import Session, col, select

from core.database import BATCH, batched
from core.people import People, everyone
from core.products import ProductId
from feedback.events import MOVEMENTS, Cart, Movement, replay
from feedback.tables import Event, EventType


def replayed(session: Session, persons: People) -> Iterator[tuple[str, Cart]]:
    """Shopper id -> their cart, of those who have one."""
    movements = _movements(session, everyone(persons))
    for shopper_id, ids in persons.items():
        elsewhere = [
            movement
            for other in ids - {shopper_id}
            for movement in movements[other]
            if movement.type is EventType.PURCHASE
        ]
        cart = replay([*movements[shopper_id], *elsewhere])
        if cart is not None:
            yield shopper_id, cart


def _movements(session: Session, shopper_ids: Collection[str]) -> Mapping[str, list[Movement]]:
    movements: dict[str, list[Movement]] = defaultdict(list)
    for batch in batched(shopper_ids, BATCH):
        query = select(Event).where(col(Event.shopper_id).in_(batch), col(Event.type).in_(MOVEMENTS))
        for event in session.exec(query):
            movements[event.shopper_id].append(
                Movement(
                    event_id=event.event_id,
                    type=EventType(event.type),
                    product_id=ProductId(event.product_id) if event.product_id is not None else None,
                    at=event.occurred_at,
                    quantity=event.quantity,
                    order_id=event.order_id,
                    session_id=event.session_id,
                    price=event.price,
                )
            )
    return movements
