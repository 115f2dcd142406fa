"""When jobs began and ended, by a steady clock: read while it is written, and at the end for overlaps."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one job; its end is the death of its process where it did not come to one."""

    job: str
    pid: int
    begun: float
    ended: float
    well: bool


class Journal:
    """Follows the file that the workers write, and says whenever a job has ended well."""

    def __init__(self, path: Path, on_success: Callable[[float], None]) -> None:
        self.path = path
        path.touch()
        self._on_success = on_success
        self._seen = 0
        self._last_pid = 0
        self._begun: dict[tuple[int, str], float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def last_pid(self) -> int:
        """Who began a job last."""
        return self._last_pid

    def close(self) -> None:
        """Follow no more."""
        self._stop.set()
        self._thread.join()

    def runs(self, deaths: Mapping[int, float]) -> list[Run]:
        """Every run so far."""
        runs: list[Run] = []
        open_since: dict[tuple[int, str], float] = {}
        for moment, pid, job, what in self._lines():
            if what == "begins":
                open_since[pid, job] = moment
            else:
                runs.append(Run(job, pid, open_since.pop((pid, job)), moment, what == "ends"))
        for (pid, job), begun in open_since.items():
            runs.append(Run(job, pid, begun, deaths.get(pid, NEVER), well=False))
        return runs

    def _follow(self) -> None:
        while not self._stop.wait(0.1):
            lines = self._lines()
            for moment, pid, job, what in lines[self._seen :]:
                if what == "begins":
                    self._last_pid = pid
                    self._begun[pid, job] = moment
                elif what == "ends":
                    self._on_success(self._begun[pid, job])
            self._seen = len(lines)

    def _lines(self) -> list[tuple[float, int, str, str]]:
        whole = self.path.read_text().rpartition("\n")[0].splitlines()
        parts = (line.split() for line in whole)
        return [(float(moment), int(pid), job, what) for moment, pid, job, what in parts]


def overlaps(runs: Sequence[Run]) -> list[tuple[Run, Run]]:
    """Pairs of runs of one job that went on at the same time."""
    by_job: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_job[run.job].append(run)
    pairs = []
    for own in by_job.values():
        own.sort(key=lambda run: run.begun)
        for first, second in pairwise(own):
            if second.begun < first.ended:
                pairs.append((first, second))
    return pairs
