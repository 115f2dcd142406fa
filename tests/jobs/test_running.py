"""One run of one job: recorded, alone, and never the end of its caller."""

import errno
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

import pytest
from sqlmodel import select

from core.database import connect, transaction
from core.errors import Conflict, NotFound, RapportError, Unavailable
from core.tables import JobRun
from jobs import leases
from jobs.context import JobContext
from jobs.leases import Pace
from jobs.outages import DATABASE_AWAY, DISK_FULL
from jobs.running import INTERRUPTED, Counts, Job, mark_interrupted, run
from jobs.schedule import JOBS, job_named
from jobs.worker import crontab
from tests.jobs.outage import Outage


def a_job(function: Callable[[JobContext], Counts]) -> Job:
    return Job("a-job", "* * * * *", function, "Does something.")


def runs(context: JobContext) -> list[JobRun]:
    with transaction(context.engine, writes=False) as session:
        return list(session.exec(select(JobRun).order_by("started_at")))


def fail(error: Exception) -> Callable[[JobContext], Counts]:
    def function(_context: JobContext) -> Counts:
        raise error

    return function


def test_a_run_is_recorded(context: JobContext) -> None:
    def function(seen: JobContext) -> Counts:
        [now] = runs(seen)
        assert (now.outcome, now.finished_at) == ("running", None)
        return {"done": 3}

    run(a_job(function), context)
    [record] = runs(context)
    assert (record.job, record.outcome, record.counts, record.error) == ("a-job", "done", {"done": 3}, "")
    assert record.started_at == record.finished_at == context.clock.now()


def test_a_failure_is_recorded_without_what_was_worked_on(context: JobContext) -> None:
    record = run(a_job(fail(ValueError("ayla@example.com is odd"))), context)
    assert record.outcome == "failed"
    assert record.error.startswith("ValueError in test_running.py, line ")
    assert "ayla" not in record.error


def test_a_failure_outside_says_what_is_away(context: JobContext) -> None:
    record = run(a_job(fail(Unavailable("The mail server does not answer."))), context)
    assert record.error == "The mail server does not answer."


@pytest.mark.parametrize(
    "error", [Conflict("There is nothing."), Unavailable("Away."), NotFound("No b@c.de.")]
)
def test_a_refusal_is_logged_in_one_line(
    context: JobContext, caplog: pytest.LogCaptureFixture, error: RapportError
) -> None:
    caplog.set_level(logging.INFO, logger="jobs.running")
    record = run(a_job(fail(error)), context)
    [said] = caplog.records
    assert (said.levelno, said.getMessage()) == (logging.INFO, f"a-job: failed {record.error}")
    assert "b@c.de" not in caplog.text
    assert "the log says more" not in record.error


def test_what_nobody_expected_is_logged_with_its_frames(
    context: JobContext, caplog: pytest.LogCaptureFixture
) -> None:
    record = run(a_job(fail(ValueError("b@c.de is odd"))), context)
    assert "a-job failed: ValueError" in caplog.text
    assert "test_running.py" in caplog.text
    assert "b@c.de" not in caplog.text
    assert record.error.endswith("the log says more.")


def test_a_job_does_not_run_twice_at_once(context: JobContext) -> None:
    def function(seen: JobContext) -> Counts:
        with pytest.raises(Conflict, match="is running already"):
            run(a_job(lambda _: {}), seen)
        return {}

    assert run(a_job(function), context).outcome == "done"
    assert len(runs(context)) == 1


@pytest.mark.parametrize("how", ["the next run", "the next worker"])
def test_the_run_of_a_dead_process_is_marked(context: JobContext, how: str) -> None:
    with transaction(context.engine) as session:
        session.add(JobRun(run_id="1", job="a-job", started_at=context.clock.now()))
    if how == "the next run":
        run(a_job(lambda _: {}), context)
    else:
        assert mark_interrupted(context.engine, clock=context.clock) == 1
    [dead] = [record for record in runs(context) if record.run_id == "1"]
    assert (dead.outcome, dead.error) == ("failed", INTERRUPTED)


def test_a_run_in_another_living_process_is_left_alone(context: JobContext) -> None:
    leases.acquire(context.engine, "job:a-job", "another process", clock=context.clock)
    with transaction(context.engine) as session:
        session.add(JobRun(run_id="1", job="a-job", started_at=context.clock.now()))
    assert mark_interrupted(context.engine, clock=context.clock) == 0
    assert runs(context)[0].outcome == "running"


def full(context: JobContext) -> Counts:
    with transaction(context.engine) as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.exec_driver_sql("CREATE TABLE more AS SELECT randomblob(100000) AS junk")
    return {}


def broken(context: JobContext) -> Counts:
    with transaction(context.engine) as session:
        session.connection().exec_driver_sql("SELECT nothing FROM nowhere")
    return {}


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (full, DISK_FULL),
        (fail(OSError(errno.ENOSPC, "No space left on device")), DISK_FULL),
        (
            lambda _: {"no": bool(connect("postgresql+psycopg://nobody@127.0.0.1:1/x").connect())},
            DATABASE_AWAY,
        ),
    ],
    ids=["the database's disk", "the models' disk", "a server"],
)
def test_an_outage_is_no_mistake_of_ours(
    context: JobContext,
    caplog: pytest.LogCaptureFixture,
    function: Callable[[JobContext], Counts],
    sentence: str,
) -> None:
    assert run(a_job(function), context).error == sentence
    assert [record.error for record in runs(context)] == [sentence]
    assert "test_running.py" not in caplog.text, "the log is spared the frames"


def test_a_statement_that_makes_no_sense_is(context: JobContext) -> None:
    assert run(a_job(broken), context).error.startswith("OperationalError in test_running.py")


def test_how_it_ended_is_recorded_when_the_database_is_back(
    context: JobContext, caplog: pytest.LogCaptureFixture
) -> None:
    outage, waits = Outage(context.engine), []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        outage.on = len(waits) < 3

    def goes_away(_context: JobContext) -> Counts:
        outage.on = True
        return {"made": 1}

    run(a_job(goes_away), replace(context, pace=Pace(wait=wait)))
    [record] = runs(context)
    assert (record.outcome, record.counts, len(waits)) == ("done", {"made": 1}, 3)
    said = [log_record.getMessage() for log_record in caplog.records if log_record.name == "jobs.outages"]
    assert said == ["a-job waits: The database does not answer."], "once, not at every try"


def test_a_process_that_is_to_end_waits_for_no_record(context: JobContext) -> None:
    outage = Outage(context.engine)

    def goes_away(_context: JobContext) -> Counts:
        outage.on = True
        return {}

    run(a_job(goes_away), replace(context, pace=Pace(wait=lambda _: True)))
    outage.on = False
    assert mark_interrupted(context.engine, clock=context.clock) == 0, "its lease is there still"
    run(
        a_job(lambda _: {}),
        replace(context, pace=Pace(elapsed=partial(next, count(step=10.0)), wait=lambda _: None)),
    )
    assert {record.error for record in runs(context)} == {INTERRUPTED, ""}


def test_the_schedule_is_complete() -> None:
    emails = {"label-responses", "detect-abandoned-carts", "send-recovery-emails"}
    kept = {"check-drift", "retrain", "clear-erased", "purge", "confirm-addresses", "mark-crawlers"}
    assert {job.name for job in JOBS} == emails | kept
    assert all(crontab(job.when) and job.description for job in JOBS)


def test_an_unknown_job_names_the_known_ones() -> None:
    with pytest.raises(NotFound, match=r"no job 'x'; there are: label-responses, .*purge"):
        job_named("x")
