"""Latency and throughput of /v1/recommendations over HTTP, beside FastAPI returning a constant, in one run.

Makes a shop in a temporary folder, trains it, and starts the server as `rapport serve` does. Latency is taken
at a fixed rate and counts from the moment each request was due, so that a stall is not hidden; throughput is
what four connections get in turn. Changed: each shopper has a new event before each of their requests, stored
by this process, so that every answer is worked out anew. Unchanged: nothing is new, so that answers of the
same minute are remembered. Mixed: every fifth request is an event that a shopper sends just before they ask.
"""

import argparse
import json
import random
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request as Get
from urllib.request import urlopen
from uuid import uuid4

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from benchmarks.http_load import Load, Request, at_rate, flat_out
from benchmarks.shops import fill
from core.clock import SystemClock
from core.database import connect, new_id, transaction
from core.keys import load_keys
from core.migration import upgrade
from core.settings import Settings
from core.shoppers import shopper_of_visitor
from core.visitor_tokens import token_for
from demo.processes import Processes, Service
from feedback.events import NewEvent, store
from feedback.tables import EventType
from jobs.context import JobContext
from jobs.running import run
from jobs.schedule import job_named

PYTHON = Path(sys.executable)
TITLES = {
    "changed_at_rate": "changed, at {:g}/s",
    "mixed_at_rate": "mixed, at {:g}/s",
    "constant_at_rate": "a constant, at {:g}/s",
    "changed": "changed, flat out",
    "mixed": "mixed, flat out",
    "unchanged": "unchanged, flat out",
    "constant": "a constant, flat out",
    "constant_async": "a constant without a thread, flat out",
}
HEADERS = ("", "requests/s", "p50 ms", "p90 ms", "p99 ms", "slowest ms")


def main() -> None:
    """Measure and print."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None, var=Path(folder), database_url="", encoder=Settings().encoder_folder
        )
        made = shop(settings, options)
        with servers(settings, options.workers, made.requests[0]) as ports:
            figures = measure(*ports, made, options)
        made.engine.dispose()
    show(figures, options)


def arguments() -> argparse.Namespace:
    """The size of the shop and of the load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=12_000)
    parser.add_argument("--shoppers", type=int, default=500)
    parser.add_argument("--history", type=int, default=50, help="events of each shopper")
    parser.add_argument("--workers", type=int, default=1, help="server processes")
    parser.add_argument("--rate", type=float, default=200, help="requests per second, for latency")
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    return parser.parse_args()


@dataclass(frozen=True)
class Shop:
    """A filled and trained shop: a request of each shopper, and the token that it carries."""

    engine: Engine
    visitors: list[str]
    requests: list[Request]

    def interactions(self) -> None:
        """Store a view of each shopper, now, as another process of the shop would."""
        with transaction(self.engine) as session:
            for visitor in self.visitors:
                shopper_id = shopper_of_visitor(session, visitor).shopper_id
                store(session, [view(shopper_id)], now=datetime.now(UTC))

    def mixed(self) -> list[Request]:
        """A request of each shopper; every fourth sends an event first."""
        requests = []
        for index, request in enumerate(random.sample(self.requests, len(self.requests))):
            requests += [event(request), request] if index % 4 == 0 else [request]
        return requests


def view(shopper_id: str) -> NewEvent:
    """A shopper looks at one of the first hundred products."""
    return NewEvent(new_id(), shopper_id, "s", EventType.VIEW, datetime.now(UTC), f"p{random.randrange(100)}")


def event(request: Request) -> Request:
    """The same as `view`, sent over HTTP by whoever sends `request`."""
    body = {
        "id": str(uuid4()),
        "type": "view",
        "session_id": "s",
        "occurred_at": datetime.now(UTC).isoformat(),
        "product_id": f"p{random.randrange(100)}",
    }
    headers = request.headers | {"Content-Type": "application/json"}
    return Request("/v1/events", headers, json.dumps({"events": [body]}).encode())


def shop(settings: Settings, options: argparse.Namespace) -> Shop:
    """Fill and train a shop."""
    engine, clock, keys = connect(settings.database), SystemClock(), load_keys(settings)
    upgrade(engine)
    visitors = fill(
        engine, products=options.products, shoppers=options.shoppers, history=options.history, now=clock.now()
    )
    record = run(job_named("retrain"), JobContext(settings, keys, engine, clock))
    if record.outcome != "done":
        raise SystemExit(f"Training failed: {record.error}")
    headers = {"Authorization": f"Bearer {keys.publishable}"}
    tokens = [token_for(keys, visitor, now=clock.now()) for visitor in visitors]
    requests = [
        Request("/v1/recommendations?limit=8", headers | {"Rapport-Visitor": token}) for token in tokens
    ]
    return Shop(engine, visitors, requests)


@contextmanager
def servers(settings: Settings, workers: int, request: Request) -> Iterator[tuple[int, int]]:
    """Our server and the constant one, both answering."""
    port, constant_port = free_port(), free_port()
    environment = {
        "RAPPORT_VAR": str(settings.var),
        "RAPPORT_ENCODER": str(settings.encoder_folder.resolve()),
        "RAPPORT_LIMITS_URL": "",  # all that is asked comes from one address
    }
    serve = ("serve", "--port", str(port), "--workers", str(workers))
    with Processes(settings.var / "log") as processes:
        ours = Service(
            "api",
            (PYTHON.with_name("rapport"), *serve),
            f"http://127.0.0.1:{port}/v1/health",
            environment,
        )
        processes.start(ours)
        processes.wait_until_ready(lambda _service: None)
        size = len(urlopen(Get(f"http://127.0.0.1:{port}{request.path}", headers=request.headers)).read())
        command = (
            PYTHON,
            "-m",
            "uvicorn",
            "benchmarks.constant:app",
            "--no-access-log",
            "--log-level",
            "warning",
        )
        peer = Service(
            "constant",
            (*command, "--port", str(constant_port), "--workers", str(workers)),
            f"http://127.0.0.1:{constant_port}/constant",
            {"CONSTANT_BYTES": str(size)},
        )
        processes.start(peer)
        processes.wait_until_ready(lambda _service: None)
        yield port, constant_port


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(port: int, constant_port: int, made: Shop, options: argparse.Namespace) -> dict[str, list[Load]]:
    """Several runs, ours and the peers' in turn, after a warm-up of each."""
    asked = [made.requests] * max(options.requests // len(made.requests), 1)
    constant, quick = (
        [[Request(path, {})] * len(made.requests)] * len(asked) for path in ("/constant", "/constant-async")
    )
    for own_port, rounds in ((port, asked), (constant_port, constant), (constant_port, quick)):
        flat_out(own_port, rounds[:1])
    rate = options.rate
    figures: dict[str, list[Load]] = {name: [] for name in TITLES}
    for _ in range(options.runs):
        for name, load in (
            ("changed_at_rate", at_rate(port, asked, per_second=rate, change=made.interactions)),
            ("mixed_at_rate", at_rate(port, [made.mixed() for _ in asked], per_second=rate)),
            ("constant_at_rate", at_rate(constant_port, constant, per_second=rate)),
            ("changed", flat_out(port, asked, change=made.interactions)),
            ("mixed", flat_out(port, [made.mixed() for _ in asked])),
            ("unchanged", flat_out(port, asked)),
            ("constant", flat_out(constant_port, constant)),
            ("constant_async", flat_out(constant_port, quick)),
        ):
            figures[name].append(load)
    return figures


def shares(figures: dict[str, list[Load]]) -> dict[str, list[float]]:
    """Our requests per second as a part of each peer's, run by run."""
    return {
        f"{ours}/{peer}": [
            own.per_second / other.per_second for own, other in zip(figures[ours], figures[peer], strict=True)
        ]
        for ours in ("changed", "mixed", "unchanged")
        for peer in ("constant", "constant_async")
    }


def show(figures: dict[str, list[Load]], options: argparse.Namespace) -> None:
    """A table for a person; with --json one object on the last line."""
    table = Table(*HEADERS, title=f"{options.products:,} products, {options.workers} server process(es)")
    for name, loads in figures.items():
        for load in loads:
            numbers = (load.per_second, load.p50, load.p90, load.p99, load.slowest)
            table.add_row(TITLES[name].format(options.rate), *(f"{number:,.1f}" for number in numbers))
    console = Console(width=min(shutil.get_terminal_size((110, 40)).columns, 110))
    console.print(table)
    for name, parts in shares(figures).items():
        console.print(f"requests/s, {name}: " + ", ".join(f"{share:.1%}" for share in parts))
    if options.json:
        runs = {name: [asdict(load) for load in loads] for name, loads in figures.items()}
        sys.stdout.write(json.dumps({"options": vars(options), **runs, "shares": shares(figures)}) + "\n")


if __name__ == "__main__":
    main()
