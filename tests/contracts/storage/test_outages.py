"""A real server is stopped and started under two real workers: they go on, and no job runs twice at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from core.clock import SystemClock
from core.database import connect, transaction
from core.keys import Keys
from core.settings import Settings
from core.tables import JobRun, Lease
from jobs import leases
from jobs.context import JobContext
from jobs.leases import LeaseWatch, Pace
from jobs.running import Counts, Job
from jobs.worker import LEASE, Worker
from tests.jobs.test_worker import PATIENCE, at_work, eventually
from tests.postgres import Cluster, cluster

PACE = Pace(ttl=3.0, beat=0.2, look=0.05)


@pytest.fixture
def server() -> Iterator[Cluster]:
    """A server of this test's own, since it is taken away."""
    with cluster() as running:
        yield running


class Work:
    """A job that counts who does it now, at most, and in total."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0
        self.total = 0

    def __call__(self, context: JobContext) -> Counts:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            time.sleep(0.1)
            with transaction(context.engine) as session:
                session.exec(select(Lease)).all()
        finally:
            with self._lock:
                self._now -= 1
        self.total += 1
        return {}


def often(_when: str) -> BaseTrigger:
    return IntervalTrigger(seconds=0.1)


def test_two_workers_outlive_their_server(settings: Settings, keys: Keys, server: Cluster) -> None:
    work, database = Work(), server.fresh_database()
    with ExitStack() as stack:
        contexts = [JobContext(settings, keys, connect(database), SystemClock(), pace=PACE) for _ in range(2)]
        workers = [
            stack.enter_context(at_work(Worker(context, (Job("a-job", "", work, ""),), trigger=often)))
            for context in contexts
        ]
        for _ in range(2):
            assert goes_on(work)
            server.stop()
            time.sleep(1)  # several beats
            server.start()
        assert goes_on(work)
        assert sum(worker.leading.is_set() for worker in workers) == 1
        workers[0].stop()
        assert workers[1].leading.wait(PATIENCE), "the other leads, or takes over"
        assert goes_on(work)
    assert work.most == 1
    with transaction(contexts[0].engine, writes=False) as session:
        runs = session.exec(select(JobRun).order_by(col(JobRun.started_at))).all()
        assert session.get(Lease, LEASE) is None
    ended = [run.finished_at for run in runs]
    assert all(end and end <= run.started_at for end, run in zip(ended, runs[1:], strict=False))
    for context in contexts:
        context.engine.dispose()


def goes_on(work: Work) -> bool:
    before = work.total
    return eventually(lambda: work.total > before + 2)


def test_an_outage_longer_than_a_lease_takes_it_from_nobody(
    server: Cluster,
) -> None:
    """A job that goes on while the server is away keeps others from beginning it when the server is back."""
    database = server.fresh_database()
    engines = [connect(database), connect(database)]
    clock = SystemClock()
    with leases.held(engines[0], "job", clock=clock, pace=PACE) as held:
        assert held
        tried: list[bool] = []

        def try_to_take() -> None:
            while not tried:
                with suppress(SQLAlchemyError):
                    tried.append(
                        leases.acquire(engines[1], "job", "another", clock=clock, watch=LeaseWatch(PACE))
                    )

        waiting = threading.Thread(target=try_to_take)
        server.stop()
        waiting.start()
        time.sleep(PACE.ttl * 1.2)
        server.start()
        waiting.join(PATIENCE)
        assert tried == [False]
    for engine in engines:
        engine.dispose()
