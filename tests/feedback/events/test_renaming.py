"""An order told by a SKU that nobody knew counts for the product once its alias comes, and counts once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from core import catalog
from core.products import Product, ProductId
from core.shoppers import ensure_shopper
from feedback.events import NewEvent, OrderLine, ServerOrder, keep_in_step, record, rename
from feedback.profiles import read_profile
from feedback.tables import Event, EventType
from tests.clock import ManualClock

MUG = Product(ProductId("mug"), "Mug")
NAMED = replace(MUG, aliases=("SKU-1", "0012345678905"))


@pytest.fixture
def order(session: Session, clock: ManualClock) -> ServerOrder:
    """Of two mugs by their SKU, one by its GTIN and a gift card, of a shop that has no aliases yet."""
    catalog.upsert(session, [MUG], now=clock.now())
    shopper = ensure_shopper(session, "ayla", now=clock.now())
    lines = (OrderLine("SKU-1", 2), OrderLine("12345678905", 1), OrderLine("gift card"))
    order = ServerOrder("o-1", shopper.shopper_id, clock.now(), lines)
    keep_in_step(session, order, now=clock.now())
    return order


def bought(session: Session) -> list[tuple[str | None, int]]:
    rows = session.exec(select(Event.product_id, Event.quantity).where(Event.product_id.is_not(None)))  # type: ignore[union-attr]
    return sorted(rows.all(), key=str)


def test_a_line_counts_once_its_alias_is_known(
    session: Session, clock: ManualClock, order: ServerOrder
) -> None:
    purchase = NewEvent(
        event_id="e-1",
        shopper_id=order.shopper_id,
        session_id="s",
        type=EventType.PURCHASE,
        occurred_at=clock.now(),
        product_id="SKU-1",
        order_id="o-2",
    )
    record(session, [purchase], now=clock.now())
    assert rename(session) == 0
    catalog.upsert(session, [NAMED], now=clock.now())
    assert rename(session) == 3
    assert rename(session) == 0
    session.expire_all()
    assert bought(session) == [("gift card", 1), ("mug", 1), ("mug", 1), ("mug", 2)]
    profile = read_profile(session, order.shopper_id, products={MUG.product_id: MUG}, now=clock.now())
    assert {interaction.product_id for interaction in profile.history} == {"gift card", "mug"}


@pytest.mark.parametrize("renamed", [False, True])
def test_an_order_that_is_told_again_counts_once(
    session: Session, clock: ManualClock, order: ServerOrder, renamed: bool
) -> None:
    catalog.upsert(session, [NAMED], now=clock.now())
    if renamed:
        rename(session)
    clock.advance(timedelta(hours=1))
    keep_in_step(session, order, now=clock.now())
    session.expire_all()
    assert bought(session) == [("gift card", 1), ("mug", 3)]
