"""How long a start is waited for: as long as it gets on, told by its processor time and by its log.

A slow machine makes everything late and nothing wrong: no fixed time tells a slow start from a hung one.
"""

import os
from pathlib import Path

QUIET_SECONDS = 120.0
"""Nothing at all for so long, and a start counts as hung."""
WORK_SECONDS = 1.0
"""Processor time that counts as getting on; who only waits spends less than this in two minutes."""


class StartPatience:
    """With one process: over when neither its processor time nor its log has moved for `quiet_seconds`."""

    def __init__(self, quiet_seconds: float, *, now: float) -> None:
        self._quiet_seconds = quiet_seconds
        self._moved_at = now
        self._worked = 0.0
        self._written = 0

    def over(self, now: float, *, worked: float, written: int) -> bool:
        """Whether to give up, by the processor seconds it has had and the bytes it has written so far."""
        if worked - self._worked >= WORK_SECONDS or written > self._written:
            self._moved_at, self._worked, self._written = now, worked, written
        return now - self._moved_at > self._quiet_seconds


def processor_seconds(session: int) -> float:
    """What all processes of a session and their ended children have had; 0 where there is no /proc."""
    ticks = sum(_ticks(stat, session) for stat in Path("/proc").glob("[0-9]*/stat"))
    return ticks / os.sysconf("SC_CLK_TCK")


def _ticks(stat: Path, session: int) -> int:
    """User and system time of a process and of the children it has waited for, by the fields of proc(5)."""
    try:
        after_the_name = stat.read_text().rpartition(")")[2].split()
    except OSError:  # it has ended since it was listed
        return 0
    return sum(map(int, after_the_name[11:15])) if int(after_the_name[3]) == session else 0
