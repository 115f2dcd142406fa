"""How the service is: its health for a probe, its jobs for those who run it."""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import Server, Services, ServicesOf, SessionOf
from core import runs
from core.database import transaction

router = APIRouter(prefix="/v1", tags=["status"])


class Health(StrEnum):
    """How a part is: without its assistant or a model the service still answers."""

    OK = "ok"
    AWAY = "away"


class HealthBody(BaseModel):
    """The parts, and the version of the current model."""

    status: Health
    database: Health
    assistant: Health
    model: str | None


@router.get("/health")
async def health(services: ServicesOf, response: Response) -> HealthBody:
    """Whether the service answers; 503 when its database does not."""
    database = await run_in_threadpool(_database, services)
    assistant = Health.OK if await services.assistant.ready() else Health.AWAY
    if database is Health.AWAY:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    model = services.answers.snapshot.model if database is Health.OK else None
    return HealthBody(status=database, database=database, assistant=assistant, model=model)


def _database(services: Services) -> Health:
    try:
        with transaction(services.engine, writes=False) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Health.AWAY
    return Health.OK


class JobBody(BaseModel):
    """One job: what it does, how its last run went, when the next comes."""

    job: str
    description: str
    last_started_at: datetime | None
    last_finished_at: datetime | None
    outcome: str | None
    counts: dict[str, Any]
    error: str
    next_run_at: datetime | None


class JobsBody(BaseModel):
    """All jobs; empty before a worker has run."""

    jobs: list[JobBody]


@router.get("/jobs", dependencies=[Server])
def jobs(session: SessionOf) -> JobsBody:
    """What the worker does and when."""
    return JobsBody(
        jobs=[JobBody.model_validate(job, from_attributes=True) for job in runs.overview(session)]
    )
