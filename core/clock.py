"""The time, passed in: production asks the system, a test sets it."""

from datetime import UTC, datetime
from typing import Protocol


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


def age_days(at: datetime, now: datetime) -> float:
    """How many days before `now` something was; never below zero."""
    return max((now - at).total_seconds() / 86_400, 0.0)
