"""What a shopper said of money: the newest budget, for two days, and nothing that is no budget."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from feedback.profiles import profile_of
from feedback.profiles.records import Record, What
from feedback.tables import SignalKind
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
        (timedelta(days=1, hours=23), True),
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
