"""What the API works with, for one process: the small shop, an assistant that is away."""

from collections.abc import Sequence

import httpx
from sqlalchemy import Engine

from api.app import outside_places
from api.assistant import Assistant
from api.http.dependencies import Services
from api.http.quotas import Quotas
from api.http.work import Workers
from api.probe import Probe
from core import catalog
from core.clock import Clock
from core.database import connect, transaction
from core.keys import Keys
from core.products import Product
from core.settings import Settings
from feedback.conversations import TrackerStore
from serving.answers import Answers
from serving.product_questions import ProductQuestions
from serving.shop_questions import ShopQuestions
from tests.shop import WordEncoder, shop_catalog


def open_shop(
    settings: Settings,
    engine: Engine,
    keys: Keys,
    clock: Clock,
    *,
    products: Sequence[Product] | None = None,
) -> Services:
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog() if products is None else products, now=clock.now())
    answers = Answers(settings, engine, clock=clock, encoder=WordEncoder())
    tracker = TrackerStore(connect(settings.tracker))
    return Services(
        settings=settings,
        keys=keys,
        engine=engine,
        clock=clock,
        workers=Workers(engine, patience=settings.patience_seconds),
        probe=Probe(engine, settings.var, holds_seconds=0.0),
        answers=answers,
        product_questions=ProductQuestions(answers.encoder),
        shop_questions=ShopQuestions(settings, answers.encoder),
        assistant=Assistant("http://assistant", timeout=1.0, transport=httpx.MockTransport(_away)),
        tracker=tracker,
        outside=outside_places(settings, tracker),
        quotas=Quotas(settings, keys),
    )


def _away(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there")
