"""The whole answer over HTTP, on either database: at once on SQLite, in a thread on PostgreSQL."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.http.dependencies import Services
from core.keys import Keys
from core.settings import Settings
from tests.clock import ManualClock
from tests.services import open_shop
from tests.shop import Visitor


@pytest.fixture
def services(settings: Settings, engine: Engine, keys: Keys, clock: ManualClock) -> Services:
    return open_shop(settings, engine, keys, clock)


def test_a_visitor_is_answered_by_what_they_do_now(
    services: Services, keys: Keys, clock: ManualClock
) -> None:
    with TestClient(create_app(services.settings, services=services)) as http:
        visitor = Visitor.arrives(http, keys, clock)
        newcomer = visitor.get("/v1/recommendations")
        assert visitor.get("/v1/recommendations").content == newcomer.content
        visitor.does("view", "rain-jacket")
        answer = visitor.get("/v1/recommendations").json()["products"]
        assert answer[0]["product"]["product_id"] in {"rain-hat", "wellies", "umbrella"}
        visitor.put("/v1/consent", {"personalisation": False})
        assert visitor.get("/v1/recommendations").content == newcomer.content
        assert visitor.post("/v1/privacy/erasure", {}).status_code == 200
        assert visitor.get("/v1/recommendations").status_code == 401
