"""Asks after the server's health all the while, as a load balancer does, from a thread of its own."""

import threading
from http.client import HTTPConnection, HTTPException
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from benchmarks.load.client import PATIENCE_SECONDS

EVERY_SECONDS = 0.2
LIVE, BEFORE = "/v1/health/live", "/v1/health"  # the second where the first is not known yet


class Prober:
    """While it is entered it asks; then it tells how often and how slowly it was answered."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._path = LIVE
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._seconds: list[float] = []
        self._failures = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def summary(self) -> dict[str, Any]:
        """Milliseconds of the slowest answer, a wait in vain counted as what it took."""
        slowest = round(max(self._seconds, default=0.0) * 1_000, 1)
        return {"path": self._path, "asked": len(self._seconds), "failed": self._failures, "slowest": slowest}

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            begun = perf_counter()
            status = self._ask()
            if status == 404 and self._path == LIVE:
                self._path = BEFORE
                continue
            self._seconds.append(perf_counter() - begun)
            self._failures += status != 200

    def _ask(self) -> int:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", self._path)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()
