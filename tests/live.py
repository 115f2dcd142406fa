"""The whole shop on loopback: real API, real storefront, real assistant; only the clock is the test's."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import Engine
from starlette.types import ASGIApp

from api.app import create_app, create_services
from api.http.dependencies import Services
from core.clock import Clock
from core.keys import Keys
from core.settings import Settings
from demo import assistant
from demo.processes import Processes
from jobs.context import JobContext
from jobs.running import run
from jobs.schedule import job_named
from recommender.export import default_model, export

KEYS = Keys(publishable="pk_test", secret="sk_test", signing="signing-for-tests")
ENCODER = Path(__file__).parent.parent / "var" / "encoder"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Ports:
    """Where everything listens during one test session: the assistant's processes know the API's."""

    api: int = field(default_factory=free_port)
    storefront: int = field(default_factory=free_port)
    assistant: int = field(default_factory=free_port)


@dataclass(frozen=True, slots=True)
class LiveShop:
    """A running shop: its addresses and keys, and its insides for a test that must look."""

    settings: Settings
    services: Services

    @property
    def api_url(self) -> str:
        return self.settings.public_url

    @property
    def storefront_url(self) -> str:
        return self.settings.storefront_url

    @property
    def publishable_key(self) -> str:
        return KEYS.publishable

    @property
    def secret_key(self) -> str:
        return KEYS.secret

    @property
    def engine(self) -> Engine:
        return self.services.engine

    def run(self, job: str) -> dict[str, object]:
        """Run one of the worker's jobs; it must end well."""
        context = JobContext(self.settings, KEYS, self.engine, self.services.clock)
        record = run(job_named(job), context)
        assert record.outcome == "done", record.error
        self.services.answers.refresh()
        return dict(record.counts)


def live_settings(folder: Path, ports: Ports, encoder: Path) -> Settings:
    """The settings of a shop in `folder`."""
    return Settings(
        _env_file=None,
        var=folder,
        database_url=f"sqlite:///{folder / 'rapport.db'}",
        publishable_key=KEYS.publishable,
        secret_key=KEYS.secret,
        signing_key=KEYS.signing,
        public_url=f"http://127.0.0.1:{ports.api}",
        storefront_url=f"http://127.0.0.1:{ports.storefront}",
        assistant_url=f"http://127.0.0.1:{ports.assistant}",
        actions_url=f"http://127.0.0.1:{free_port()}/webhook",
        assistant_timeout_seconds=30.0,  # on a busy machine slow is not away
        encoder=encoder,
        shop_name="Harbour & Finch",
        free_delivery_from=Decimal("40.00"),
        delivery_cost=Decimal("3.95"),
    )


@contextmanager
def live_api(settings: Settings, clock: Clock) -> Iterator[LiveShop]:
    """The API on its port for as long as this lasts."""
    services = create_services(settings, clock=clock)
    with serving(create_app(settings, services=services), settings.public_url):
        yield LiveShop(settings, services)


@contextmanager
def serving(app: ASGIApp, url: str) -> Iterator[None]:
    """An app on the port of `url`, in a thread."""
    port = int(url.rsplit(":", 1)[1])
    config = uvicorn.Config(
        app,
        port=port,
        log_level="warning",
        ws="none",
        http="api.http.connections:Patient",
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), f"nothing listens at {url}"
        time.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def live_assistant(settings: Settings) -> Iterator[None]:
    """Rasa and its action server; skips where the bot is not installed, fails where CI is set."""
    if not assistant.installed():
        message = "the bot's environment or its trained model is missing; run make setup"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with Processes(settings.var / "log") as processes:
        for service in assistant.services(settings, KEYS):
            processes.start(service)
        processes.wait_until_ready(lambda _service: None)
        yield


def exported_encoder(scratch: Path) -> Path:
    """The encoder that `make setup` exported, else one exported now."""
    if not (ENCODER / "manifest.json").exists():
        export(str(default_model()), scratch)
        return scratch
    return ENCODER
