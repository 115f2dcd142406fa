"""What an order is, read back from both databases: bought once, paid once, and not at all once taken back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from core import catalog, shoppers
from core.interactions import Kind
from core.tables import Shopper
from feedback import events
from feedback.events import NewEvent
from feedback.profiles import acquisition, read_profile, shopper_sessions, training_data
from feedback.tables import EventType
from tests.clock import ManualClock
from tests.contracts.storage.shop import event


def bought(session: Session, shopper: Shopper, clock: ManualClock) -> tuple[int, int, float]:
    """(purchases that they are shown reasons by, that are learned from, what they paid)."""
    profile = read_profile(session, shopper.shopper_id, products={}, now=clock.now())
    learned = training_data(session, catalog.products(session)).interactions
    paid = acquisition.paid(session, {"jacket": 34.0})
    return (
        sum(interaction.kind is Kind.PURCHASE for interaction in profile.history),
        sum(interaction.kind is Kind.PURCHASE for interaction in learned),
        paid.get(shopper.shopper_id, 0.0),
    )


class Orders:
    """Reports of orders as they arrive, an hour after one another."""

    def __init__(self, session: Session, shopper: Shopper, clock: ManualClock) -> None:
        self._session, self._shopper, self._clock = session, shopper, clock
        self._count = 0

    def report(self, kind: EventType = EventType.PURCHASE, *lines: int, **fields: Any) -> None:
        told: list[NewEvent] = []
        for quantity in lines or (1,):
            self._count += 1
            line = event(f"e-{self._count}", self._shopper, self._clock.now(), kind)
            told.append(replace(line, quantity=quantity, **{"order_id": "HF-1", **fields}))
        events.store(self._session, told, now=self._clock.now())
        self._clock.advance(timedelta(hours=1))


@pytest.fixture
def orders(session: Session, ayla: Shopper, clock: ManualClock) -> Orders:
    return Orders(session, ayla, clock)


def test_an_order_reported_again_is_one_purchase(
    session: Session, ayla: Shopper, orders: Orders, clock: ManualClock
) -> None:
    orders.report()
    orders.report(session_id="phone")
    clock.advance(timedelta(days=4))
    orders.report(session_id="phone")
    assert bought(session, ayla, clock) == (1, 1, 34.0)
    orders.report(order_id="HF-2")
    assert bought(session, ayla, clock) == (2, 2, 68.0)


def test_lines_add_up_and_a_later_report_corrects(
    session: Session, ayla: Shopper, orders: Orders, clock: ManualClock
) -> None:
    orders.report(EventType.PURCHASE, 1, 2)
    assert bought(session, ayla, clock) == (1, 1, 102.0)
    orders.report(EventType.PURCHASE, 2, price=Decimal("30.00"))
    assert bought(session, ayla, clock) == (1, 1, 60.0)


def test_another_device_of_nobody_known_does_not_count_it_again(
    session: Session, ayla: Shopper, orders: Orders, clock: ManualClock
) -> None:
    orders.report()
    phone = shoppers.create_visitor(session, now=clock.now())
    orders.report(shopper_id=phone.shopper_id)
    assert bought(session, ayla, clock) == (1, 1, 34.0)
    assert acquisition.paid(session, {}) == {ayla.shopper_id: 34.0}


@pytest.mark.parametrize("product_id", ["jacket", None])
def test_what_was_taken_back_was_not_bought(
    session: Session, ayla: Shopper, orders: Orders, clock: ManualClock, product_id: str | None
) -> None:
    orders.report()
    orders.report(EventType.RETURN, product_id=product_id, session_id="")
    assert bought(session, ayla, clock) == (0, 0, 0.0)
    orders.report()  # its page, opened again
    assert bought(session, ayla, clock) == (0, 0, 0.0)


def test_a_part_that_was_sent_back_is_not_paid(
    session: Session, ayla: Shopper, orders: Orders, clock: ManualClock
) -> None:
    orders.report(EventType.PURCHASE, 3)
    orders.report(EventType.RETURN, 2, session_id="")
    assert bought(session, ayla, clock) == (1, 1, 34.0)


def test_an_order_page_opened_again_is_a_session_without_a_purchase(
    session: Session, ayla: Shopper, orders: Orders, clock: ManualClock
) -> None:
    orders.report()
    clock.advance(timedelta(days=4))
    orders.report()
    clock.advance(timedelta(days=1))
    [sessions] = shopper_sessions.finished(session, now=clock.now())
    assert [shopper_session.purchase for shopper_session in sessions] == [0]


def test_what_a_server_tells_of_an_order_says_nothing_of_where_they_come_from(
    session: Session, ayla: Shopper, orders: Orders, clock: ManualClock
) -> None:
    orders.report(EventType.VIEW, order_id=None)
    orders.report(session_id="", context={})
    profile = read_profile(session, ayla.shopper_id, products={}, now=clock.now())
    assert profile.context == {"device": "phone"}
    assert acquisition.arrivals(session)[ayla.shopper_id].context == {"device": "phone"}


def test_an_order_that_a_server_tells_is_kept_in_step(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    line = events.OrderLine("jacket", quantity=2, price=Decimal("30.00"), currency="GBP")
    order = events.ServerOrder("HF-1", ayla.shopper_id, clock.now(), [line])
    for told, paid in (
        (order, 60.0),
        (order, 60.0),
        (replace(order, lines=[replace(line, quantity=1), replace(line, taken_back=True)]), 30.0),
        (replace(order, lines=[replace(line, price=Decimal("25.00")), line]), 110.0),
        (replace(order, lines=(), taken_back=True), 0.0),
        (replace(order, lines=()), 110.0),
    ):
        clock.advance(timedelta(hours=1))
        events.keep_in_step(session, told, now=clock.now())
        assert bought(session, ayla, clock) == (int(paid > 0), int(paid > 0), paid)
    assert events.orders_reported(session, [ayla.shopper_id]) == {"HF-1": order.placed_at}
    events.keep_in_step(session, replace(order, taken_back=True), now=clock.now())
    assert events.orders_reported(session, [ayla.shopper_id]) == {}


def test_a_shopper_is_found_by_address(session: Session, ayla: Shopper, clock: ManualClock) -> None:
    shoppers.set_email(session, ayla, "Ayla@example.com")
    assert shoppers.ensure_at_address(session, "ayla@EXAMPLE.com ", now=clock.now()) is ayla
    zoe = shoppers.ensure_at_address(session, "zoe@example.com", now=clock.now())
    assert shoppers.ensure_at_address(session, "zoe@example.com", now=clock.now()) is zoe
