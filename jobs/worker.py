"""The worker: one leader keeps the schedule, any other waits until the leader is gone."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import delete

from core.database import new_id, transaction
from core.errors import Conflict
from core.tables import JobPlan
from jobs import leases
from jobs.context import JobContext
from jobs.running import Job, mark_interrupted, run

log = logging.getLogger(__name__)

LEASE = "worker"


def crontab(when: str) -> BaseTrigger:
    """The moments of a crontab line, in UTC."""
    return CronTrigger.from_crontab(when, timezone="UTC")


class Worker:
    """Leads when it may; `stop` ends it after the jobs that are running, which are told to hurry."""

    def __init__(
        self,
        context: JobContext,
        jobs: Sequence[Job],
        *,
        beat: float = leases.BEAT,
        trigger: Callable[[str], BaseTrigger] = crontab,
        stopping: threading.Event | None = None,
    ) -> None:
        self._stopping = stopping or threading.Event()
        self._context = replace(context, stopping=self._stopping)
        self._jobs = jobs
        self._beat = beat
        self._trigger = trigger
        self._holder = new_id()
        self.leading = threading.Event()
        """Set while this process is the leader."""

    def stop(self) -> None:
        """Ask it to end; returns at once."""
        self._stopping.set()

    def serve(self) -> None:
        """Wait for the leadership, lead, wait again when it was lost; until `stop`."""
        while not self._stopping.is_set():
            if self._have(leases.acquire):
                self._lead()
            else:
                self._stopping.wait(self._beat)

    def _have(self, how: Callable[..., bool]) -> bool:
        """Whether the leadership could be taken or kept; not while the database is away."""
        try:
            return how(self._context.engine, LEASE, self._holder, clock=self._context.clock)
        except SQLAlchemyError as error:
            log.warning("The database does not answer (%s); trying again.", type(error).__name__)
            return False

    def _lead(self) -> None:
        log.info("This worker leads; %d jobs are planned.", len(self._jobs))
        mark_interrupted(self._context.engine, clock=self._context.clock)
        scheduler = self._scheduler()
        scheduler.start()
        self.leading.set()
        try:
            self._keep_leading(scheduler)
        finally:
            self.leading.clear()
            scheduler.pause()
            leases.release(self._context.engine, LEASE, self._holder)
            scheduler.shutdown(wait=True)  # each running job holds a lease of its own until it ends

    def _keep_leading(self, scheduler: BackgroundScheduler) -> None:
        published: dict[str, datetime | None] | None = None
        while True:
            due = {job.id: job.next_run_time for job in scheduler.get_jobs()}
            if due != published:
                write_plan(self._context.engine, self._jobs, due)
                published = due
            if self._stopping.wait(self._beat):
                return
            if not self._have(leases.renew):
                log.warning("This worker does not lead any more.")
                return

    def _scheduler(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(timezone="UTC")
        for job in self._jobs:
            scheduler.add_job(
                self._run,
                self._trigger(job.when),
                args=(job,),
                id=job.name,
                coalesce=True,  # after a sleep a job is due once, not once for every time it missed
                max_instances=1,
                misfire_grace_time=None,
            )
        return scheduler

    def _run(self, job: Job) -> None:
        try:
            run(job, self._context)
        except Conflict as conflict:
            log.info("%s", conflict.detail)


def write_plan(engine: Engine, jobs: Sequence[Job], due: Mapping[str, datetime | None]) -> None:
    """Say for the API when each job runs next; jobs that are no more are taken out."""
    with transaction(engine) as session:
        session.exec(delete(JobPlan))
        session.add_all(
            JobPlan(job=job.name, description=job.description, next_run_at=due.get(job.name)) for job in jobs
        )
