"""The trained models, for those who run the service: which serves and why, what drifted, another choice."""

from dataclasses import asdict
from datetime import datetime
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

    version: str = Field(description="When it was trained: the name of its folder.")
    current: bool = Field(description="Whether it serves now.")
    manifest: dict[str, Any] = Field(
        description="What it was trained on and how well it did; docs/models.md explains it."
    )


class FiguresBody(BaseModel):
    """How well the model foretells what shoppers choose."""

    shoppers: int = Field(description="On whom it was measured.")
    metrics: dict[str, float] = Field(
        description="Means over them, by metric; docs/evaluation.md explains each."
    )
    margin: float = Field(description="Half the width of the 95 % interval of nDCG.")


class ShiftPartBody(BaseModel):
    """One value of a feature, and its share of what shoppers did."""

    name: str = Field(description="The value, such as a category.")
    before: float = Field(description="Its share before, from 0 to 1.")
    now: float = Field(description="Its share now, from 0 to 1.")


class ShiftBody(BaseModel):
    """How far one feature of what shoppers do has moved."""

    feature: str = Field(description="category, price, kind, hour, popularity or newness.")
    psi: float = Field(description="Population stability index, from 0.")
    chance: float = Field(description="What chance alone exceeds once in a thousand times.")
    drifted: bool = Field(description="Whether it moved further than the setting and chance allow.")
    parts: list[ShiftPartBody] = Field(description="The values that moved most.")


class DriftReportBody(BaseModel):
    """One check of the live model; moments are in UTC."""

    at: datetime = Field(description="When it was made.")
    version: str = Field(description="The model that was looked at.")
    since: datetime = Field(description="Where the newest interactions begin.")
    reference: tuple[datetime, datetime] = Field(description="From when to when they are compared with.")
    shifts: list[ShiftBody] = Field(description="A feature each; empty where too little is known.")
    now: FiguresBody | None = Field(description="How the model does lately; null: too little is known.")
    usual: FiguresBody | None = Field(description="How it did before; null: too little is known.")
    worse: bool = Field(description="Whether it does worse by more than the setting and chance allow.")
    new_interactions: int = Field(description="Since the model was trained.")
    learned_interactions: int = Field(description="That it was trained on.")
    grown: bool = Field(description="Whether there are so many new ones that a training is worth it.")
    answered: list[str] = Field(description="What a training was triggered for already, and still holds.")
    training: str = Field(description="What became of the training that this check triggered; empty: none.")


class DriftBody(BaseModel):
    """What the last check of the live model found; `said` is the same in words."""

    said: list[str] = Field(description="Sentences for a person.")
    report: DriftReportBody = Field(description="The same in figures.")


class ModelsBody(BaseModel):
    """Every model in the registry, newest first, and how the live one is doing."""

    models: list[ModelBody] = Field(description="The newest first.")
    fault: str = Field(description="Why the version that should serve cannot be read; empty where it can.")
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
        fault=overview.fault,
        previous=overview.previous,
        waiting=overview.waiting,
        drift=_drift(overview.report) if overview.report else None,
    )


def _drift(report: Report) -> DriftBody:
    told = DriftReportBody.model_validate(asdict(report))
    return DriftBody(said=drift(report), report=told)
