"""Carts replayed from events: no row of events, in no order, gives nonsense."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.products import ProductId
from feedback.events import FOLLOW, CartLine, Movement, replay
from feedback.tables import EventType

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
MUG, JACKET, BOOTS = ProductId("mug"), ProductId("jacket"), ProductId("boots")

movements = st.builds(
    Movement,
    event_id=st.uuids().map(str),
    type=st.sampled_from([EventType.CART, EventType.REMOVE, EventType.PURCHASE]),
    product_id=st.sampled_from([MUG, JACKET, BOOTS]),
    at=st.integers(0, 20).map(lambda minutes: START + timedelta(minutes=minutes)),
    quantity=st.integers(1, 5),
    order_id=st.sampled_from([None, "order-1", "order-2"]),
)
rows = st.lists(movements, max_size=30, unique_by=lambda movement: movement.event_id)


def adds(product: ProductId, minute: int, quantity: int = 1) -> Movement:
    at = START + timedelta(minutes=minute)
    return Movement(f"adds-{minute}", EventType.CART, product, at, quantity)


def removes(product: ProductId, minute: int) -> Movement:
    return Movement(f"removes-{minute}", EventType.REMOVE, product, START + timedelta(minutes=minute))


def buys(product: ProductId, minute: int, order_id: str | None = "order-1") -> Movement:
    at = START + timedelta(minutes=minute)
    return Movement(f"buys-{minute}", EventType.PURCHASE, product, at, order_id=order_id)


@given(rows)
def test_quantities_are_positive_and_every_product_has_one_line(row: list[Movement]) -> None:
    cart = replay(row)
    lines = cart.lines if cart else ()
    assert all(line.quantity > 0 for line in lines)
    assert len({line.product_id for line in lines}) == len(lines)
    assert cart is None or lines


@given(rows, st.randoms(use_true_random=False))
def test_neither_the_order_of_arrival_nor_repetition_matters(row: list[Movement], random: Random) -> None:
    arrived = [*row, *row[: len(row) // 2]]
    random.shuffle(arrived)
    assert replay(arrived) == replay(row)


@given(rows)
def test_an_order_at_the_end_leaves_nothing(row: list[Movement]) -> None:
    assert replay([*row, buys(MUG, 60, order_id="order-3")]) is None


@given(rows)
def test_a_cart_holds_no_more_than_was_put_in(row: list[Movement]) -> None:
    cart = replay(row)
    for line in cart.lines if cart else ():
        put_in = sum(
            movement.quantity
            for movement in row
            if movement.type is EventType.CART and movement.product_id == line.product_id
        )
        assert line.quantity <= put_in


@given(rows)
def test_it_began_no_later_than_its_last_event(row: list[Movement]) -> None:
    cart = replay(row)
    assert cart is None or cart.started_at <= cart.last.at
    assert cart is None or cart.last.type is not EventType.PURCHASE


def test_lines_stand_in_the_order_of_adding() -> None:
    cart = replay([adds(MUG, 0), adds(JACKET, 1, quantity=2), adds(MUG, 2), removes(JACKET, 3)])
    assert cart is not None
    assert cart.lines == (CartLine(MUG, 2), CartLine(JACKET, 1))
    assert cart.last.event_id == "removes-3"


def test_what_is_taken_out_leaves_the_rest_and_what_is_not_there_is_no_loss() -> None:
    cart = replay([removes(JACKET, 0), adds(MUG, 1, quantity=5), removes(MUG, 2), adds(JACKET, 3)])
    assert cart is not None
    assert cart.lines == (CartLine(MUG, 4), CartLine(JACKET, 1))


def test_an_order_ends_the_cart_and_what_comes_after_is_a_new_one() -> None:
    cart = replay([adds(MUG, 0), adds(JACKET, 1), buys(MUG, 2), adds(BOOTS, 3)])
    assert cart is not None
    assert cart.lines == (CartLine(BOOTS, 1),)
    assert cart.started_at == START + timedelta(minutes=3)


def test_an_order_ends_the_cart_once_however_often_its_page_is_opened() -> None:
    later = 3 * 24 * 60
    cart = replay([buys(MUG, 0), adds(BOOTS, later), buys(MUG, later + 5), adds(MUG, later + 6)])
    assert cart is not None
    assert cart.lines == (CartLine(BOOTS, 1), CartLine(MUG, 1))


@given(rows, st.integers(21, 60))
def test_an_order_reported_again_changes_no_cart(row: list[Movement], minute: int) -> None:
    first = buys(MUG, -1, order_id="order-3")
    assert replay([first, *row, buys(JACKET, minute, order_id="order-3")]) == replay([first, *row])


def test_an_order_of_which_nobody_says_what_was_in_it_ends_the_cart() -> None:
    told = Movement("told", EventType.PURCHASE, None, START + timedelta(minutes=2), order_id="order-1")
    assert replay([adds(MUG, 0), adds(JACKET, 1), told]) is None


def test_a_cart_of_eleven_weeks_ago_does_not_join_todays() -> None:
    eleven_weeks = 11 * 7 * 24 * 60
    cart = replay([adds(JACKET, 0), adds(MUG, eleven_weeks)])
    assert cart is not None
    assert cart.lines == (CartLine(MUG, 1),)
    assert cart.started_at == START + timedelta(minutes=eleven_weeks)


def test_a_cart_is_one_while_it_is_followed() -> None:
    minutes = int(FOLLOW / timedelta(minutes=1))
    cart = replay([adds(JACKET, 0), adds(MUG, minutes)])
    assert cart is not None
    assert cart.lines == (CartLine(JACKET, 1), CartLine(MUG, 1))
    assert replay([adds(JACKET, 0), removes(MUG, minutes + 1)]) is None


def test_a_purchase_without_an_order_takes_its_product_only() -> None:
    cart = replay([adds(MUG, 0), adds(JACKET, 1, quantity=3), buys(JACKET, 2, order_id=None)])
    assert cart is not None
    assert cart.lines == (CartLine(MUG, 1),)


def test_within_one_second_a_shopper_adds_before_they_buy() -> None:
    assert replay([buys(MUG, 0), adds(MUG, 0)]) is None


def test_what_was_just_ordered_is_not_wanted_again() -> None:
    assert replay([adds(MUG, 0), buys(MUG, 1), adds(MUG, 2)]) is None
    assert replay([adds(MUG, 0), buys(MUG, 1), adds(MUG, 20)]) is not None
    assert replay([adds(MUG, 0), buys(MUG, 1), adds(JACKET, 2)]) is not None


def test_an_echo_of_an_order_lasts_five_minutes() -> None:
    assert replay([adds(MUG, 0), buys(MUG, 1), adds(MUG, 6)]) is None
    again = replay([adds(MUG, 0), buys(MUG, 1), adds(MUG, 7)])
    assert again is not None
    assert again.lines == (CartLine(MUG, 1),)
