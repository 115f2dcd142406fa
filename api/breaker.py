"""A circuit breaker: who failed several times in a row is left alone for a while, then tried once."""

from collections.abc import Callable
from time import monotonic

FAILURES = 3
"""So many in a row open it."""
REST_SECONDS = 5.0
"""So long nobody is let through; then one, and, until that has succeeded, one more each time as long."""


class Breaker:
    """Closed while calls succeed, open after failures, half open when the rest is over.

    Not locked: asked and told from one event loop, between two of its waits.
    """

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        rest_seconds: float = REST_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._most, self._rest, self._clock = failures, rest_seconds, clock
        self._failures = 0
        self._rests_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether whoever came now would be turned away."""
        return self._failures >= self._most and self._clock() < self._rests_until

    def admits(self) -> bool:
        """Whether to call. After the rest the first who asks is let through, and the rest begins anew:
        a call that never ends thus holds up nobody else for longer."""
        if self.is_open:
            return False
        if self._failures >= self._most:
            self._rests_until = self._clock() + self._rest
        return True

    def succeeded(self) -> None:
        """A call was answered."""
        self._failures = 0

    def failed(self) -> None:
        """A call was not answered."""
        self._failures += 1
        self._rests_until = self._clock() + self._rest
