"""The worker: leads, fires its jobs, survives those that fail, and is followed by the one that stands by."""

import errno
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlmodel import select

from core import runs
from core.database import transaction
from core.tables import JobRun, Lease
from jobs import leases
from jobs.context import JobContext
from jobs.leases import Pace
from jobs.outages import DISK_FULL
from jobs.running import Counts, Job
from jobs.worker import LEASE, Worker, crontab, follow_clock
from tests.clock import ManualClock
from tests.jobs.conftest import QUICK
from tests.jobs.outage import Outage

BEAT = QUICK.beat
PATIENCE = 60.0
"""Seconds until a test gives up; nothing is measured."""


def often(_when: str) -> BaseTrigger:
    return IntervalTrigger(seconds=0.05)


def once(_when: str) -> BaseTrigger:
    return DateTrigger(datetime.now(UTC))


def eventually(true: Callable[[], object]) -> bool:
    """Whether it comes true."""
    for _ in range(int(PATIENCE / BEAT)):
        if true():
            return True
        time.sleep(BEAT)
    return False


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
    with at_work(Worker(context, jobs, trigger=often)):
        assert all(twice.acquire(timeout=PATIENCE) for _ in range(2))

    with transaction(context.engine, writes=False) as session:
        outcomes = {(run.job, run.outcome) for run in session.exec(select(JobRun))}
        assert session.get(Lease, LEASE) is None, "a worker that ends gives the leadership back"
    assert ("good", "done") in outcomes
    assert ("bad", "failed") in outcomes


def test_the_plan_is_there_for_the_api(context: JobContext) -> None:
    jobs = (Job("retrain", "0 3 * * *", lambda _: {}, "Trains."),)
    worker = Worker(context, jobs)
    with at_work(worker):
        assert worker.leading.wait(PATIENCE)
    with transaction(context.engine, writes=False) as session:
        [plan] = runs.overview(session)
    assert (plan.job, plan.description, plan.outcome) == ("retrain", "Trains.", None)
    assert plan.next_run_at is not None
    assert (plan.next_run_at.hour, plan.next_run_at.minute) == (3, 0)


def test_a_second_worker_stands_by_and_takes_over(context: JobContext) -> None:
    with at_work(Worker(context, ())) as first:
        assert first.leading.wait(PATIENCE)
        with at_work(Worker(context, ())) as second:
            assert not second.leading.wait(BEAT * 10)
            first.stop()
            assert second.leading.wait(PATIENCE)
            assert not first.leading.is_set()


@pytest.mark.parametrize("jump", [timedelta(), timedelta(hours=1), timedelta(hours=-1)])
def test_a_dead_leader_is_followed_once_it_was_seen_to_be_dead(
    context: JobContext, clock: ManualClock, jump: timedelta
) -> None:
    leases.acquire(context.engine, LEASE, "a process that was killed", clock=clock)
    clock.advance(jump)
    seconds = [0.0]
    pace = replace(QUICK, elapsed=lambda: seconds[0])
    with at_work(Worker(replace(context, pace=pace), ())) as worker:
        assert not worker.leading.wait(BEAT * 10)
        while not worker.leading.wait(BEAT * 2):
            seconds[0] += 1
    assert seconds[0] >= pace.ttl


def test_no_outage_ends_a_worker(context: JobContext) -> None:
    ran, outage = threading.Semaphore(0), Outage(context.engine)
    context = replace(context, pace=replace(QUICK, ttl=2))  # for the lease that could not be given back

    def job(_context: JobContext) -> Counts:
        ran.release()
        return {}

    with at_work(Worker(context, (Job("often", "* * * * *", job, ""),), trigger=often)) as worker:
        for _ in range(2):
            assert ran.acquire(timeout=PATIENCE)
            outage.refused, outage.on = 0, True
            assert eventually(lambda: outage.refused > 5)
            outage.on = False
            while ran.acquire(blocking=False):
                pass
            assert ran.acquire(timeout=PATIENCE), "jobs run again"
        assert worker.leading.is_set()


def test_a_worker_that_starts_before_its_database_leads_once_it_is_there(context: JobContext) -> None:
    outage = Outage(context.engine)
    outage.on = True
    with at_work(Worker(context, ())) as worker:
        assert eventually(lambda: outage.refused > 3)
        assert not worker.leading.is_set()
        outage.on = False
        assert worker.leading.wait(PATIENCE)


def test_a_job_that_an_outage_ended_is_run_again(context: JobContext) -> None:
    tries: list[int] = []

    def fails_once(_context: JobContext) -> Counts:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return {}

    job = Job("nightly", "0 3 * * *", fails_once, "")
    with at_work(Worker(context, (job,), trigger=once, again=(0.0,))):
        assert eventually(lambda: len(tries) == 2)
    with transaction(context.engine, writes=False) as session:
        assert sorted(run.error for run in session.exec(select(JobRun))) == ["", DISK_FULL]


def test_a_mistake_of_ours_is_not_repeated(context: JobContext) -> None:
    tries: list[int] = []

    def fails(_context: JobContext) -> Counts:
        tries.append(1)
        raise ValueError("nonsense")

    with at_work(Worker(context, (Job("nightly", "0 3 * * *", fails, ""),), trigger=once, again=(0.0,))):
        assert eventually(lambda: tries)
    assert len(tries) == 1


def test_who_lost_the_leadership_starts_no_job(context: JobContext) -> None:
    """Cut off from its database a leader learns of its loss only when a job is due."""
    started: list[str] = []
    slow = replace(context, pace=Pace(beat=PATIENCE * 10, look=0.01))
    due = threading.Event()

    class Later(IntervalTrigger):  # type: ignore[misc]  # APScheduler has no types
        def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
            return None if previous else now + timedelta(seconds=0.5)

    def job(_context: JobContext) -> Counts:
        started.append("a-job")
        return {}

    with at_work(Worker(slow, (Job("a-job", "", job, ""),), trigger=lambda _: Later())) as worker:
        assert worker.leading.wait(PATIENCE)
        lose(context)
        due.wait(1.5)
    assert started == []


def test_a_clock_that_was_set_back_keeps_no_job_waiting() -> None:
    now = datetime(2026, 3, 2, 12, 3, tzinfo=UTC)
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(print, crontab("*/5 * * * *"), id="often", next_run_time=now + timedelta(minutes=62))
    scheduler.add_job(print, crontab("0 3 * * *"), id="nightly", next_run_time=now + timedelta(hours=14.95))
    scheduler.start(paused=True)
    try:
        follow_clock(scheduler, now=now)
        due = {job.id: job.next_run_time for job in scheduler.get_jobs()}
    finally:
        scheduler.shutdown()
    assert due == {
        "often": datetime(2026, 3, 2, 12, 5, tzinfo=UTC),
        "nightly": datetime(2026, 3, 3, 3, 0, tzinfo=UTC),
    }


def test_a_clock_that_was_set_back_and_right_again_keeps_no_job_waiting() -> None:
    ran = threading.Event()
    scheduler = BackgroundScheduler(timezone="UTC")
    now = datetime.now(UTC)
    job = scheduler.add_job(ran.set, "interval", hours=1, misfire_grace_time=None)
    scheduler.start()  # asleep until what seems to be due in an hour
    try:
        job._modify(next_run_time=now - timedelta(seconds=1))  # as the right clock sees it; this wakes nobody
        job._scheduler._lookup_jobstore(job._jobstore_alias).update_job(job)
        follow_clock(scheduler, now=now)
        assert ran.wait(PATIENCE)
    finally:
        scheduler.shutdown()


def test_what_a_dead_process_left_is_cleared_away(context: JobContext) -> None:
    leases.acquire(context.engine, "job:retrain", "a process that was killed", clock=context.clock)
    with transaction(context.engine) as session:
        session.add(JobRun(run_id="1", job="retrain", started_at=context.clock.now()))
    passing = replace(QUICK, elapsed=partial(next, count(step=1.0)))
    with at_work(Worker(replace(context, pace=passing), ())):
        assert eventually(lambda: outcome(context) == "failed")


def outcome(context: JobContext) -> str:
    with transaction(context.engine, writes=False) as session:
        return session.get_one(JobRun, "1").outcome


def lose(context: JobContext) -> None:
    with transaction(context.engine) as session:
        lease = session.get_one(Lease, LEASE)
        lease.holder = "another"
        session.add(lease)


def test_a_leader_that_lost_its_lease_stands_by_while_its_job_goes_on(context: JobContext) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(_context: JobContext) -> Counts:
        began.set()
        assert may_end.wait(PATIENCE)
        return {}

    passing = replace(QUICK, elapsed=partial(next, count(step=1.0)))
    worker = Worker(replace(context, pace=passing), (Job("slow", "", slow, ""),), trigger=once)
    with at_work(worker):
        assert began.wait(PATIENCE)
        lose(context)
        assert eventually(lambda: not worker.leading.is_set())
        assert worker.leading.wait(PATIENCE), (
            "the other is dead, and the training of an hour is no reason to wait"
        )
        may_end.set()


def test_a_leader_that_lost_its_lease_stands_by(context: JobContext) -> None:
    with at_work(Worker(context, ())) as worker:
        assert worker.leading.wait(PATIENCE)
        lose(context)
        assert eventually(lambda: not worker.leading.is_set())


def test_a_worker_that_is_stopped_lets_its_job_end(context: JobContext) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(_context: JobContext) -> Counts:
        began.set()
        assert may_end.wait(PATIENCE)
        return {"ended": 1}

    with at_work(Worker(context, (Job("slow", "* * * * *", slow, ""),), trigger=often)) as worker:
        assert began.wait(PATIENCE)
        worker.stop()
        may_end.set()
    with transaction(context.engine, writes=False) as session:
        assert {run.outcome for run in session.exec(select(JobRun))} == {"done"}
