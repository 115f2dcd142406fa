"""When something happened, as people write it; which stands first, day or month, is told by the column."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError

from core.errors import InvalidInput

CLEAR = ("%d.%m.%Y", "%d.%m.%y", "%Y/%m/%d", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y")
"""Days that are read in one way, beside ISO 8601: with points the day stands first everywhere."""
DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y")
MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y")
TIMES = ("", "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
GAPS = (" ", ", ")
_UNITS = {10: 1, 13: 1_000, 16: 1_000_000}
"""Digits of a Unix time, and its units a second."""
LONGEST = 40
ZONES = ("UTC", "GMT", "Z")


@dataclass(frozen=True, slots=True)
class SeenDay:
    """A day that is another one where the month stands first, and the line that it stood on first."""

    text: str
    line: int


@dataclass(slots=True)
class Timing:
    """What the values of a column say of which stands first."""

    day_first: int = 0
    """How many can only be read so."""
    month_first: int = 0
    either: SeenDay | None = None
    has_no_zone: bool = False
    """Whether any value leaves open in which zone it is meant."""

    def add(self, text: str, line: int) -> None:
        """One more value; what cannot be read is rejected later, and says nothing."""
        if (at := by_itself(text)) is not None:
            self.has_no_zone = self.has_no_zone or at.tzinfo is None
            return
        by_day, by_month = _by(text, DAY_FIRST), _by(text, MONTH_FIRST)
        self.has_no_zone = self.has_no_zone or bool(by_day or by_month)
        if by_day == by_month:
            return
        if by_day is not None and by_month is not None:
            self.either = self.either or SeenDay(text, line)
        elif by_month is None:
            self.day_first += 1
        else:
            self.month_first += 1


def is_month_first(name: str, timing: Timing, locale: str | None) -> bool:
    """Whether the month stands first in a column; InvalidInput asks where nothing tells."""
    if bool(timing.day_first) != bool(timing.month_first):
        return bool(timing.month_first)
    if timing.either is not None and locale is None:
        raise InvalidInput(
            f"{name}: which is the day in {timing.either.text!r} (line {timing.either.line}), the first"
            " number or the second? Nothing else in the file tells. Say --locale en-GB for the first,"
            " --locale en-US for the second.",
            field=name,
        )
    return locale is not None and _writes_month_first(locale)


def _writes_month_first(locale: str) -> bool:
    try:
        short = str(Locale.parse(locale.replace("-", "_")).date_formats["short"].pattern)
    except (UnknownLocaleError, ValueError):
        raise InvalidInput(
            f"There is no locale {locale!r}; one is called de, en-GB.", field="locale"
        ) from None
    return short.lower().startswith("m")


def zone_of(name: str) -> tzinfo:
    """The time zone that was asked for; InvalidInput where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name may also be no path, or a folder's
        raise InvalidInput(
            f"There is no time zone {name!r}; one is called Europe/Zurich or UTC.", field="timezone"
        ) from None


def moment(text: str, *, month_first: bool, zone: tzinfo = UTC) -> datetime | None:
    """The moment, UTC; None where the text is none. One that has a single reading is read by that.

    A text without a zone is meant in `zone`.
    """
    first, second = (MONTH_FIRST, DAY_FIRST) if month_first else (DAY_FIRST, MONTH_FIRST)
    at = by_itself(text) or _by(text, first) or _by(text, second)
    if at is None:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # the first or the last day that there is, in another zone
        return None


@lru_cache(maxsize=65_536)
def by_itself(text: str) -> datetime | None:
    """A moment that says how it is to be read; it has a zone where the text names one."""
    if text.isdecimal() and len(text) in _UNITS:
        return datetime.fromtimestamp(int(text) / _UNITS[len(text)], UTC)
    rest, _, zone = text.rpartition(" ")
    written = text
    if zone in ZONES:
        written = f"{rest.strip()}+00:00"
    elif zone[:1] in ("+", "-"):  # 2026-03-01 12:00:00 +0100
        written = f"{rest.strip()}{zone}"
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return _by(text, CLEAR)


def _by(text: str, days: tuple[str, ...]) -> datetime | None:
    if len(text) > LONGEST or not any(letter.isdigit() for letter in text):
        return None
    for pattern in _patterns(days):
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - its zone is told by whoever asks
        except ValueError:
            continue
    return None


@lru_cache
def _patterns(days: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_combined(days))


def _combined(days: tuple[str, ...]) -> Iterator[str]:
    for day in days:
        yield day
        yield from (f"{day}{gap}{time}" for gap in GAPS for time in TIMES if time)
