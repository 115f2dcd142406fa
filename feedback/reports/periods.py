"""The period that a number is about, and the one before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, but without, `end`; both aware, so that no time zone moves a session."""

    start: datetime
    end: datetime

    @classmethod
    def days(cls, count: int, *, until: datetime) -> Self:
        """So many times 24 hours."""
        return cls(until - timedelta(days=count), until)

    @property
    def before(self) -> "Period":
        """The period of the same length that ended when this one began."""
        return Period(self.start - (self.end - self.start), self.start)
