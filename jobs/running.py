"""Runs one job: alone, recorded, and without taking its caller down when it fails."""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, String, literal, update
from sqlmodel import Session, col, select

from core.clock import Clock
from core.database import new_id, table_of, transaction
from core.errors import Conflict, RapportError, Unavailable
from core.tables import JobRun, Lease
from jobs.context import JobContext
from jobs.leases import abandon, held
from jobs.outages import Patience, outage

log = logging.getLogger(__name__)

Counts = Mapping[str, int | float | str]
OURS = Path(__file__).parent.parent
INTERRUPTED = "The process ended before the job did."
LEASES = "job:"
"""What the lease of a job that runs is called before the job's name."""


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule; `when` is a crontab line in UTC."""

    name: str
    when: str
    function: Callable[[JobContext], Counts]
    description: str


def run(job: Job, context: JobContext) -> JobRun:
    """Run a job once and record it; Conflict while it runs elsewhere, SQLAlchemyError if it cannot begin."""
    name, process = LEASES + job.name, context.process
    with held(context.engine, name, clock=context.clock, pace=context.pace, process=process) as free:
        if not free:
            raise Conflict(f"{job.name} is running already; wait until it has ended.")
        record = _begin(job.name, context)
        outcome, counts, error = _attempt(job, context)
        record.finished_at = context.clock.now()
        record.outcome, record.counts, record.error = outcome, dict(counts), error
        log.info("%s: %s %s", job.name, outcome, error or dict(counts))
        _keep(record, context)
        return record


def _keep(record: JobRun, context: JobContext) -> None:
    """Write down how it ended, however long the database is away."""

    def write() -> None:
        with transaction(context.engine) as session:
            session.merge(record)

    Patience(context.pace.look, context.pace.wait).until_done(record.job, write)


def mark_interrupted(engine: Engine, *, clock: Clock) -> int:
    """Record the runs whose process died as failed: those that have no lease. Returns how many."""
    runs, leases = table_of(JobRun), table_of(Lease)
    holds = select(Lease.name).where(leases.c.name == literal(LEASES, String) + runs.c.job).exists()
    died = update(runs).where(runs.c.outcome == "running", ~holds)
    ended = {"outcome": "failed", "error": INTERRUPTED, "finished_at": clock.now()}
    with transaction(engine) as session:
        return int(getattr(session.execute(died.values(**ended)), "rowcount", 0))


def let_go(context: JobContext) -> None:
    """Give back the leases of this process's runs and record them as ended: it is about to, without them."""
    abandon(context.engine, context.process)
    mark_interrupted(context.engine, clock=context.clock)


def _begin(job: str, context: JobContext) -> JobRun:
    record = JobRun(run_id=new_id(), job=job, started_at=context.clock.now())
    with transaction(context.engine) as session:
        _fail_running(session, job, context.clock)  # the lease is ours: whoever left them is gone
        session.add(record)
    return record


def _fail_running(session: Session, job: str, clock: Clock) -> int:
    left = session.exec(select(JobRun).where(col(JobRun.job) == job, JobRun.outcome == "running")).all()
    for record in left:
        record.outcome, record.error, record.finished_at = "failed", INTERRUPTED, clock.now()
        session.add(record)
    session.flush()
    return len(left)


def _attempt(job: Job, context: JobContext) -> tuple[str, Counts, str]:
    try:
        return "done", job.function(context), ""
    except RapportError as error:  # a refusal: the run's own line in the log says it
        return "failed", {}, describe(error)
    except Exception as error:  # whatever one job does wrong, the others go on
        return "failed", {}, reported(job.name, error)


def reported(name: str, error: Exception) -> str:
    """Say what went wrong in a sentence, without a word of what was worked on; our mistakes are logged."""
    if away := outage(error):
        return away
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s failed: %s\n%s", name, type(error).__name__, frames)
    return describe(error)


def describe(error: Exception) -> str:
    """What went wrong without a word of what was worked on: a message may hold an address or a text.

    Unavailable and Conflict speak of services and of the shop, so their sentences are kept.
    """
    if isinstance(error, Unavailable | Conflict):
        return error.detail
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if frame.filename.startswith(str(OURS)) and "site-packages" not in frame.filename
    ]
    place = (own or list(frames))[-1]
    more = "" if isinstance(error, RapportError) else "; the log says more"
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}{more}."
