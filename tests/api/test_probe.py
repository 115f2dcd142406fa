"""How the service says it is: truly, whatever the requests are doing, and apart from whether it lives."""

import threading
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from api.app import create_app
from api.http.dependencies import Services
from api.http.work import SessionOf, WorkRoute
from api.probe import Health, Probe
from core.database import connect, transaction
from core.settings import Settings
from core.tables import Revision


def test_a_database_that_takes_no_writes_is_full(services: Services, settings: Settings) -> None:
    probe = Probe(services.engine, settings.var, connect=_read_only)
    assert anyio.run(probe.look).database is Health.FULL
    probe.close()


def _read_only(url: str, **options: Any) -> Engine:
    engine = connect(url, **options)
    event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA query_only=ON"))
    return engine


def test_one_that_is_written_to_is_not_full(services: Services, settings: Settings) -> None:
    probe = Probe(services.engine, settings.var, connect=_impatient)
    with transaction(services.engine) as session:
        session.add(Revision(name="somebody else writes", value=1))
        session.flush()
        assert anyio.run(probe.look).ready
    probe.close()


def _impatient(url: str, **options: Any) -> Engine:
    return connect(url, **options | {"patience": 0.1})


def test_a_disk_without_room_is_not_ready(services: Services, settings: Settings) -> None:
    probe = Probe(services.engine, settings.var, least_free=1 << 62)
    assert anyio.run(probe.look).disk is Health.FULL
    probe.close()


@pytest.fixture
def released() -> threading.Event:
    return threading.Event()


@pytest.fixture
def http(services: Services, released: threading.Event) -> Iterator[TestClient]:
    app = create_app(services.settings, services=services)

    def slow(session: SessionOf) -> None:
        released.wait(60)

    app.router.add_api_route("/slow", slow, methods=["POST", "GET"], route_class_override=WorkRoute)
    with TestClient(app) as client:
        yield client


def test_health_answers_while_every_worker_is_at_work(http: TestClient, released: threading.Event) -> None:
    """A TestClient's requests share the app's loop, so that each call here would hang if health waited."""
    callers = [
        threading.Thread(target=http.request, args=(how, "/slow")) for how in ("GET",) * 12 + ("POST",) * 12
    ]
    for caller in callers:
        caller.start()
    try:
        for path in ("/v1/health/live", "/v1/health/ready", "/v1/health"):
            assert http.get(path).json()["status"] == "ok"
    finally:
        released.set()
        for caller in callers:
            caller.join()
