"""The API over HTTP in one process: the small shop, a clock that stands still, an assistant that is away."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app, outside_places
from api.assistant import Assistant
from api.dependencies import Services
from core import catalog
from core.database import transaction
from core.keys import Keys
from core.settings import Settings
from serving.answers import Answers
from tests.clock import ManualClock
from tests.shop import Visitor, WordEncoder, catalogue


def _away(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there")


@pytest.fixture
def services(settings: Settings, engine: Engine, keys: Keys, clock: ManualClock) -> Services:
    with transaction(engine) as session:
        catalog.upsert(session, catalogue(), now=clock.now())
    return Services(
        settings=settings,
        keys=keys,
        engine=engine,
        clock=clock,
        answers=Answers(settings, engine, clock=clock, encoder=WordEncoder()),
        assistant=Assistant("http://assistant", timeout=1.0, transport=httpx.MockTransport(_away)),
        outside=outside_places(settings),
    )


@pytest.fixture
def http(services: Services) -> Iterator[TestClient]:
    with TestClient(
        create_app(services.settings, services=services), raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture
def visitor(http: TestClient, keys: Keys, clock: ManualClock) -> Visitor:
    return Visitor.arrives(http, keys, clock)


@pytest.fixture
def secret(keys: Keys) -> dict[str, str]:
    return {"Authorization": f"Bearer {keys.secret}"}
