"""The first page: the week in numbers and words, and how the loop is doing."""

from datetime import date, timedelta
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.dashboard.emails.queries import emails
from api.dashboard.overview import queries
from api.dashboard.pages import PageRoute, page
from api.dashboard.sessions import PATH, SignedInOf
from api.dashboard.words import verdict
from api.http.dependencies import Now, ServicesOf
from api.http.work import SessionOf
from core import runs
from serving import models as registry
from serving.drift import drift

NEWEST = 8


router = APIRouter(prefix=PATH, include_in_schema=False, route_class=PageRoute)


@router.get("/")
def start() -> Response:
    """Where somebody lands who types a slash."""
    return RedirectResponse(PATH, HTTPStatus.SEE_OTHER)


@router.get("")
def overview(
    services: ServicesOf, session: SessionOf, account: SignedInOf, now: Now, until: date | None = None
) -> Response:
    """The first page: the week in numbers and words, and how the loop is doing."""
    settings = services.settings
    idle = timedelta(minutes=settings.abandoned_after_minutes)
    week = queries.week(session, until=until, idle=idle, now=now)
    change = week.abandonment.change
    models_overview = registry.overview(settings.models_folder)
    return page(
        "overview/overview.html",
        services,
        account,
        week=week,
        change=change,
        verdict=verdict(change) if change else "",
        chosen=until is not None,
        idle_minutes=settings.abandoned_after_minutes,
        waiting=queries.waiting(session),
        emails=emails(session, limit=NEWEST),
        to_folder=not settings.smtp_url,
        models=models_overview,
        changed=drift(models_overview.report) if models_overview.report else [],
        serving=services.answers.snapshot.model,
        encoding=services.answers.snapshot.progress,
        jobs=runs.overview(session),
        now=now,
    )
