"""The worker: leads, fires its jobs, survives those that fail, and is followed by the one that stands by."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlmodel import select

from core import runs
from core.database import transaction
from core.tables import JobRun, Lease
from jobs import leases
from jobs.context import JobContext
from jobs.running import Counts, Job
from jobs.worker import LEASE, Worker
from tests.clock import ManualClock

BEAT = 0.02
PATIENCE = 60.0
"""Seconds until a test gives up; nothing is measured."""


def often(_when: str) -> BaseTrigger:
    return IntervalTrigger(seconds=0.05)


@contextmanager
def at_work(worker: Worker) -> Iterator[Worker]:
    thread = threading.Thread(target=worker.serve)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_jobs_run_and_one_that_fails_stops_no_other(context: JobContext) -> None:
    twice = threading.Semaphore(0)

    def good(_context: JobContext) -> Counts:
        twice.release()
        return {"good": 1}

    def bad(_context: JobContext) -> Counts:
        raise RuntimeError("broken")

    jobs = (Job("bad", "* * * * *", bad, "Fails."), Job("good", "* * * * *", good, "Works."))
    with at_work(Worker(context, jobs, beat=BEAT, trigger=often)):
        assert all(twice.acquire(timeout=PATIENCE) for _ in range(2))

    with transaction(context.engine, writes=False) as session:
        outcomes = {(run.job, run.outcome) for run in session.exec(select(JobRun))}
        assert session.get(Lease, LEASE) is None, "a worker that ends gives the leadership back"
    assert ("good", "done") in outcomes
    assert ("bad", "failed") in outcomes


def test_the_plan_is_there_for_the_api(context: JobContext) -> None:
    jobs = (Job("retrain", "0 3 * * *", lambda _: {}, "Trains."),)
    worker = Worker(context, jobs, beat=BEAT)
    with at_work(worker):
        assert worker.leading.wait(PATIENCE)
    with transaction(context.engine, writes=False) as session:
        [plan] = runs.overview(session)
    assert (plan.job, plan.description, plan.outcome) == ("retrain", "Trains.", None)
    assert plan.next_run_at is not None
    assert (plan.next_run_at.hour, plan.next_run_at.minute) == (3, 0)


def test_a_second_worker_stands_by_and_takes_over(context: JobContext) -> None:
    with at_work(Worker(context, (), beat=BEAT)) as first:
        assert first.leading.wait(PATIENCE)
        with at_work(Worker(context, (), beat=BEAT)) as second:
            assert not second.leading.wait(BEAT * 10)
            first.stop()
            assert second.leading.wait(PATIENCE)
            assert not first.leading.is_set()


def test_a_dead_leader_is_followed_when_its_lease_runs_out(context: JobContext, clock: ManualClock) -> None:
    leases.acquire(context.engine, LEASE, "a process that was killed", clock=context.clock)
    with at_work(Worker(context, (), beat=BEAT)) as worker:
        assert not worker.leading.wait(BEAT * 10)
        clock.advance(leases.TTL)
        assert worker.leading.wait(PATIENCE)


def test_a_leader_that_lost_its_lease_stands_by(context: JobContext) -> None:
    with at_work(Worker(context, (), beat=BEAT)) as worker:
        assert worker.leading.wait(PATIENCE)
        with transaction(context.engine) as session:
            lease = session.get_one(Lease, LEASE)
            lease.holder = "another"
            session.add(lease)
        for _ in range(int(PATIENCE / BEAT)):
            if not worker.leading.is_set():
                break
            threading.Event().wait(BEAT)
        assert not worker.leading.is_set()


def test_a_worker_that_is_stopped_lets_its_job_end(context: JobContext) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(_context: JobContext) -> Counts:
        began.set()
        assert may_end.wait(PATIENCE)
        return {"ended": 1}

    with at_work(Worker(context, (Job("slow", "* * * * *", slow, ""),), beat=BEAT, trigger=often)) as worker:
        assert began.wait(PATIENCE)
        worker.stop()
        may_end.set()
    with transaction(context.engine, writes=False) as session:
        assert {run.outcome for run in session.exec(select(JobRun))} == {"done"}
