"""Asks a server on loopback: at a fixed rate for latency, as fast as it answers for throughput."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Request(NamedTuple):
    """A GET, which is measured, or where it has a body a POST, which is load beside it."""

    path: str
    headers: dict[str, str]
    body: bytes | None = None


Rounds = Sequence[Sequence[Request]]
Change = Callable[[], None]
Timed = tuple[NDArray[np.float64], float]


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured of GETs: milliseconds from the moment a request was due, and answers per second."""

    requests: int
    per_second: float
    p50: float
    p90: float
    p99: float
    slowest: float

    @classmethod
    def of(cls, took: NDArray[np.float64], elapsed: float) -> "Load":
        """From seconds, those of each GET and those of all together."""
        p50, p90, p99 = np.percentile(took * 1_000, [50, 90, 99]).tolist()
        return cls(len(took), len(took) / elapsed, p50, p90, p99, float(took.max() * 1_000))


def nothing() -> None:
    """No change before a round."""


def at_rate(
    port: int, rounds: Rounds, *, per_second: float, change: Change = nothing, connections: int = 8
) -> Load:
    """Send each request when it is due, over so many connections; `change` comes before each round."""
    due = [index / per_second for index in range(max(map(len, rounds)))]
    return _measured(rounds, change, lambda requests: _send(port, requests, due, connections))


def flat_out(port: int, rounds: Rounds, *, change: Change = nothing, connections: int = 4) -> Load:
    """Send the next request as soon as one is answered; `change` comes before each round."""
    return _measured(rounds, change, lambda requests: _send(port, requests, None, connections))


def _measured(rounds: Rounds, change: Change, send: Callable[[Sequence[Request]], Timed]) -> Load:
    """All rounds as one; what changes between them is not measured itself."""
    took, elapsed = [], 0.0
    for requests in rounds:
        change()
        waits, seconds = send(requests)
        took.append(waits)
        elapsed += seconds
    return Load.of(np.concatenate(took), elapsed)


def _send(port: int, requests: Sequence[Request], due: Sequence[float] | None, connections: int) -> Timed:
    """Seconds that each GET took, from when it was due, and that all took together."""
    took = np.zeros(len(requests))
    failures: list[str] = []

    def work(own: range) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        for index in own:
            if due is not None:
                time.sleep(max(started + due[index] - time.perf_counter(), 0.0))
            begun = started + due[index] if due is not None else time.perf_counter()
            path, headers, sent = requests[index]
            connection.request("POST" if sent else "GET", path, body=sent, headers=headers)
            response = connection.getresponse()
            body = response.read()
            took[index] = time.perf_counter() - begun
            if response.status not in (200, 202):
                failures.append(f"{response.status} {body[:200]!r}")
                return
        connection.close()

    threads = [
        threading.Thread(target=work, args=(range(first, len(requests), connections),))
        for first in range(connections)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    if failures:
        raise RuntimeError(f"the server refused: {failures[0]}")
    return took[[request.body is None for request in requests]], elapsed
