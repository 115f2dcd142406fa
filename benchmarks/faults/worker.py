"""`rapport worker` with a quicker schedule, which writes down when its jobs begin and end.

In a journal, by a steady clock that all processes share: whether one ran twice at once is read from it.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from jobs.context import JobContext, open_context
from jobs.running import Counts, Job
from jobs.schedule import FIVE_MINUTES, JOBS
from jobs.worker import Worker

JOURNAL = "FAULTS_JOURNAL"


def sooner(when: str) -> BaseTrigger:
    """Every three seconds what is due every five minutes, and every minute what is due a few times a day."""
    return CronTrigger(second="*/3" if when == FIVE_MINUTES else "30", timezone="UTC")


def journalled(job: Job, path: Path) -> Job:
    """The same job, whose beginnings and ends can be read."""

    def function(context: JobContext) -> Counts:
        note(path, job.name, "begins")
        ended = "fails"
        try:
            counts = job.function(context)
            ended = "ends"
        finally:
            note(path, job.name, ended)
        return counts

    return replace(job, function=function)


def note(path: Path, job: str, what: str) -> None:
    """A line, whole or not at all."""
    with path.open("a") as file:
        file.write(f"{time.monotonic()} {os.getpid()} {job} {what}\n")


def main(wrap: Callable[[Job, Path], Job] = journalled) -> None:
    """What `rapport worker` does."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    jobs = [wrap(job, Path(os.environ[JOURNAL])) for job in JOBS]
    with open_context(wait=stopping.wait) as context:
        Worker(context, jobs, trigger=sooner, stopping=stopping).serve()


if __name__ == "__main__":
    main()
