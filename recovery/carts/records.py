"""What a look at the carts found, noted: those that were left, and what became of those known before."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from core.database import BATCH, batched, insert_new, table_of
from core.tables import Shopper
from recovery.carts.detection import Sighting
from recovery.tables import AbandonedCart, CartState


@dataclass(frozen=True, slots=True)
class Detection:
    """How many carts were noted: newly abandoned, and known ones that were bought or changed since."""

    abandoned: int
    purchased: int
    changed: int


def note(session: Session, sighting: Sighting) -> Detection:
    """Write down what was seen; who was erased since the look is left out."""
    there: set[str] = set()
    for batch in batched({row["shopper_id"] for row in sighting.left}, BATCH):
        there.update(session.exec(select(Shopper.shopper_id).where(col(Shopper.shopper_id).in_(batch))))
    abandoned = insert_new(
        session, AbandonedCart, [row for row in sighting.left if row["shopper_id"] in there]
    )
    carts, ends = table_of(AbandonedCart), list(sighting.ends.values())
    for cart_id, state in sighting.ends.items():
        session.execute(update(carts).where(carts.c.cart_id == cart_id).values(state=state))
    return Detection(
        abandoned=abandoned, purchased=ends.count(CartState.PURCHASED), changed=ends.count(CartState.CHANGED)
    )
