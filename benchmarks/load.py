"""Asks a server on loopback: at a fixed rate for latency, as fast as it answers for throughput."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import NamedTuple

import numpy as np


class Request(NamedTuple):
    """A GET."""

    path: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured: milliseconds from the moment a request was due, and answers per second."""

    requests: int
    per_second: float
    p50: float
    p90: float
    p99: float
    slowest: float


def at_rate(port: int, requests: Sequence[Request], *, per_second: float, connections: int = 8) -> Load:
    """Send each request when it is due, over so many connections."""
    begun = time.perf_counter() + 0.1
    due = [begun + index / per_second for index in range(len(requests))]
    return _measure(port, requests, due, connections)


def flat_out(port: int, requests: Sequence[Request], *, connections: int = 4) -> Load:
    """Send the next request as soon as one is answered."""
    return _measure(port, requests, None, connections)


def _measure(port: int, requests: Sequence[Request], due: Sequence[float] | None, connections: int) -> Load:
    took = np.zeros(len(requests))
    failures: list[str] = []

    def work(own: range) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        for index in own:
            if due is not None:
                time.sleep(max(due[index] - time.perf_counter(), 0.0))
            begun = due[index] if due is not None else time.perf_counter()
            connection.request("GET", requests[index].path, headers=requests[index].headers)
            response = connection.getresponse()
            body = response.read()
            took[index] = time.perf_counter() - begun
            if response.status != 200:
                failures.append(f"{response.status} {body[:200]!r}")
                return
        connection.close()

    threads = [
        threading.Thread(target=work, args=(range(first, len(requests), connections),))
        for first in range(connections)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - begun
    if failures:
        raise RuntimeError(f"the server refused: {failures[0]}")
    p50, p90, p99 = np.percentile(took * 1_000, [50, 90, 99]).tolist()
    return Load(len(requests), len(requests) / elapsed, p50, p90, p99, float(took.max() * 1_000))
