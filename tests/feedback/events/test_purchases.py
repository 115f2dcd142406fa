"""What an order is: one purchase an order and product, however often it is told, less what was taken back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.products import ProductId
from feedback.events.purchases import ProductEvent, counted, purchases
from feedback.tables import EventType

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
MUG, JACKET = ProductId("mug"), ProductId("jacket")


def told(
    product: str = "mug",
    hours: int = 0,
    *,
    order_id: str | None = "HF-1",
    quantity: int = 1,
    kind: EventType = EventType.PURCHASE,
) -> ProductEvent:
    at = START + timedelta(hours=hours)
    return ProductEvent(ProductId(product), kind, at, order_id, quantity, at, Decimal(2))


def back(
    product: str = "mug", hours: int = 9, *, order_id: str | None = "HF-1", quantity: int = 1
) -> ProductEvent:
    return told(product, hours, order_id=order_id, quantity=quantity, kind=EventType.RETURN)


events = st.builds(
    told,
    st.sampled_from(["mug", "jacket"]),
    st.integers(0, 20),
    order_id=st.sampled_from([None, "HF-1", "HF-2"]),
    quantity=st.integers(1, 4),
    kind=st.sampled_from([EventType.PURCHASE, EventType.RETURN, EventType.CART]),
)


def kept(*told_of: ProductEvent) -> list[tuple[str, int]]:
    return [(purchase.first.product_id, purchase.kept) for purchase in purchases(told_of)]


def test_an_order_told_again_is_the_same_order() -> None:
    assert list(counted([told(), told(hours=1), told(hours=72)])) == [told()]


def test_other_orders_and_purchases_without_an_order_are_their_own() -> None:
    assert len(list(counted([told(), told(order_id="HF-2")]))) == 2
    assert len(list(counted([told(order_id=None), told(order_id=None)]))) == 2


def test_two_lines_of_one_product_add_up() -> None:
    assert kept(told(quantity=2), told(quantity=3), told("jacket")) == [("mug", 5), ("jacket", 1)]


def test_a_later_report_corrects_and_completes_the_first() -> None:
    assert kept(told(), told(hours=1, quantity=3), told("jacket", 1)) == [("mug", 3), ("jacket", 1)]
    [mug] = purchases([told(hours=1, quantity=3), told()])
    assert (mug.first, mug.bought) == (told(), 3)


def test_what_was_taken_back_was_not_bought() -> None:
    assert list(counted([told(), told("jacket"), back()])) == [told("jacket")]
    assert list(counted([told(), told("jacket"), back("")])) == []
    assert list(counted([told(quantity=2), back()])) == [told(quantity=2)]
    assert list(counted([told(quantity=2), back(quantity=2)])) == []


def test_an_order_page_opened_after_a_return_brings_nothing_back() -> None:
    assert list(counted([told(), back(), told(hours=72)])) == []


def test_what_comes_back_piece_by_piece_adds_up() -> None:
    assert kept(told(quantity=3), back(), back(hours=12)) == [("mug", 1)]
    assert kept(told(quantity=3), back(quantity=2), back(hours=12)) == [("mug", 0)]
    assert kept(told(quantity=3), back(), back(hours=12, quantity=4)) == [("mug", 0)]


def test_a_return_of_no_pieces_is_void() -> None:
    assert kept(told(quantity=3), back(quantity=0)) == [("mug", 3)]
    assert kept(told(quantity=3), back("", quantity=0)) == [("mug", 3)]


def test_a_return_of_an_order_leaves_another_alone() -> None:
    assert list(counted([told(), told(hours=1, order_id="HF-2"), back()])) == [told(hours=1, order_id="HF-2")]


def test_a_credit_note_takes_the_newest_that_was_bought_before_it() -> None:
    orders = [told(order_id="1", quantity=2), told(hours=1, order_id="2"), told(hours=20, order_id="3")]
    assert kept(*orders, back(order_id="C-7", quantity=2)) == [("mug", 1), ("mug", 0), ("mug", 1)]
    assert kept(*orders, back(order_id=None)) == [("mug", 2), ("mug", 0), ("mug", 1)]


@given(st.lists(events, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(row: list[ProductEvent], random: Random) -> None:
    shuffled = random.sample(row, len(row))
    assert sorted(kept(*shuffled)) == sorted(kept(*row))


@given(st.lists(events, max_size=12))
def test_nobody_keeps_more_than_they_bought(row: list[ProductEvent]) -> None:
    for purchase in purchases(row):
        assert 0 <= purchase.kept <= purchase.bought
    orders = [
        (event.order_id, event.product_id) for event in counted(row) if event.type == EventType.PURCHASE
    ]
    named = [order for order in orders if order[0] is not None]
    assert len(set(named)) == len(named)
