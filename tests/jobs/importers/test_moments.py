"""Times as people write them: the way that reads a whole column, or a question."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from core.errors import InvalidInput
from jobs.importers.moments import Timing, is_month_first, moment, zone_of

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


def read(texts: Sequence[str], locale: str | None = None) -> datetime | None:
    timing = Timing()
    for line, text in enumerate(texts, start=2):
        timing.add(text, line)
    return moment(texts[0], month_first=is_month_first("date", timing, locale))


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-01T12:00:00Z",
        "2026-02-01 12:00:00 UTC",
        "2026-02-01 13:00:00 +0100",
        "2026-02-01 12:00",
        "1769947200",
        "1769947200000",
        "1769947200000000",
        "01.02.2026 12:00",
        "Feb 1, 2026 12:00:00 PM",
        "2026/02/01 12:00:00",
    ],
)
def test_a_moment_says_how_it_is_to_be_read(text: str) -> None:
    assert read([text]) == NOON


def test_the_rest_of_the_column_says_which_is_the_day() -> None:
    assert read(["01/02/2026 12:00", "28/02/2026 12:00"]) == NOON
    assert read(["02/01/2026 12:00", "02/28/2026 12:00"]) == NOON


def test_what_the_column_does_not_tell_is_asked() -> None:
    with pytest.raises(InvalidInput, match=r"which is the day in '01/02/2026 12:00' \(line 2\)"):
        read(["01/02/2026 12:00"])
    assert read(["01/02/2026 12:00"], "en-GB") == NOON
    assert read(["02/01/2026 12:00"], "en-US") == NOON


def test_each_value_may_be_as_exact_as_it_likes() -> None:
    assert read(["1.2.26 12:00", "01.02.2026 12:00:30", "2026-02-01", "Feb 1, 2026"]) == NOON
    assert read(["32.12.2026"]) is None
    assert read(["01.02.2026 24:10"]) is None


def test_what_is_no_moment_says_nothing_of_the_others() -> None:
    assert read(["01/02/2026 12:00", "yesterday", "28/02/2026 12:00"]) == NOON
    assert read(["yesterday"]) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-02-01 13:00", 12),
        ("01.07.2026 13:00", 11),
        ("07/01/2026 01:00 PM", 11),
        ("2026-02-01 13:00 UTC", 13),
        ("2026-02-01T13:00+00:00", 13),
        ("1769950800", 13),
    ],
)
def test_a_time_without_a_zone_is_in_the_one_that_was_named(text: str, hour: int) -> None:
    at = moment(text, month_first=True, zone=zone_of("Europe/Zurich"))
    assert at is not None
    assert (at.hour, at.tzinfo) == (hour, UTC)


@pytest.mark.parametrize("name", ["Europe/Zürich", "Zurich", "Europe", "", "../Zurich", "/etc/passwd"])
def test_a_zone_that_there_is_not_is_said(name: str) -> None:
    with pytest.raises(InvalidInput, match=r"There is no time zone .*; one is called Europe/Zurich"):
        zone_of(name)


def test_a_moment_before_all_time_is_none() -> None:
    assert moment("0001-01-01 00:00", month_first=False, zone=zone_of("Europe/Zurich")) is None
