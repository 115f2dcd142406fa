"""How the service is: its health for a probe, its jobs for those who run it."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.http.dependencies import Server, services
from api.http.errors import RETRY_AFTER
from api.http.work import SessionOf, WorkRoute
from api.probe import Health, ProbeFinding
from core import runs

router = APIRouter(prefix="/v1", tags=["status"], route_class=WorkRoute)


class LivenessBody(BaseModel):
    """The process answers."""

    status: Health = Field(default=Health.OK, description="Always ok.")


class ReadinessBody(BaseModel):
    """Whether requests are served: the database answers and takes writes, and the disk has room."""

    status: Health = Field(description="ok, or what is wrong with the database, else with the disk.")
    database: Health = Field(description="Whether it answers, and takes writes.")
    disk: Health = Field(description="Whether there is room to write.")


class HealthBody(ReadinessBody):
    """The parts, and the version of the current model; without its assistant or a model it still answers."""

    assistant: Health = Field(description="Whether Rasa answers.")
    model: str | None = Field(
        description="The version of the model that answers; null before the first training."
    )


NOT_READY: dict[int | str, dict[str, Any]] = {
    int(HTTPStatus.SERVICE_UNAVAILABLE): {
        "model": ReadinessBody,
        "description": "The database is away, or it or the disk is full.",
    }
}
NOT_WELL: dict[int | str, dict[str, Any]] = {
    status: told | {"model": HealthBody} for status, told in NOT_READY.items()
}


@router.head("/health/live", include_in_schema=False)
@router.get("/health/live")
async def live() -> LivenessBody:
    """That the process answers; where this fails, start it again. It asks nothing of anybody."""
    return LivenessBody()


@router.head("/health/ready", include_in_schema=False)
@router.get("/health/ready", responses=NOT_READY)
async def ready(request: Request, response: Response) -> ReadinessBody:
    """Whether to send requests here; 503 while the database is away or the disk is full."""
    return _readiness(await services(request).probe.look(), response)


@router.get("/health", responses=NOT_WELL)
async def health(request: Request, response: Response) -> HealthBody:
    """How each part is; 503 like readiness, which depends on neither the assistant nor a model."""
    made = services(request)
    readiness = _readiness(await made.probe.look(), response)
    assistant = Health.OK if await made.assistant.ready() else Health.AWAY
    model = made.answers.current_model
    return HealthBody(**readiness.model_dump(), assistant=assistant, model=model)


def _readiness(finding: ProbeFinding, response: Response) -> ReadinessBody:
    if finding.ready:
        return ReadinessBody(status=Health.OK, database=finding.database, disk=finding.disk)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_AFTER)
    status = finding.database if finding.database is not Health.OK else finding.disk
    return ReadinessBody(status=status, database=finding.database, disk=finding.disk)


class JobBody(BaseModel):
    """One job: what it does, how its last run went, when the next comes."""

    job: str = Field(description="Its name.")
    description: str = Field(description="What it does.")
    last_started_at: datetime | None = Field(description="In UTC; null: not yet.")
    last_finished_at: datetime | None = Field(description="In UTC; null: not yet, or it is running.")
    outcome: str | None = Field(description="How the last run ended; null: not yet.")
    counts: dict[str, Any] = Field(description="What the last run did, by name.")
    error: str = Field(description="What went wrong in the last run; empty: nothing.")
    next_run_at: datetime | None = Field(description="In UTC; null: while no worker runs.")


class JobsBody(BaseModel):
    """All jobs; empty before a worker has run."""

    jobs: list[JobBody] = Field(description="In the order of their names.")


@router.get("/jobs", dependencies=[Server])
def jobs(session: SessionOf) -> JobsBody:
    """What the worker does and when."""
    return JobsBody(
        jobs=[JobBody.model_validate(job, from_attributes=True) for job in runs.overview(session)]
    )
