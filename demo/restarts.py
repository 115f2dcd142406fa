"""How often a process that ends by itself is started again, before the shop goes on without it."""

from collections import defaultdict, deque
from collections.abc import Callable
from time import monotonic

MOST = 3
WITHIN_SECONDS = 600.0


class Restarts:
    """Counts restarts by name; `clock` gives seconds."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._made: dict[str, deque[float]] = defaultdict(deque)

    def next(self, name: str) -> int | None:
        """Count one more: the how-manieth within ten minutes it is, None where three were made already."""
        made, now = self._made[name], self._clock()
        while made and now - made[0] >= WITHIN_SECONDS:
            made.popleft()
        if len(made) >= MOST:
            return None
        made.append(now)
        return len(made)
