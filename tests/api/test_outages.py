"""A database that goes away and comes back: 503 that says when to come again, and then answers as before."""

import logging
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from api.app import create_app
from api.http.dependencies import Services
from api.http.work import SessionOf, WorkRoute
from core.database import connect
from core.keys import Keys
from core.settings import Settings
from tests.clock import ManualClock
from tests.postgres import Cluster, cluster
from tests.services import open_shop
from tests.shop import Visitor

WORDS = "my sister's wedding is in May"


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """One that may be stopped: the other tests' must go on."""
    with cluster() as running:
        yield running


@pytest.fixture
def engine(server: Cluster) -> Iterator[Engine]:
    engine = connect(server.fresh_database(), patience=2.0)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(settings: Settings, engine: Engine) -> Settings:
    return settings.model_copy(update={"database_url": engine.url.render_as_string(hide_password=False)})


@pytest.fixture
def services(settings: Settings, engine: Engine, keys: Keys, clock: ManualClock) -> Services:
    return open_shop(settings, engine, keys, clock)


@pytest.fixture
def http(services: Services) -> Iterator[TestClient]:
    app = create_app(services.settings, services=services)

    def full(session: SessionOf) -> None:
        """What SQLAlchemy raises where every connection is in use."""
        raise PoolTimeoutError("QueuePool limit of size 10 overflow 10 reached")

    app.router.add_api_route("/full", full, route_class_override=WorkRoute, include_in_schema=False)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


ASKED = {"shopper_id": "ayla", "q": "mug", "product_id": "mug"}


def gets(http: TestClient) -> dict[str, dict[str, str]]:
    """Every address that answers a GET of the API, its parameters filled in, and what it may be asked."""
    paths = http.get("/openapi.json").json()["paths"]
    return {
        re.sub(r"\{[^}]*\}", "mug", path): {
            parameter["name"]: ASKED[parameter["name"]]
            for parameter in operations["get"].get("parameters", ())
            if parameter["in"] == "query" and parameter["name"] in ASKED
        }
        for path, operations in paths.items()
        if "get" in operations
    }


def answers(http: TestClient, visitor: Visitor, keys: Keys) -> dict[str, Response]:
    """What each route answers; those that need nothing of the database may answer as ever."""
    secret = {"Authorization": f"Bearer {keys.secret}"}
    responses = {path: http.get(path, headers=secret, params=asked) for path, asked in gets(http).items()}
    message = {"id": str(uuid4()), "text": WORDS}
    responses["mine"] = visitor.get("/v1/recommendations")
    responses["consent"] = visitor.get("/v1/consent")
    responses["chat"] = visitor.post("/v1/chat/messages", message)
    responses["events"] = visitor.post("/v1/events", {"events": [visitor.event("view", "mug")]})
    responses["visitors"] = http.post("/v1/visitors", headers=secret)
    return responses


def test_every_route_says_that_the_database_is_away_and_answers_when_it_is_back(
    http: TestClient, server: Cluster, keys: Keys, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor.arrives(http, keys, clock)
    before = {path: response.status_code for path, response in answers(http, visitor, keys).items()}
    assert not [path for path, code in before.items() if code >= 500]
    server.stop()
    try:
        with caplog.at_level(logging.INFO):
            away = answers(http, visitor, keys)
    finally:
        server.start()
    refused = {path: response for path, response in away.items() if response.status_code >= 500}
    assert {"mine", "consent", "chat", "events", "visitors", "/v1/health", "/v1/health/ready"} < set(refused)
    for path, response in refused.items():
        assert (path, response.status_code) == (path, 503)
        assert int(response.headers["Retry-After"]) > 0
        if "health" not in path:
            assert response.headers["content-type"] == "application/problem+json"
    assert away["/v1/health/live"].status_code == 200
    assert WORDS not in caplog.text
    after = {path: response.status_code for path, response in answers(http, visitor, keys).items()}
    assert after == before


def test_a_full_pool_is_no_fault_of_ours(http: TestClient) -> None:
    response = http.get("/full")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")


def test_no_error_repeats_what_somebody_wrote(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(DBAPIError) as error:
        session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": WORDS})
    assert WORDS not in str(error.value)
