"""The app: services made once, routers, error map, limits."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from api import dashboard, reference
from api.assistant import Assistant
from api.http import errors
from api.http.address import EncodedSlashes
from api.http.body_length import DeclaredLength
from api.http.connections import ConnectionPatience
from api.http.dependencies import Services
from api.http.doors import Doors
from api.http.quotas import Quotas
from api.http.renewal import Renewal
from api.http.work import Workers
from api.probe import Probe
from api.routes import (
    addresses,
    basket,
    bounces,
    catalog,
    chat,
    content_gaps,
    conversations,
    events,
    intent,
    models,
    orders,
    privacy,
    product_questions,
    recommendations,
    recovery,
    rules,
    search,
    segments,
    shop_questions,
    shoppers,
    shoppers_orders,
    status,
    surveys,
    synonyms,
    visitors,
    vocabulary,
)
from core.clock import Clock, SystemClock
from core.database import connect
from core.keys import load_keys
from core.migration import upgrade
from core.privacy import OutsidePlace
from core.rejects import RejectsFolder
from core.settings import Settings
from feedback.conversations import TrackerStore
from recovery.delivery import Outbox
from serving.answers import Answers
from serving.encoding import keep_encoded
from serving.product_questions import ProductQuestions
from serving.refresher import REFRESH_SECONDS, keep_fresh
from serving.shop_questions import ShopQuestions

OPEN_SECONDS = 2.0
"""So long the port stays closed for a catalog to be read."""
WIDGET = Path(__file__).parent / "widget"
ROUTES = (
    recommendations,  # the busiest first: routers are tried in this order
    events,
    visitors,
    catalog,
    rules,
    search,
    segments,
    shoppers,
    intent,
    surveys,
    synonyms,
    chat,
    recovery,
    addresses,
    bounces,
    privacy,
    orders,
    conversations,
    shoppers_orders,
    basket,
    vocabulary,
    product_questions,
    content_gaps,
    shop_questions,
    models,
    status,
)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    services: Services | None = None,
    refresh_seconds: float = REFRESH_SECONDS,
) -> FastAPI:
    """The whole HTTP side of Rapport; tests pass a clock, or services of their own."""
    settings = settings or Settings()
    made = services or create_services(settings, clock=clock or SystemClock())

    app = Doors(
        title="Rapport",
        version="1",
        summary="Listens to a shop's shoppers, learns from them, answers them.",
        lifespan=partial(_lifespan, made, refresh_seconds),
        redirect_slashes=False,  # it would send the browser to whatever host the request names
        docs_url=None,
        redoc_url=None,
        openapi_url=None if settings.in_production else "/openapi.json",
    )
    app.state.services = made
    errors.install(app)
    for router in (*(route.router for route in ROUTES), *dashboard.ROUTERS):
        app.router.routes.extend(router.routes)  # FastAPI looks twice for those of a router that is included
    app.mount("/dashboard/static", StaticFiles(directory=dashboard.STATIC), name="dashboard")
    app.mount("/widget", StaticFiles(directory=WIDGET), name="widget")
    # Not FastAPI's own setting: it stands outside of all others and answers a declared length in plain text.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes)
    app.add_middleware(Renewal, services=made)
    app.add_middleware(EncodedSlashes)
    app.add_middleware(DeclaredLength, most=settings.max_body_bytes)
    if not settings.in_production:
        reference.add(app)
    return app


@asynccontextmanager
async def _lifespan(
    made: Services, refresh_seconds: float, _app: FastAPI
) -> AsyncIterator[dict[str, object]]:
    stop, begun = threading.Event(), threading.Event()
    beside = (
        partial(keep_fresh, made.answers, stop, begun, every=refresh_seconds),
        partial(keep_encoded, made.answers, made.clock, stop),
        made.shop_questions.prepare,
    )
    threads = [threading.Thread(target=work, daemon=True) for work in beside]
    for thread in threads:
        thread.start()
    # A small catalog is read by then; a large one keeps no port closed: what needs it asks to come again.
    await to_thread.run_sync(begun.wait, OPEN_SECONDS)
    patience = ConnectionPatience.of(made.settings)
    patience.allow_files()
    yield {"patience": patience}  # the server hands it on to each connection
    stop.set()
    for thread in threads:
        thread.join(timeout=5)
    await made.assistant.close()
    await made.quotas.close()
    made.probe.close()
    made.engine.dispose()


def create_services(settings: Settings, *, clock: Clock) -> Services:
    """Everything that outlives a request, from the settings alone."""
    engine = connect(settings.database, patience=settings.patience_seconds)
    upgrade(engine)
    keys = load_keys(settings)
    tracker = TrackerStore(connect(settings.tracker))
    answers = Answers(settings, engine, clock=clock)
    return Services(
        settings=settings,
        keys=keys,
        engine=engine,
        clock=clock,
        workers=Workers(engine, patience=settings.patience_seconds),
        probe=Probe(engine, settings.var),
        answers=answers,
        product_questions=ProductQuestions(answers.encoder),
        shop_questions=ShopQuestions(settings, answers.encoder),
        assistant=Assistant(
            settings.assistant_url,
            timeout=settings.assistant_timeout_seconds,
            actions_url=settings.actions_url,
        ),
        tracker=tracker,
        outside=outside_places(settings, tracker),
        quotas=Quotas(settings, keys),
    )


def outside_places(settings: Settings, tracker: TrackerStore) -> tuple[OutsidePlace, ...]:
    """Where something of a shopper lies outside of our tables."""
    return (tracker, Outbox(settings.outbox_folder), RejectsFolder(settings.rejects_folder))
