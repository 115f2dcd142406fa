"""What ends a cart: a purchase after it, by the client's clock, or by ours where theirs runs fast."""

from datetime import timedelta

import pytest

from core.clock import CLOCK_SKEW
from core.database import transaction
from feedback.events import NewEvent, store
from feedback.tables import EventType
from recovery.carts import active_since, outcomes
from recovery.tables import CartState
from tests.recovery.shop import Shop

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("occurred", "received", "state"),
    [
        (timedelta(0), timedelta(0), CartState.PURCHASED),
        (SECOND, SECOND, CartState.PURCHASED),
        (-SECOND, SECOND, CartState.PURCHASED),
        (-CLOCK_SKEW, SECOND, CartState.PURCHASED),
        (-CLOCK_SKEW - SECOND, SECOND, CartState.ABANDONED),
        (-SECOND, -SECOND, CartState.ABANDONED),
        (-SECOND, timedelta(0), CartState.ABANDONED),
    ],
)
def test_a_purchase_ends_a_cart_that_came_before_it(
    shop: Shop, occurred: timedelta, received: timedelta, state: CartState
) -> None:
    shopper_id = shop.leaves_a_cart()
    (cart,) = shop.carts()
    at = cart.last_activity_at
    purchase = NewEvent("p", shopper_id, "s", EventType.PURCHASE, at + occurred, "jacket", order_id="o")
    with transaction(shop.engine) as session:
        store(session, [purchase], now=at + received)
        assert outcomes(session, [cart]) == {cart.cart_id: state}


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (EventType.CART, CartState.CHANGED),
        (EventType.REMOVE, CartState.CHANGED),
        (EventType.PURCHASE, CartState.PURCHASED),
        (EventType.VIEW, CartState.ABANDONED),
        (EventType.SEARCH, CartState.ABANDONED),
    ],
)
def test_what_a_shopper_does_next_decides_what_became_of_their_cart_alone(
    shop: Shop, kind: EventType, state: CartState
) -> None:
    ayla, _ = shop.leaves_a_cart("ayla"), shop.leaves_a_cart("bea")
    shop.does(ayla, kind)
    carts = {cart.shopper_id: cart for cart in shop.carts()}
    with transaction(shop.engine, writes=False) as session:
        became = outcomes(session, list(carts.values()))
        assert outcomes(session, []) == {}
    assert became.pop(carts[ayla].cart_id) is state
    assert set(became.values()) == {CartState.ABANDONED}


def test_who_did_something_after_a_moment_is_active_since(shop: Shop) -> None:
    before, at, after = (shop.shopper(name) for name in ("before", "at", "after"))
    shop.does(before, EventType.VIEW)
    moment = shop.waits(minutes=1)
    shop.does(at, EventType.VIEW)
    shop.waits(seconds=1)
    shop.does(after, EventType.VIEW)
    with transaction(shop.engine, writes=False) as session:
        assert active_since(session, [before, at, after], moment) == {after}
        assert active_since(session, [before, at], moment) == set()
