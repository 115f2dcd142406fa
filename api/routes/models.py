"""The trained models, for those who run the service: which serves and why, what drifted, another choice."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.http.dependencies import Server, ServicesOf
from api.http.statuses import raises
from api.http.work import WorkRoute
from core.errors import Conflict, NotFound
from recommender.models import Report
from serving import models as registry
from serving.drift import drift

router = APIRouter(prefix="/v1/models", tags=["models"], dependencies=[Server], route_class=WorkRoute)

Version = Annotated[str, Path(max_length=100, description="As GET /v1/models lists it.")]


class ModelBody(BaseModel):
    """One trained model: what it was trained on, how well it did, why it serves or does not."""

    version: str
    current: bool
    manifest: dict[str, Any]


class DriftBody(BaseModel):
    """What the last check of the live model found; `said` is the same in words."""

    said: list[str]
    report: Report


class ModelsBody(BaseModel):
    """Every model in the registry, newest first, and how the live one is doing."""

    models: list[ModelBody]
    previous: str | None = Field(description="What a rollback goes back to.")
    waiting: bool = Field(
        description="Somebody went back to an older model, so newer ones wait until one is promoted by hand."
    )
    drift: DriftBody | None = Field(description="Null before the first check.")


@router.get("")
def models(services: ServicesOf) -> ModelsBody:
    """The registry."""
    return _body(services)


@router.post("/rollback")
@raises(Conflict)
def rollback(services: ServicesOf) -> ModelsBody:
    """Let the version serve again that did before; 409 where there is none."""
    registry.rollback(services.settings.models_folder)
    return _body(services)


@router.post("/{version}/promote")
@raises(Conflict, NotFound)
def promote(services: ServicesOf, version: Version) -> ModelsBody:
    """Let a version serve, after checking its files; every process answers from it within a second."""
    registry.promote(services.settings.models_folder, version)
    return _body(services)


def _body(services: ServicesOf) -> ModelsBody:
    overview = registry.overview(services.settings.models_folder)
    return ModelsBody(
        models=[
            ModelBody(
                version=manifest.version,
                current=manifest.version == overview.current,
                manifest=asdict(manifest),
            )
            for manifest in overview.models
        ],
        previous=overview.previous,
        waiting=overview.waiting,
        drift=DriftBody(said=drift(overview.report), report=overview.report) if overview.report else None,
    )
