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
from serving.snapshot import EncodingProgress

router = APIRouter(prefix="/v1", tags=["status"], route_class=WorkRoute)


class LivenessBody(BaseModel):
    """The process answers."""

    status: Health = Field(default=Health.OK, description="Always ok.")


class ReadinessBody(BaseModel):
    """Whether requests are served: database and disk take writes, and the catalog has been read."""

    status: Health = Field(description="ok, or what is wrong with the first part that is not well.")
    database: Health = Field(description="Whether it answers, and takes writes.")
    disk: Health = Field(description="Whether there is room to write.")
    catalog: Health = Field(
        description="Away while it is first read: events are taken, recommendations asked to wait."
    )


class EncodingBody(BaseModel):
    """How far the encoder is; words find a product at once, what it means when it is encoded."""

    products: int = Field(description="Products on sale.")
    waiting: int = Field(description="Those whose text is new or changed and not encoded yet.")


class HealthBody(ReadinessBody):
    """The parts, and the version of the current model; without its assistant or a model it still answers."""

    assistant: Health = Field(
        description="Whether Rasa answers; away also while it is left alone after three failures in a row."
    )
    actions: Health = Field(description="Whether Rasa's action server answers, without which Rasa is silent.")
    model: str | None = Field(
        description="The version of the model that answers; null before the first training."
    )
    encoding: EncodingBody | None = Field(
        description="How far the encoder is; null while the catalog is read for the first time."
    )


NOT_READY: dict[int | str, dict[str, Any]] = {
    int(HTTPStatus.SERVICE_UNAVAILABLE): {
        "model": ReadinessBody,
        "description": "The database is away, it or the disk is full, or the catalog is being read.",
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
    made = services(request)
    return _readiness(await made.probe.look(), made.answers.progress, response)


@router.get("/health", responses=NOT_WELL)
async def health(request: Request, response: Response) -> HealthBody:
    """How each part is; 503 like readiness, which depends on neither the assistant nor a model."""
    made = services(request)
    progress = made.answers.progress
    readiness = _readiness(await made.probe.look(), progress, response)
    assistant = Health.OK if await made.assistant.ready() else Health.AWAY
    actions = Health.OK if await made.assistant.actions_ready() else Health.AWAY
    return HealthBody(
        **readiness.model_dump(),
        assistant=assistant,
        actions=actions,
        model=made.answers.current_model,
        encoding=EncodingBody(products=progress.products, waiting=progress.waiting) if progress else None,
    )


def _readiness(finding: ProbeFinding, progress: EncodingProgress | None, response: Response) -> ReadinessBody:
    catalog = Health.OK if progress else Health.AWAY
    parts = (finding.database, finding.disk, catalog)
    status = next((part for part in parts if part is not Health.OK), Health.OK)
    if status is not Health.OK:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return ReadinessBody(status=status, database=finding.database, disk=finding.disk, catalog=catalog)


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
