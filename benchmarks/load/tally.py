"""What came back: answers per second, how long they took, by status and by route, and what went wrong."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.load.client import Answer

UNAVAILABLE = 503


class Tally:
    """Counts the answers of one run; every wait is timed, also one in vain; refusals are counted apart."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.routes: dict[str, Counter[int]] = defaultdict(Counter)
        self.seconds: dict[str, array[float]] = defaultdict(lambda: array("d"))
        self.refused_seconds = array("d")
        self.lost_seconds = array("d")
        self.retry_after: Counter[bool] = Counter()
        self.errors: Counter[str] = Counter()
        self.in_time = 0

    def answered(self, route: str, answer: Answer, *, in_time: bool = True) -> None:
        """Count an answer; `in_time` ones count for the rate."""
        self.statuses[answer.status] += 1
        self.routes[route][answer.status] += 1
        if answer.status < 300:
            self.seconds[route].append(answer.seconds)
            self.in_time += in_time
        elif answer.status == UNAVAILABLE:
            self.refused_seconds.append(answer.seconds)
            self.retry_after[answer.header("retry-after") is not None] += 1
        elif answer.status >= 500:
            self.lost_seconds.append(answer.seconds)

    def broke(self, error: OSError, seconds: float) -> None:
        """Count a request without an answer, and what was waited for it."""
        self.errors[type(error).__name__] += 1
        self.lost_seconds.append(seconds)

    @property
    def broken(self) -> int:
        """Answers with a 5xx that is not a 503, and requests without an answer."""
        wrong = sum(
            count for status, count in self.statuses.items() if status >= 500 and status != UNAVAILABLE
        )
        return wrong + sum(self.errors.values())

    def summary(self, elapsed: float) -> dict[str, Any]:
        """As plain values; good answers per second of `elapsed`, and milliseconds of every wait."""
        good = [wait for seconds in self.seconds.values() for wait in seconds]
        return {
            "seconds": round(elapsed, 1),
            "answered": len(good),
            "per_second": round(self.in_time / elapsed, 1),
            **milliseconds([*good, *self.lost_seconds]),
            "statuses": {str(status): self.statuses[status] for status in sorted(self.statuses)},
            "refused": {
                "with_retry_after": self.retry_after[True],
                "without_retry_after": self.retry_after[False],
                **milliseconds(self.refused_seconds),
            },
            "errors": dict(self.errors),
            "routes": {
                route: {
                    "statuses": {str(status): count for status, count in sorted(counts.items())},
                    **milliseconds(self.seconds[route]),
                }
                for route, counts in sorted(self.routes.items())
            },
        }


def milliseconds(seconds: Sequence[float]) -> dict[str, float | None]:
    """Median, 99th percentile and slowest in milliseconds; None where there are none."""
    if not len(seconds):
        return {"p50": None, "p99": None, "slowest": None}
    p50, p99 = np.percentile(np.asarray(seconds) * 1_000, [50, 99]).tolist()
    return {"p50": round(p50, 2), "p99": round(p99, 2), "slowest": round(max(seconds) * 1_000, 1)}
