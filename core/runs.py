"""Runs of jobs: recorded by the worker, read by the API and the dashboard."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from core.tables import JobPlan, JobRun


@dataclass(frozen=True, slots=True)
class JobOverview:
    """One job: what it does, how its last run went, when the next comes."""

    job: str
    description: str
    last_started_at: datetime | None = None
    last_finished_at: datetime | None = None
    outcome: str | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    next_run_at: datetime | None = None


def overview(session: Session) -> list[JobOverview]:
    """Every job that was planned or run, by name."""
    plans = {plan.job: plan for plan in session.exec(select(JobPlan))}
    started_at = func.max(JobRun.started_at).label("started_at")
    newest = select(JobRun.job, started_at).group_by(JobRun.job).subquery()
    rows = session.exec(
        select(JobRun).where(JobRun.job == newest.c.job, col(JobRun.started_at) == newest.c.started_at)
    )
    runs = {run.job: run for run in rows}
    return [_overview(job, plans.get(job), runs.get(job)) for job in sorted(plans.keys() | runs.keys())]


def _overview(job: str, plan: JobPlan | None, run: JobRun | None) -> JobOverview:
    return JobOverview(
        job=job,
        description=plan.description if plan else "",
        last_started_at=run.started_at if run else None,
        last_finished_at=run.finished_at if run else None,
        outcome=run.outcome if run else None,
        counts=run.counts if run else {},
        error=run.error if run else "",
        next_run_at=plan.next_run_at if plan else None,
    )
