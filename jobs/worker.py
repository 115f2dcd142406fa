"""The worker: one leader keeps the schedule, any other waits until the leader is gone."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
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
from jobs.outages import OUTAGES, Patience
from jobs.running import LEASES, Job, mark_interrupted, run

log = logging.getLogger(__name__)

LEASE = "worker"
AGAIN = (1.0, 10.0, 60.0, 300.0)
"""Seconds after which a job that an outage ended is tried again, once the database answers."""


def crontab(when: str) -> BaseTrigger:
    """The moments of a crontab line, in UTC."""
    return CronTrigger.from_crontab(when, timezone="UTC")


class Worker:
    """Leads when it may; `stop` ends it after the jobs that are running, told to hurry. No outage ends it."""

    def __init__(
        self,
        context: JobContext,
        jobs: Sequence[Job],
        *,
        trigger: Callable[[str], BaseTrigger] = crontab,
        again: Sequence[float] = AGAIN,
        stopping: threading.Event | None = None,
    ) -> None:
        self._stopping = stopping or threading.Event()
        pace = replace(context.pace, wait=self._stopping.wait)
        self._context = replace(context, pace=pace, stopping=self._stopping)
        self._jobs = jobs
        self._trigger = trigger
        self._again = again
        self._holder = new_id()
        self._executors: list[ThreadPoolExecutor] = []
        self._patience = Patience(pace.look, pace.wait)
        self._watch = leases.LeaseWatch(pace)
        self.leading = threading.Event()
        """Set while this process is the leader."""

    def stop(self) -> None:
        """Ask it to end; returns at once."""
        self._stopping.set()

    def serve(self) -> None:
        """Wait for the leadership, lead, wait again when it was lost; until `stop`."""
        context = self._context
        while not self._stopping.is_set():
            try:
                leads = leases.acquire(
                    context.engine, LEASE, self._holder, clock=context.clock, watch=self._watch
                )
            except SQLAlchemyError as error:
                self._watch.forget()
                self._patience.away("The worker", error)
                continue
            self._patience.back()
            if leads:
                self._lead()
        for executor in self._executors:
            executor.shutdown(wait=True)  # each running job holds a lease of its own until it ends

    def _lead(self) -> None:
        log.info("This worker leads; %d jobs are planned.", len(self._jobs))
        scheduler = self._scheduler()
        scheduler.start()
        self.leading.set()
        try:
            self._keep_leading(scheduler)
        finally:
            self.leading.clear()
            scheduler.shutdown(wait=False)
        with suppress(SQLAlchemyError):  # others find it dead
            leases.release(self._context.engine, LEASE, self._holder)

    def _keep_leading(self, scheduler: BackgroundScheduler) -> None:
        """Until `stop` or until another leads; while the database is away nobody else can."""
        duties = _Duties(self._context, self._jobs, self._watch)
        while True:
            try:
                if not self._still_leads():
                    log.warning("This worker does not lead any more.")
                    return
                duties.attend({job.id: job.next_run_time for job in scheduler.get_jobs()})
                self._patience.back()
            except SQLAlchemyError as error:
                self._watch.forget()
                self._patience.away("The worker", error)
            else:
                self._stopping.wait(self._context.pace.beat)
            if self._stopping.is_set():
                return
            follow_clock(scheduler, now=datetime.now(UTC))  # the scheduler's own clock

    def _still_leads(self) -> bool:
        context = self._context
        return leases.renew(context.engine, LEASE, self._holder, clock=context.clock, pace=context.pace)

    def _scheduler(self) -> BackgroundScheduler:
        executor = ThreadPoolExecutor(max_workers=max(1, len(self._jobs)))
        self._executors.append(executor)
        scheduler = BackgroundScheduler(timezone="UTC", executors={"default": executor})
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
        """Run a job, and where an outage ended it soon again: the next time may be tomorrow."""
        for pause in self._again:
            if self._run_once(job) not in OUTAGES or self._stopping.wait(pause):
                return
        self._run_once(job)

    def _run_once(self, job: Job) -> str:
        """Run a job when the database answers, if this worker leads then; returns the recorded error."""
        context = self._context
        patience = Patience(context.pace.look, context.pace.wait)
        while True:
            try:
                return run(job, context).error if self._still_leads() else ""
            except Conflict as conflict:
                log.info("%s", conflict.detail)
                return ""
            except SQLAlchemyError as error:
                if patience.away(job.name, error):
                    return ""


class _Duties:
    """What a leader does at every beat: publish the plan, clear away what dead processes left."""

    def __init__(self, context: JobContext, jobs: Sequence[Job], watch: leases.LeaseWatch) -> None:
        self._context = context
        self._jobs = jobs
        self._watch = watch
        self._clean = False
        self._published: Mapping[str, datetime | None] | None = None

    def attend(self, due: Mapping[str, datetime | None]) -> None:
        engine = self._context.engine
        if leases.sweep(engine, self._watch, prefix=LEASES) or not self._clean:
            mark_interrupted(engine, clock=self._context.clock)
            self._clean = True
        if due != self._published:
            write_plan(engine, self._jobs, due)
            self._published = due


def follow_clock(scheduler: BackgroundScheduler, *, now: datetime) -> None:
    """Plan anew what is due later than its trigger says: the clock was set back since.

    Then the scheduler looks at the clock again: it sleeps until what is due next, by the clock as it was when
    it fell asleep, so for an hour if that was an hour behind and is right again.
    """
    for job in scheduler.get_jobs():
        sooner = job.trigger.get_next_fire_time(None, now + timedelta(seconds=1))
        if sooner and job.next_run_time and sooner < job.next_run_time:
            job.modify(next_run_time=sooner)
    scheduler.wakeup()


def write_plan(engine: Engine, jobs: Sequence[Job], due: Mapping[str, datetime | None]) -> None:
    """Say for the API when each job runs next; jobs that are no more are taken out."""
    with transaction(engine) as session:
        session.exec(delete(JobPlan))
        session.add_all(
            JobPlan(job=job.name, description=job.description, next_run_at=due.get(job.name)) for job in jobs
        )
