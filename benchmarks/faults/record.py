"""What was seen while the faults came: answers, what was acknowledged, when each part last worked."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

CALM = "no fault"


@dataclass
class Record:
    """Written by many threads; `phase` is the fault that is on, or from which the service recovers."""

    phase: str = CALM
    acknowledged: set[str] = field(default_factory=set)
    answers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slowest: dict[str, float] = field(default_factory=dict)
    _worked: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, route: str, status: str, seconds: float) -> None:
        """A request ended with a status, or with what broke."""
        with self._lock:
            self.answers[self.phase][f"{route} {status}"] += 1
            self.slowest[self.phase] = max(self.slowest.get(self.phase, 0.0), seconds)

    def acknowledge(self, ids: list[str]) -> None:
        """The service said that it has these events."""
        with self._lock:
            self.acknowledged.update(ids)

    def works(self, part: str, *, begun: float | None = None) -> None:
        """A part of the service has done what it is there for, begun at this moment of the steady clock."""
        with self._lock:
            self._worked[part] = begun if begun is not None else time.monotonic()

    def worked_since(self, part: str, moment: float) -> bool:
        """Whether it has done so since."""
        with self._lock:
            return self._worked.get(part, 0.0) > moment

    def statuses(self) -> dict[str, dict[str, int]]:
        """How often each route was answered how, by phase."""
        with self._lock:
            return {phase: dict(sorted(counts.items())) for phase, counts in self.answers.items()}

    def wrong(self) -> dict[str, int]:
        """Server errors other than 503, which alone says "try again"."""
        errors: Counter[str] = Counter()
        for phase, counts in self.statuses().items():
            for answer, number in counts.items():
                if answer.split()[-1].startswith("5") and not answer.endswith(" 503"):
                    errors[f"{answer}, {phase}"] += number
        return dict(errors)


def until(true: Callable[[], bool], *, seconds: float, pause: float = 0.05) -> float | None:
    """How long it took to come true; None where it did not in time."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            return None
        time.sleep(pause)
    return time.monotonic() - begun
