"""Slows down guessing: after a few wrong passwords for a name, each further try costs a longer wait."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE = 5
"""Tries without any wait."""
LONGEST = timedelta(minutes=1)
"""No wait is longer, so that nobody can lock out the owner of a name for good."""
FORGET = timedelta(minutes=15)
"""A name left alone for so long starts anew."""
NAMES = 10_000
"""So many names are remembered; made-up ones push out the oldest."""


@dataclass(slots=True)
class _Tries:
    count: int
    last_at: datetime
    not_before: datetime


class Throttle:
    """Counts tries by name, whether or not there is such an account; one per process, thread-safe."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, name: str, now: datetime) -> timedelta:
        """Count a try before it is checked, so that many at once help nobody; the wait left, or zero."""
        with self._lock:
            tries = self._tries.pop(name, None)
            if tries is None or now - tries.last_at >= FORGET:
                tries = _Tries(0, now, now)
            self._tries[name] = tries
            if len(self._tries) > NAMES:
                self._tries.popitem(last=False)
            if now < tries.not_before:
                return tries.not_before - now
            tries.count += 1
            tries.last_at = now
            tries.not_before = now + _wait(tries.count)
            return timedelta(0)

    def succeeded(self, name: str) -> None:
        """Forget the tries of a name: its owner is in."""
        with self._lock:
            self._tries.pop(name, None)


def _wait(count: int) -> timedelta:
    """After the fifth try 2 s, then 4, 8, … up to a minute."""
    return min(timedelta(seconds=2 ** min(count - FREE + 1, 10)), LONGEST) if count >= FREE else timedelta(0)
