"""What a shopper said of money, for two days, and what is in their cart, for thirty."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from core.interactions import Kind
from feedback.profiles import profile_of
from feedback.profiles.records import Record, What
from feedback.tables import EventType, SignalKind
from tests.clock import ManualClock


def row(what: What, kind: str, at: datetime | None = None, value: str | None = None) -> Record:
    attribute = "size" if kind == SignalKind.PREFERENCE else None
    return Record(what, kind, None, at, attribute, value, True, None, None, None)


def budget(clock: ManualClock, *said: tuple[SignalKind, str], later: timedelta) -> Decimal | None:
    """What they will spend so much later than the last of these, said a minute apart."""
    signals = [
        row(What.SIGNAL, kind, clock.now() - timedelta(minutes=number), value)
        for number, (kind, value) in enumerate(reversed(said))
    ]
    rows = (row(What.SHOPPER, "ayla"), *signals)
    return profile_of(rows, products={}, now=clock.now() + later).said.max_price


@pytest.mark.parametrize(
    ("later", "holds"),
    [
        (timedelta(0), True),
        (timedelta(days=2), True),
        (timedelta(days=2, minutes=1), False),
        (timedelta(days=30), False),
    ],
    ids=str,
)
def test_a_budget_holds_for_two_days(clock: ManualClock, later: timedelta, holds: bool) -> None:
    """As docs/policy.md says."""
    assert budget(clock, (SignalKind.BUDGET, "40"), later=later) == (Decimal(40) if holds else None)


def test_the_newest_budget_counts_and_a_size_is_none(clock: ManualClock) -> None:
    said = ((SignalKind.BUDGET, "80"), (SignalKind.BUDGET, "40"), (SignalKind.PREFERENCE, "7"))
    assert budget(clock, *said, later=timedelta(0)) == 40
    assert budget(clock, (SignalKind.PREFERENCE, "7"), later=timedelta(0)) is None


def test_a_budget_that_is_no_amount_is_none(clock: ManualClock) -> None:
    assert budget(clock, (SignalKind.BUDGET, "not much"), later=timedelta(0)) is None


def moves(clock: ManualClock, *moved: tuple[EventType, int | None]) -> Sequence[Record]:
    """So many of one product a minute apart, of one order where they are bought or sent back."""
    return [
        Record(
            What.ACT,
            kind,
            "mug",
            clock.now() - timedelta(minutes=number),
            attribute=None,
            value=None,
            yes=None,
            order_id="order-1" if kind in (EventType.PURCHASE, EventType.RETURN) else None,
            quantity=quantity,
            received_at=clock.now() - timedelta(minutes=number),
        )
        for number, (kind, quantity) in enumerate(reversed(moved))
    ]


def in_cart(clock: ManualClock, *moved: tuple[EventType, int | None], later: timedelta) -> set[str]:
    """What is in it so much later than the last of these."""
    rows = (row(What.SHOPPER, "ayla"), *moves(clock, *moved))
    return set(profile_of(rows, products={}, now=clock.now() + later).cart)


@pytest.mark.parametrize(
    ("later", "holds"),
    [
        (timedelta(0), True),
        (timedelta(days=29, hours=23), True),
        (timedelta(days=30, minutes=1), False),
    ],
    ids=str,
)
def test_a_cart_holds_for_thirty_days(clock: ManualClock, later: timedelta, holds: bool) -> None:
    """As docs/policy.md says."""
    assert in_cart(clock, (EventType.CART, 1), later=later) == ({"mug"} if holds else set())


def test_what_is_taken_out_is_not_in_the_cart_and_the_rest_is(clock: ManualClock) -> None:
    put_in = (EventType.CART, 3)
    assert in_cart(clock, put_in, (EventType.REMOVE, 2), later=timedelta(0)) == {"mug"}
    assert in_cart(clock, put_in, (EventType.REMOVE, 3), later=timedelta(0)) == set()
    assert in_cart(clock, put_in, (EventType.VIEW, 1), later=timedelta(0)) == {"mug"}


def test_what_is_told_without_a_number_is_one(clock: ManualClock) -> None:
    assert in_cart(clock, (EventType.CART, None), later=timedelta(0)) == {"mug"}
    assert in_cart(clock, (EventType.CART, 1), (EventType.REMOVE, None), later=timedelta(0)) == set()
    assert bought(clock, (EventType.PURCHASE, None)) == {"mug"}
    assert bought(clock, (EventType.PURCHASE, None), (EventType.RETURN, 1)) == set()


def bought(clock: ManualClock, *moved: tuple[EventType, int | None]) -> set[str]:
    """What a profile knows as bought."""
    rows = (row(What.SHOPPER, "ayla"), *moves(clock, *moved))
    history = profile_of(rows, products={}, now=clock.now()).history
    return {interaction.product_id for interaction in history if interaction.kind is Kind.PURCHASE}


def test_of_three_bought_one_is_theirs_when_two_went_back(clock: ManualClock) -> None:
    assert bought(clock, (EventType.PURCHASE, 3), (EventType.RETURN, 2)) == {"mug"}
    assert bought(clock, (EventType.PURCHASE, 3), (EventType.RETURN, 3)) == set()
