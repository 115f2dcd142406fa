"""The time, passed in: production asks the system, a test sets it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from core.errors import InvalidInput

CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours another's clock may be."""
IN_THE_FUTURE = "lies in the future; send the moment it happened, in UTC, such as 2026-03-01T12:00:00Z."


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


def is_future(moment: datetime, now: datetime) -> bool:
    """Whether it has not happened yet, by whatever clock is right."""
    return moment > now + CLOCK_SKEW


def check_past(moment: datetime, *, field: str, now: datetime) -> None:
    """InvalidInput where what is told to have happened lies in the future."""
    if is_future(moment, now):
        raise InvalidInput(f"{field} {IN_THE_FUTURE}", field=field)
