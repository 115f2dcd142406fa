"""A process that is asked to end lets what runs finish for a while; asked twice, it ends at once."""

import signal
import threading
from functools import partial

from sqlmodel import select

from core.database import transaction
from core.tables import JobRun, Lease
from jobs.context import JobContext
from jobs.ending import Ending
from jobs.running import INTERRUPTED, Counts, Job, let_go, run
from jobs.worker import LEASE, Worker
from tests.jobs.test_worker import BEAT, PATIENCE, at_work, often

LONG = 3600.0


class Left:
    """Where the process would have ended."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self.now = threading.Event()

    def __call__(self, code: int) -> None:
        self.codes.append(code)
        self.now.set()


def test_asked_once_it_waits_and_says_so() -> None:
    left = Left()
    ending = Ending(LONG, leave=left)
    assert not ending.asked.is_set()
    ending.ask(signal.SIGTERM)
    assert ending.asked.is_set()
    assert left.codes == []


def test_asked_twice_it_ends_at_once() -> None:
    left = Left()
    ending = Ending(LONG, leave=left)
    ending.ask(signal.SIGTERM)
    ending.ask(signal.SIGINT)
    assert left.codes == [128 + signal.SIGINT]


def test_what_does_not_end_in_time_is_cut_off_after_letting_go() -> None:
    left, order = Left(), list[str]()

    def leave(code: int) -> None:
        order.append("left")
        left(code)

    ending = Ending(BEAT, leave=leave)
    ending.before_the_cut(lambda: order.append("let go"))
    ending.ask(signal.SIGTERM)
    assert left.now.wait(PATIENCE)
    assert order[:2] == ["let go", "left"]
    assert left.codes[0] == 0


def hang(until: threading.Event) -> None:
    until.wait()


def test_letting_go_cannot_hold_the_end_up() -> None:
    left, never = Left(), threading.Event()
    ending = Ending(BEAT, leave=left)
    ending.before_the_cut(partial(hang, never))
    ending.ask(signal.SIGTERM)
    assert left.now.wait(PATIENCE)
    never.set()


def test_a_job_that_does_not_end_is_given_up_and_its_leases_are_free(context: JobContext) -> None:
    began, may_end = threading.Event(), threading.Event()

    def endless(_context: JobContext) -> Counts:
        began.set()
        assert may_end.wait(PATIENCE)
        return {}

    job = Job("endless", "* * * * *", endless, "Takes very long.")
    left = Left()
    ending = Ending(BEAT, leave=left)
    ending.before_the_cut(lambda: let_go(context))
    worker = Worker(context, (job,), trigger=often, stopping=ending.asked)
    with at_work(worker):
        assert began.wait(PATIENCE)
        ending.ask(signal.SIGTERM)
        assert left.now.wait(PATIENCE)
        with transaction(context.engine, writes=False) as session:
            assert session.exec(select(Lease)).all() == []
            [record] = session.exec(select(JobRun))
            assert (record.outcome, record.error) == ("failed", INTERRUPTED)
        may_end.set()


def test_only_this_process_gives_its_leases_back(context: JobContext) -> None:
    def look(_context: JobContext) -> Counts:
        with transaction(context.engine) as session:
            session.add(Lease(name=LEASE, holder="another", expires_at=context.clock.now()))
        let_go(context)
        return {}

    run(Job("look", "* * * * *", look, ""), context)
    with transaction(context.engine, writes=False) as session:
        assert [lease.holder for lease in session.exec(select(Lease))] == ["another"]


def test_a_job_hears_that_it_should_hurry(context: JobContext) -> None:
    began = threading.Event()

    def obedient(seen: JobContext) -> Counts:
        began.set()
        return {"heard": int(seen.stopping.wait(PATIENCE))}

    job = Job("obedient", "* * * * *", obedient, "")
    with at_work(Worker(context, (job,), trigger=often)) as worker:
        assert began.wait(PATIENCE)
        worker.stop()
    with transaction(context.engine, writes=False) as session:
        assert {record.counts["heard"] for record in session.exec(select(JobRun))} == {1}
