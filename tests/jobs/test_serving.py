"""`rapport serve` ends when it is told to, whatever clients do, and loses nothing that it acknowledged."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from core.clock import SystemClock
from core.keys import load_keys
from core.settings import Settings
from tests.live import free_port

PATIENCE = 120.0
"""Seconds until a test gives up; nothing is measured."""


@dataclass
class Served:
    """A running `rapport serve`."""

    process: subprocess.Popen[str]
    port: int
    var: Path
    log: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def headers(self) -> dict[str, str]:
        keys = load_keys(Settings(_env_file=None, var=self.var))
        return {"Authorization": f"Bearer {keys.publishable}"}

    def ends(self) -> int:
        """Its exit code."""
        return self.process.wait(PATIENCE)

    def hears_of_the_end(self) -> None:
        """Wait until it takes no more connections."""
        for _ in range(int(PATIENCE / 0.1)):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.1)
        raise AssertionError("it goes on listening")

    def unfinished(self) -> socket.socket:
        """A client that has sent half a body and will never send the rest."""
        client = socket.create_connection(("127.0.0.1", self.port))
        head = f"POST /v1/events HTTP/1.1\r\nHost: shop\r\nAuthorization: {self.headers['Authorization']}\r\n"
        client.sendall(f'{head}Content-Length: 1000\r\n\r\n{{"events": ['.encode())
        return client


@contextmanager
def served(var: Path, encoder: Path, *, workers: int = 1, grace: float = 0.5) -> Iterator[Served]:
    port = free_port()
    environment = {
        **os.environ,
        "RAPPORT_VAR": str(var),
        "RAPPORT_ENCODER": str(encoder),
        "RAPPORT_SHUTDOWN_GRACE_SECONDS": str(grace),
    }
    command = [sys.executable, "-c", "from jobs.cli import app; app()", "serve"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", str(workers)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    server = Served(process, port, var)
    reader = threading.Thread(target=lambda: server.log.extend(process.stdout or ()))
    reader.start()
    try:
        answers(server)
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join()
        if process.stdout:
            process.stdout.close()


def answers(server: Served) -> None:
    for _ in range(int(PATIENCE / 0.1)):
        assert server.process.poll() is None, server.log
        try:
            if httpx.get(f"{server.url}/v1/health").is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(f"it does not answer: {server.log}")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_client_that_never_finishes_does_not_hold_it(tmp_path: Path, encoder: Path, workers: int) -> None:
    with served(tmp_path, encoder, workers=workers) as server, server.unfinished() as client:
        server.process.send_signal(signal.SIGTERM)
        assert server.ends() == 0
        client.settimeout(PATIENCE)
        assert b" 202 " not in client.recv(1000)


def test_work_that_waits_in_a_thread_does_not_hold_it(tmp_path: Path, encoder: Path) -> None:
    with served(tmp_path, encoder) as server, closing(sqlite3.connect(tmp_path / "rapport.db")) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        codes: list[int] = []

        def ask() -> None:
            with suppress(httpx.HTTPError):
                codes.append(httpx.post(f"{server.url}/v1/visitors", headers=server.headers).status_code)

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.5)  # it waits for the lock; were it slower, the test would prove less, and still pass
        server.process.send_signal(signal.SIGTERM)
        assert server.ends() == 0
        asking.join(PATIENCE)
        assert 201 not in codes


@pytest.mark.parametrize(
    ("workers", "second"), [(1, signal.SIGTERM), (1, signal.SIGINT), (2, signal.SIGTERM)]
)
def test_asked_a_second_time_it_ends_at_once(
    tmp_path: Path, encoder: Path, workers: int, second: signal.Signals
) -> None:
    with (
        served(tmp_path, encoder, workers=workers, grace=10 * PATIENCE) as server,
        server.unfinished(),
    ):
        server.process.send_signal(signal.SIGTERM)
        server.hears_of_the_end()
        server.process.send_signal(second)
        assert server.ends() == 128 + second


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path, encoder: Path, workers: int) -> None:
    with served(tmp_path, encoder, workers=workers, grace=PATIENCE) as server:
        acknowledged: list[str] = []
        senders = [threading.Thread(target=send, args=(server, acknowledged)) for _ in range(4)]
        for sender in senders:
            sender.start()
        while len(acknowledged) < 40 and any(sender.is_alive() for sender in senders):
            time.sleep(0.01)
        assert len(acknowledged) >= 40
        server.process.send_signal(signal.SIGTERM)
        assert server.ends() == 0
        for sender in senders:
            sender.join(PATIENCE)
    with closing(sqlite3.connect(tmp_path / "rapport.db")) as database:
        stored = {event_id for (event_id,) in database.execute("SELECT event_id FROM event")}
    assert set(acknowledged) <= stored


def send(server: Served, acknowledged: list[str]) -> None:
    """Events one after the other until nobody answers."""
    headers = server.headers
    with suppress(httpx.HTTPError), httpx.Client(base_url=server.url, timeout=PATIENCE) as client:
        token = client.post("/v1/visitors", headers=headers).json()["token"]
        while True:
            event = {
                "id": str(uuid4()),
                "type": "search",
                "occurred_at": SystemClock().now().isoformat(),
                "session_id": "s-1",
                "query": "mug",
            }
            sent = {**headers, "Rapport-Visitor": token}
            answer = client.post("/v1/events", json={"events": [event]}, headers=sent)
            if answer.status_code != 202:
                return
            acknowledged.append(str(event["id"]))
