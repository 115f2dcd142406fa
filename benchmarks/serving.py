"""Latency and throughput of /v1/recommendations over HTTP, beside FastAPI returning a constant, in one run.

Makes a shop in a temporary folder, trains it, and starts the server as `rapport serve` does. Latency is
taken at a fixed rate and counts from the moment each request was due, so that a stall is not hidden;
throughput is what four connections get in turn. Client and server share the machine, on loopback only.
"""

import argparse
import json
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import cycle, islice
from pathlib import Path
from urllib.request import Request as Get
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from benchmarks.load import Load, Request, at_rate, flat_out
from benchmarks.shops import fill
from core.clock import SystemClock
from core.database import connect
from core.keys import Purpose, load_keys, sign
from core.migration import upgrade
from core.settings import Settings
from demo.processes import Processes, Service
from jobs.context import JobContext
from jobs.running import run
from jobs.schedule import job_named

PYTHON = Path(sys.executable)
HEADERS = ("", "requests/s", "p50 ms", "p90 ms", "p99 ms", "slowest ms")


def main() -> None:
    """Measure and print."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None, var=Path(folder), database_url="", encoder=Settings().encoder_folder
        )
        requests = shop(settings, options)
        with servers(settings, options.workers, requests[0]) as (port, constant_port):
            figures = measure(port, constant_port, requests, options)
    show(figures, options)


def arguments() -> argparse.Namespace:
    """The size of the shop and of the load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=12_000)
    parser.add_argument("--shoppers", type=int, default=500)
    parser.add_argument("--history", type=int, default=50, help="events of each shopper")
    parser.add_argument("--workers", type=int, default=1, help="server processes")
    parser.add_argument("--rate", type=float, default=50, help="requests per second, for latency")
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    return parser.parse_args()


def shop(settings: Settings, options: argparse.Namespace) -> list[Request]:
    """Fill and train a shop; returns a request of each shopper in turn."""
    engine, clock, keys = connect(settings.database), SystemClock(), load_keys(settings)
    upgrade(engine)
    visitors = fill(
        engine, products=options.products, shoppers=options.shoppers, history=options.history, now=clock.now()
    )
    record = run(job_named("retrain"), JobContext(settings, keys, engine, clock))
    engine.dispose()
    if record.outcome != "done":
        raise SystemExit(f"Training failed: {record.error}")
    headers = {"Authorization": f"Bearer {keys.publishable}"}
    tokens = [sign(keys, Purpose.VISITOR, visitor) for visitor in visitors]
    each = [Request("/v1/recommendations?limit=8", headers | {"Rapport-Visitor": token}) for token in tokens]
    return list(islice(cycle(each), options.requests))


@contextmanager
def servers(settings: Settings, workers: int, request: Request) -> Iterator[tuple[int, int]]:
    """Our server and the constant one, both answering."""
    port, constant_port = free_port(), free_port()
    environment = {
        "RAPPORT_VAR": str(settings.var),
        "RAPPORT_ENCODER": str(settings.encoder_folder.resolve()),
    }
    serve = ("serve", "--port", str(port), "--workers", str(workers))
    with Processes(settings.var / "log") as processes:
        ours = Service(
            "api", (PYTHON.with_name("rapport"), *serve), f"http://127.0.0.1:{port}/v1/health", environment
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


def measure(
    port: int, constant_port: int, requests: list[Request], options: argparse.Namespace
) -> dict[str, list[Load]]:
    """Several runs, ours and the peer's in turn, after a warm-up of each."""
    constants = [Request("/constant", {})] * len(requests)
    flat_out(port, requests[: len(requests) // 10])
    flat_out(constant_port, constants[: len(requests) // 10])
    figures: dict[str, list[Load]] = {"latency": [], "throughput": [], "constant": []}
    for _ in range(options.runs):
        figures["latency"].append(at_rate(port, requests, per_second=options.rate))
        figures["throughput"].append(flat_out(port, requests))
        figures["constant"].append(flat_out(constant_port, constants))
    return figures


def show(figures: dict[str, list[Load]], options: argparse.Namespace) -> None:
    """A table for a person; with --json one object on the last line."""
    table = Table(*HEADERS, title=f"{options.products:,} products, {options.workers} server process(es)")
    titles = {
        "latency": f"recommendations at {options.rate:g}/s",
        "throughput": "recommendations, flat out",
        "constant": "a constant, flat out",
    }
    for name, loads in figures.items():
        for load in loads:
            numbers = (load.per_second, load.p50, load.p90, load.p99, load.slowest)
            table.add_row(titles[name], *(f"{number:,.1f}" for number in numbers))
    shares = [
        ours.per_second / peer.per_second
        for ours, peer in zip(figures["throughput"], figures["constant"], strict=True)
    ]
    console = Console(width=min(shutil.get_terminal_size((110, 40)).columns, 110))
    console.print(table)
    console.print("share of the constant's requests/s: " + ", ".join(f"{share:.1%}" for share in shares))
    if options.json:
        runs = {name: [asdict(load) for load in loads] for name, loads in figures.items()}
        sys.stdout.write(json.dumps({"options": vars(options), **runs, "share": shares}) + "\n")


if __name__ == "__main__":
    main()
