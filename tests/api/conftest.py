"""The API over HTTP in one process: the small shop, a clock that stands still, an assistant that is away."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.dependencies import Services
from core.keys import Keys
from core.settings import Settings
from tests.clock import ManualClock
from tests.services import open_shop
from tests.shop import Visitor


@pytest.fixture
def services(settings: Settings, engine: Engine, keys: Keys, clock: ManualClock) -> Services:
    return open_shop(settings, engine, keys, clock)


@pytest.fixture
def http(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr("api.app.REFRESH_SECONDS", 3600.0)  # a test says itself when the process looks again
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
