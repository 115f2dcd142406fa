"""How long a start is waited for: as long as it gets on or would, told by its processor time and by its log.

A slow machine makes everything late and nothing wrong: no fixed time tells a slow start from a hung one.
"""

import os
from contextlib import suppress
from pathlib import Path

QUIET_SECONDS = 120.0
"""Nothing at all for so long, and a start counts as hung."""
WORK_SECONDS = 1.0
"""Processor time, had or waited for, that counts as getting on; who only waits needs less in two minutes."""


class StartPatience:
    """With one process: over when neither its processor time nor its log has moved for `quiet_seconds`."""

    def __init__(self, quiet_seconds: float, *, now: float) -> None:
        self._quiet_seconds = quiet_seconds
        self._moved_at = now
        self._worked = 0.0
        self._written = 0

    def over(self, now: float, *, worked: float, written: int) -> bool:
        """Whether to give up, by the processor seconds it has had or wanted and the bytes it has written."""
        if worked - self._worked >= WORK_SECONDS or written > self._written:
            self._moved_at, self._worked, self._written = now, worked, written
        self._worked = min(self._worked, worked)  # what an ended process waited for is not counted any more
        return now - self._moved_at > self._quiet_seconds


def processor_seconds(session: int) -> float:
    """What all processes of a session and their ended children have had, and what those that live wait for.

    On a busy machine a start may get a hundredth of a processor; what waits for its turn does
    not hang. 0 where there is no /proc.
    """
    return sum(_had(stat, session) for stat in Path("/proc").glob("[0-9]*/stat"))


def _had(stat: Path, session: int) -> float:
    """User and system time of a process and of the children it has waited for, by the fields of proc(5)."""
    try:
        after_the_name = stat.read_text().rpartition(")")[2].split()
    except OSError:  # it has ended since it was listed
        return 0.0
    if int(after_the_name[3]) != session:
        return 0.0
    return sum(map(int, after_the_name[11:15])) / os.sysconf("SC_CLK_TCK") + _wanted(stat.parent)


def _wanted(process: Path) -> float:
    """Seconds for which its threads could have run and had no processor; 0 where no kernel counts them."""
    waited = 0
    for schedule in process.glob("task/[0-9]*/schedstat"):
        with suppress(OSError, ValueError, IndexError):
            waited += int(schedule.read_text().split()[1])  # nanoseconds
    return waited / 1e9
