"""Where it runs: a shop and its bare peer, each with a database of its own, in a folder that goes."""

import json
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from benchmarks.load.client import bearer
from benchmarks.load.server import SCRIPTS, Server
from benchmarks.load.traffic import Traffic
from benchmarks.shops import fill
from core.clock import SystemClock
from core.database import connect
from core.keys import Keys, load_keys
from core.migration import upgrade
from core.settings import Settings
from jobs.context import JobContext
from jobs.running import run
from jobs.schedule import job_named
from tests.postgres import Cluster, cluster

KINDS = ("sqlite", "postgresql")
HISTORIES, HISTORY = 200, 20  # what the model learns from: shoppers, and events of each


@dataclass(frozen=True)
class Size:
    """How large the shop is."""

    products: int = 2_000
    visitors: int = 1_000


@dataclass
class Place:
    """A shop that `rapport serve` answers for, and where its bare peer would keep what it is sent."""

    kind: str
    folder: Path
    database: str
    bare_database: str
    keys: Keys
    size: Size
    server: Server
    tokens: list[str] = field(default_factory=list)

    def traffic(self, seed: int) -> Traffic:
        """The mix of requests; the same seed makes the same."""
        return Traffic(self.keys.publishable, self.tokens, products=self.size.products, seed=seed)

    def another_server(self) -> Server:
        """One more process for the same shop, not started yet."""
        port = free_port()
        command = [*self.server.command[:-1], str(port)]
        log = self.folder / f"api-{port}.log"
        return replace(self.server, command=command, port=port, log=log, _process=None)

    def arrive(self) -> None:
        """Visitors come, each in the way a browser does; their tokens are real."""
        with httpx.Client(base_url=self.server.url, timeout=30) as http:
            for _ in range(self.size.visitors - len(self.tokens)):
                made = http.post("/v1/visitors", headers={"Authorization": f"Bearer {self.keys.secret}"})
                self.tokens.append(made.raise_for_status().json()["token"])

    def bare(self) -> Server:
        """The peer, not started yet, whose answers are as long as ours."""
        lengths: dict[str, int] = {}
        made = self.traffic(seed=0)
        with httpx.Client(base_url=self.server.url, timeout=30) as http:
            for _ in range(200):
                request = made()
                if request.route not in lengths:
                    headers = dict(_pairs(request.headers)) | {"Content-Type": "application/json"}
                    sent = http.request(request.method, request.path, headers=headers, content=request.body)
                    lengths[request.route] = len(sent.raise_for_status().content)
        port = free_port()
        options = ("--no-access-log", "--log-level", "warning", "--port", str(port))
        return Server(
            (SCRIPTS / "uvicorn", "benchmarks.bare:app", *options),
            port,
            self.folder / "bare.log",
            {"BARE_DATABASE": self.bare_database, "BARE_LENGTHS": json.dumps(lengths)},
            ready="/v1/health/live",
        )


def _pairs(headers: bytes) -> Iterator[tuple[str, str]]:
    for line in headers.decode().splitlines():
        name, _, value = line.partition(": ")
        yield name, value


@contextmanager
def places(kinds: list[str], size: Size) -> Iterator[Iterator[Place]]:
    """A shop on each kind of database in turn, filled, trained and answering."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rapport-load-")))
        running = stack.enter_context(cluster(durable=True)) if "postgresql" in kinds else None

        def in_turn() -> Iterator[Place]:
            for kind in kinds:
                own = folder / kind
                own.mkdir()
                with _place(kind, own, running, size) as place:
                    yield place

        yield in_turn()


@contextmanager
def _place(kind: str, folder: Path, running: Cluster | None, size: Size) -> Iterator[Place]:
    if running is None or kind == "sqlite":
        database, bare = (f"sqlite:///{folder / name}.db" for name in ("rapport", "bare"))
    else:
        database, bare = running.fresh_database(), running.empty_database()
    settings = Settings(
        _env_file=None, var=folder, database_url=database, encoder=Settings().encoder_folder.resolve()
    )
    _fill(settings, size)
    port = free_port()
    environment = {
        "DATABASE_URL": database,
        "RAPPORT_LIMITS_URL": "",  # all shoppers come from one address here
        "RAPPORT_VAR": str(folder),
        "RAPPORT_ENCODER": str(settings.encoder_folder),
        "RAPPORT_ASSISTANT_URL": f"http://127.0.0.1:{free_port()}",  # nobody: the chat answers by itself
        "RAPPORT_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    command = (SCRIPTS / "rapport", "serve", "--port", str(port))
    with Server(command, port, folder / "api.log", environment) as server:
        yield Place(kind, folder, database, bare, load_keys(settings), size, server)


def _fill(settings: Settings, size: Size) -> None:
    """Products, some histories, and a model that has learned from them."""
    engine, clock = connect(settings.database), SystemClock()
    upgrade(engine)
    fill(engine, products=size.products, shoppers=HISTORIES, history=HISTORY, now=clock.now())
    record = run(job_named("retrain"), JobContext(settings, load_keys(settings), engine, clock))
    engine.dispose()
    if record.outcome != "done":
        raise RuntimeError(f"Training failed: {record.error}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def secret(place: Place) -> bytes:
    """The headers of the shop's own server."""
    return bearer(place.keys.secret)
