"""Runs one job: alone, recorded, and without taking its caller down when it fails."""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core.clock import Clock
from core.database import new_id, transaction
from core.errors import Conflict, RapportError, Unavailable
from core.tables import JobRun, Lease
from jobs.context import JobContext
from jobs.leases import abandon, held

log = logging.getLogger(__name__)

Counts = Mapping[str, int | float | str]
OURS = Path(__file__).parent.parent
INTERRUPTED = "The process ended before the job did."


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule; `when` is a crontab line in UTC."""

    name: str
    when: str
    function: Callable[[JobContext], Counts]
    description: str


def run(job: Job, context: JobContext) -> JobRun:
    """Run a job once and record it; Conflict while it runs in another process."""
    lease = held(context.engine, _lease(job.name), clock=context.clock, process=context.process)
    with lease as free:
        if not free:
            raise Conflict(f"{job.name} is running already; wait until it has ended.")
        record = _begin(job.name, context)
        outcome, counts, error = _attempt(job, context)
        record.finished_at = context.clock.now()
        record.outcome, record.counts, record.error = outcome, dict(counts), error
        with transaction(context.engine) as session:
            session.merge(record)
        log.info("%s: %s %s", job.name, outcome, error or dict(counts))
        return record


def mark_interrupted(engine: Engine, *, clock: Clock) -> int:
    """Record the runs whose process died as failed; returns how many. One that holds its lease goes on."""
    with transaction(engine) as session:
        alive = set(session.exec(select(Lease.name).where(Lease.expires_at > clock.now())))
        running = session.exec(select(JobRun.job).where(JobRun.outcome == "running").distinct()).all()
        return sum(_fail_running(session, job, clock) for job in running if _lease(job) not in alive)


def let_go(context: JobContext) -> None:
    """Give back the leases of this process's runs and record them as ended: it is about to, without them."""
    abandon(context.engine, context.process)
    mark_interrupted(context.engine, clock=context.clock)


def _lease(job: str) -> str:
    return f"job:{job}"


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
    """Log where `name` failed and say it in a sentence, without a word of what was worked on."""
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
        one for one in frames if one.filename.startswith(str(OURS)) and "site-packages" not in one.filename
    ]
    place = (own or list(frames))[-1]
    more = "" if isinstance(error, RapportError) else "; the log says more"
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}{more}."
