"""Counts requests in windows that begin with the first of them: in Redis for all processes, or in memory."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limits.aio.storage import RedisStorage
from limits.errors import StorageError

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

log = logging.getLogger(__name__)

MOST_WINDOWS = 100_000
"""So many are kept in memory, some 30 MB; past that the oldest is forgotten."""
SWEEP_SECONDS = 10.0
AWAY_SECONDS = 15.0
"""How long a Redis that did not answer is left alone."""
PATIENCE_SECONDS = 1.0
"""How long a request waits for it."""

Timer = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Count:
    """How many requests its window has seen, this one included, and in how many seconds it ends."""

    used: int
    ends_in: float


class InMemory:
    """One process's windows; nothing is awaited between reading and writing, so none slips past.

    Not the storage of `limits`: that walks through all windows at every hit, 11 ms for 100,000 of them, and
    goes by the wall clock, which may be set back by an hour.
    """

    def __init__(self, timer: Timer = time.monotonic) -> None:
        self._timer = timer
        self._windows: dict[str, tuple[int, float]] = {}
        self._sweep_at = 0.0

    def __len__(self) -> int:
        return len(self._windows)

    def hit(self, key: str, seconds: int) -> Count:
        """Count one more."""
        now = self._timer()
        if now >= self._sweep_at:
            self._sweep(now)
        used, ends_at = self._windows.get(key, (0, 0.0))
        if now >= ends_at:
            self._windows.pop(key, None)  # so that it stands behind the older ones
            used, ends_at = 0, now + seconds
        self._windows[key] = (used + 1, ends_at)
        if len(self._windows) > MOST_WINDOWS:
            del self._windows[next(iter(self._windows))]
        return Count(used + 1, ends_at - now)

    def _sweep(self, now: float) -> None:
        self._windows = {key: window for key, window in self._windows.items() if now < window[1]}
        self._sweep_at = now + SWEEP_SECONDS


class Counters:
    """Counts in Redis where one is set and answers; while it is away, in memory."""

    def __init__(
        self, url: str, *, timer: Timer = time.monotonic, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._timer = timer
        self._memory = InMemory(timer)
        self._pool = _pool(url, patience) if url.startswith("redis") else None
        self._redis = _storage(url, self._pool) if self._pool else None
        self._away_until = 0.0
        self._away = False

    async def hit(self, key: str, seconds: int) -> Count:
        """Count one more, in one step for all who share the count."""
        if self._redis is None or self._timer() < self._away_until:
            return self._memory.hit(key, seconds)
        try:
            used = await self._redis.incr(key, seconds)
            ends_in = await self._redis.get_expiry(key) - time.time()
        except StorageError as error:
            self._lost(error)
            return self._memory.hit(key, seconds)
        if self._away:
            self._away = False
            log.warning("Redis answers again; limits are counted there.")
        return Count(used, max(ends_in, 0.0))

    def _lost(self, error: StorageError) -> None:
        self._away_until = self._timer() + AWAY_SECONDS
        if not self._away:
            self._away = True
            why = type(error.storage_error).__name__
            log.warning("Redis does not answer (%s); limits are counted in each process meanwhile.", why)

    async def close(self) -> None:
        """Let the connections go."""
        if self._pool is not None:
            await self._pool.aclose()


def _pool(url: str, patience: float) -> "ConnectionPool":
    from redis.asyncio import ConnectionPool
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    return ConnectionPool.from_url(
        url.replace("redis+unix://", "unix://"),
        socket_timeout=patience,
        socket_connect_timeout=patience,
        retry=Retry(NoBackoff(), 0),  # its own retries would hold up every request
    )


def _storage(url: str, pool: "ConnectionPool") -> RedisStorage:
    options: dict[str, Any] = {"connection_pool": pool}  # handed on to redis as it is
    return RedisStorage(
        f"async+{url}", wrap_exceptions=True, implementation="redispy", key_prefix="rapport-limits", **options
    )
