"""Single fields: what is taken, what is refused, and that a refusal never repeats the value."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.importers import fields
from jobs.importers.fields import RejectedField


@pytest.mark.parametrize(
    ("given_value", "expected"), [(" Mug ", "Mug"), (None, ""), (float("nan"), ""), (7, "7"), ("é", "é")]
)
def test_text(given_value: Any, expected: str) -> None:
    assert fields.text({"title": given_value}, "title") == expected


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800"])
def test_text_that_no_database_takes_is_rejected(bad: str) -> None:
    with pytest.raises(RejectedField, match="title: holds"):
        fields.text({"title": bad}, "title")


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01T12:00:00Z",
        "2026-03-01 12:00:00 UTC",
        "2026-03-01 12:00:00",
        "2026-03-01T13:00:00+01:00",
        datetime(2026, 3, 1, 12),  # noqa: DTZ001  as Parquet holds it
    ],
)
def test_a_moment_is_utc_however_it_is_written(written: object) -> None:
    assert fields.moment({"at": written}, "at") == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_moment_without_a_zone_is_local_where_the_shop_is() -> None:
    summer = fields.moment({"at": "2011-07-01 10:00:00"}, "at", zone=ZoneInfo("Europe/London"))
    assert summer == datetime(2011, 7, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("bad", ["", "yesterday", "2026-13-01"])
def test_no_moment(bad: str) -> None:
    with pytest.raises(RejectedField, match=r"^at: "):
        fields.moment({"at": bad}, "at")


@pytest.mark.parametrize("bad", ["-1", "£5", "NaN", "Infinity", "1e30", "1,50"])
def test_no_amount(bad: str) -> None:
    with pytest.raises(RejectedField, match=r"^price: ") as rejected:
        fields.amount({"price": bad}, "price")
    assert bad not in str(rejected.value)


@given(st.decimals(min_value=0, max_value=10**8, places=2))
def test_an_amount_stays_exact(value: Decimal) -> None:
    assert fields.amount({"price": str(value)}, "price") == value


@pytest.mark.parametrize("bad", ["1.5", "many", "-1", "99999999999"])
def test_no_count(bad: str) -> None:
    with pytest.raises(RejectedField, match=r"^stock: "):
        fields.count({"stock": bad}, "stock")


@pytest.mark.parametrize(("written", "expected"), [("3", 3), ("3.0", 3), (3, 3), (None, None)])
def test_count(written: object, expected: int | None) -> None:
    assert fields.count({"stock": written}, "stock") == expected


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "data:text/html,x", "shop.example"])
def test_an_address_that_could_run_is_rejected(bad: str) -> None:
    with pytest.raises(RejectedField, match=r"^url: "):
        fields.web_address({"url": bad}, "url")
