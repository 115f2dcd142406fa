"""What ends a cart: a purchase after it, by the client's clock, or by ours where theirs runs fast."""

from datetime import timedelta

import pytest

from core.database import transaction
from feedback.events import CLOCK_SKEW, NewEvent, store
from feedback.tables import EventType
from recovery.carts import outcomes
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
