"""What a measured piece of work costs: its CPU seconds, and the most memory that this process held."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Cost:
    """Filled in when the work is done."""

    cpu_seconds: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """CPU seconds of all threads of this process within the block."""
    cost, started = Cost(), time.process_time()
    yield cost
    cost.cpu_seconds = time.process_time() - started


def peak_megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
