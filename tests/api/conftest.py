"""The API over HTTP in one process: the small shop, a clock that stands still, an assistant that is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.http.dependencies import Services
from core.keys import Keys
from core.settings import Settings
from tests.api.documented import check_documented
from tests.clock import ManualClock
from tests.services import open_shop
from tests.shop import Visitor


@pytest.fixture
def services(settings: Settings, engine: Engine, keys: Keys, clock: ManualClock) -> Services:
    return open_shop(settings, engine, keys, clock)


@pytest.fixture
def http(services: Services) -> Iterator[TestClient]:
    app = create_app(services.settings, services=services, refresh_seconds=3600.0)

    def refresh(response: Any) -> None:  # what a request changed; a test says itself when to look for more
        check_documented(app, response)
        if response.request.method != "GET":
            services.answers.refresh()

    with TestClient(app, raise_server_exceptions=False) as client:
        client.event_hooks = {"response": [refresh]}
        yield client


@pytest.fixture
def visitor(http: TestClient, keys: Keys, clock: ManualClock) -> Visitor:
    return Visitor.arrives(http, keys, clock)


@pytest.fixture
def secret(keys: Keys) -> dict[str, str]:
    return {"Authorization": f"Bearer {keys.secret}"}
