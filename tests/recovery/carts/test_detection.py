"""Abandoned carts: found when they should be, once, and followed to their end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from core import catalog
from core.database import transaction
from core.errors import NotFound
from core.products import ProductId
from feedback.events import CartLine
from feedback.tables import EventType
from recovery.carts import Detection, SoldLine, lines_of, restore
from recovery.tables import AbandonedCart, CartState
from tests.recovery.shop import JACKET, MUG, Shop

NOTHING = Detection(abandoned=0, purchased=0, changed=0)


def test_a_cart_is_found_after_an_idle_hour_and_only_once(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla, "mug")
    last = shop.adds(ayla, "jacket")
    shop.waits(minutes=59)
    assert shop.detects() == NOTHING
    shop.waits(minutes=1)
    assert shop.detects() == Detection(abandoned=1, purchased=0, changed=0)
    assert shop.detects() == NOTHING
    [cart] = shop.carts()
    assert (cart.cart_id, cart.shopper_id, cart.state) == (last, ayla, CartState.ABANDONED)
    with transaction(shop.engine) as session:
        lines = lines_of(session.get_one(AbandonedCart, last))
    assert lines == [CartLine(ProductId("mug"), 1), CartLine(ProductId("jacket"), 1)]


def test_while_the_shopper_looks_around_nothing_is_abandoned(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla)
    shop.waits(minutes=50)
    shop.does(ayla, EventType.VIEW)
    shop.waits(minutes=50)
    assert shop.detects() == NOTHING
    shop.waits(minutes=10)
    assert shop.detects().abandoned == 1


def test_nor_while_they_look_around_on_another_device(shop: Shop) -> None:
    phone = shop.shopper("phone", email="ayla@example.com")
    laptop = shop.shopper("laptop", email="Ayla@Example.com")
    shop.adds(phone)
    shop.waits(minutes=90)
    shop.does(laptop, EventType.VIEW)
    assert shop.detects() == NOTHING


def test_a_cart_left_too_long_ago_is_not_looked_for(shop: Shop) -> None:
    shop.adds(shop.shopper("ayla"))
    shop.waits(days=7, seconds=1)
    assert shop.detects() == NOTHING


def test_an_emptied_cart_is_no_cart(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla)
    shop.does(ayla, EventType.REMOVE)
    shop.waits(hours=2)
    assert shop.detects() == NOTHING


def test_a_bought_cart_is_not_found(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla)
    shop.waits(minutes=1)
    shop.buys(ayla)
    shop.waits(hours=2)
    assert shop.detects() == NOTHING


def test_nor_one_of_which_the_shopper_bought_a_part(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla, "jacket")
    shop.adds(ayla, "mug")
    shop.waits(minutes=1)
    shop.buys(ayla, "mug", order_id=None)
    shop.waits(hours=2)
    assert shop.detects() == NOTHING


def test_nor_one_bought_on_another_device(shop: Shop) -> None:
    phone = shop.shopper("phone", email="ayla@example.com")
    laptop = shop.shopper("laptop", email="AYLA@example.com")
    shop.adds(phone)
    shop.waits(minutes=1)
    shop.buys(laptop)
    shop.waits(hours=2)
    assert shop.detects() == NOTHING


def test_what_is_added_after_an_order_elsewhere_is_a_new_cart(shop: Shop) -> None:
    phone = shop.shopper("phone", email="ayla@example.com")
    laptop = shop.shopper("laptop", email="ayla@example.com")
    shop.adds(phone, "jacket")
    shop.waits(minutes=10)
    shop.buys(laptop, "jacket")
    shop.waits(minutes=10)
    shop.adds(phone, "mug")
    shop.waits(hours=2)
    assert shop.detects().abandoned == 1
    assert [line["product_id"] for line in shop.carts()[0].lines] == ["mug"]


def test_a_purchase_counts_as_later_where_the_browsers_clock_runs_fast(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla, occurred_at=shop.clock.now() + timedelta(minutes=4))
    shop.waits(minutes=1)
    shop.buys(ayla)  # after the cart by our clock, three minutes before it by the shopper's
    shop.waits(hours=2)
    assert shop.detects() == NOTHING


def test_a_cart_right_after_an_order_is_a_cart(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.buys(ayla, "jacket")
    shop.waits(minutes=2)
    shop.adds(ayla, "mug")
    shop.waits(hours=2)
    assert shop.detects().abandoned == 1


def test_a_found_cart_ends_when_the_shopper_buys(shop: Shop) -> None:
    ayla = shop.leaves_a_cart()
    shop.buys(ayla)
    assert shop.detects() == Detection(abandoned=0, purchased=1, changed=0)
    assert [cart.state for cart in shop.carts()] == [CartState.PURCHASED]
    assert shop.detects() == NOTHING


def test_a_found_cart_ends_when_the_shopper_buys_elsewhere(shop: Shop) -> None:
    shop.leaves_a_cart("ayla")
    shop.buys(shop.shopper("laptop", email="ayla@example.com"), "mug")
    assert shop.detects().purchased == 1


@pytest.mark.parametrize("device", ["ayla", "laptop"])
def test_an_old_order_opened_again_does_not_end_a_cart(shop: Shop, device: str) -> None:
    ayla = shop.shopper("ayla", email="ayla@example.com")
    shop.buys(ayla, order_id="HF-1")
    shop.waits(days=3)
    shop.adds(ayla, "mug")
    shop.waits(minutes=1)
    opening = shop.shopper(device, email="ayla@example.com")
    shop.buys(opening, order_id="HF-1")
    shop.waits(hours=2)
    assert shop.detects() == Detection(abandoned=1, purchased=0, changed=0)
    shop.buys(opening, order_id="HF-1")
    assert shop.detects() == NOTHING
    shop.buys(opening, order_id="HF-2")
    assert shop.detects().purchased == 1


def test_an_order_without_a_product_ends_a_cart(shop: Shop) -> None:
    ayla = shop.leaves_a_cart()
    shop.does(ayla, EventType.PURCHASE, None, order_id="HF-1", session_id="")
    assert shop.detects().purchased == 1


def test_what_the_shop_takes_back_leaves_the_cart_alone(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.buys(ayla, order_id="HF-1")
    shop.waits(days=1)
    shop.adds(ayla, "jacket")
    shop.waits(minutes=59)
    shop.does(ayla, EventType.RETURN, "jacket", order_id="HF-1", session_id="")
    shop.waits(minutes=1)
    assert shop.detects().abandoned == 1
    assert [line["product_id"] for line in shop.carts()[0].lines] == ["jacket"]


def test_an_order_cancelled_afterwards_has_ended_its_cart_for_good(shop: Shop) -> None:
    ayla = shop.leaves_a_cart()
    shop.buys(ayla, order_id="HF-1")
    shop.waits(minutes=5)
    shop.does(ayla, EventType.RETURN, None, order_id="HF-1", session_id="")
    assert shop.detects().purchased == 1
    shop.waits(hours=2)
    assert shop.detects() == NOTHING


def test_restored_is_todays_cart_and_not_that_of_eleven_weeks_ago(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla, "jacket")
    shop.waits(weeks=11)
    cart_id = shop.adds(ayla, "mug")
    shop.waits(hours=2)
    shop.detects()
    with transaction(shop.engine) as session:
        assert restore(session, cart_id) == [SoldLine(MUG, 1)]


def test_the_shopper_goes_on_and_it_is_a_new_cart_with_the_old_lines(shop: Shop) -> None:
    ayla = shop.leaves_a_cart()
    shop.adds(ayla, "mug")
    assert shop.detects() == Detection(abandoned=0, purchased=0, changed=1)
    shop.waits(hours=2)
    assert shop.detects().abandoned == 1
    old, new = shop.carts()
    assert (old.state, new.state) == (CartState.CHANGED, CartState.ABANDONED)
    assert [line["product_id"] for line in new.lines] == ["jacket", "mug"]


def test_coming_back_to_look_changes_nothing(shop: Shop) -> None:
    ayla = shop.leaves_a_cart()
    shop.does(ayla, EventType.VIEW, "mug")
    assert shop.detects() == NOTHING


def test_restored_is_what_can_still_be_bought(shop: Shop) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla, "jacket")
    cart_id = shop.adds(ayla, "mug", quantity=5)
    shop.waits(hours=2)
    shop.detects()
    with transaction(shop.engine) as session:
        assert restore(session, cart_id) == [
            SoldLine(JACKET, 1),
            SoldLine(MUG, 2, short=3),
        ]  # no more mugs than there are
        catalog.deactivate(session, "jacket", now=shop.clock.now())
        assert restore(session, cart_id) == [SoldLine(MUG, 2, short=3)]
        catalog.upsert(session, [replace(MUG, stock=0)], now=shop.clock.now())
        assert restore(session, cart_id) == []


def test_a_bought_cart_is_not_restored(shop: Shop) -> None:
    ayla = shop.leaves_a_cart()
    shop.buys(ayla)
    with transaction(shop.engine) as session:
        assert restore(session, shop.carts()[0].cart_id) == []


def test_a_cart_that_is_gone_is_not_found(shop: Shop) -> None:
    with transaction(shop.engine) as session, pytest.raises(NotFound):
        restore(session, "no-such-cart")


def test_the_number_of_statements_does_not_grow_with_the_shoppers(shop: Shop) -> None:
    def statements_of_a_run() -> int:
        seen: list[str] = []

        def note(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        event.listen(shop.engine, "before_cursor_execute", note)
        shop.detects()
        event.remove(shop.engine, "before_cursor_execute", note)
        return len(seen)

    shop.adds(shop.shopper("first", email="first@example.com"))
    shop.waits(hours=2)
    for_one = statements_of_a_run()
    for number in range(30):
        shop.adds(shop.shopper(f"shopper-{number}", email=f"{number}@example.com"))
    shop.waits(hours=2)
    for_thirty = statements_of_a_run()
    assert len(shop.carts()) == 31
    assert for_thirty < for_one + 10  # following the cart that was found before takes a few more
