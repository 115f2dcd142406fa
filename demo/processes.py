"""The processes of a running shop: started together, waited for, ended together."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import IO, Self
from urllib.parse import urlsplit

import httpx

from core import private

GRACE_SECONDS = 15.0
"""How long a process may take to end politely."""


@dataclass(frozen=True, slots=True)
class Service:
    """A process and how to see that it answers; `ready_url` None for one that answers nobody."""

    name: str
    command: Sequence[str | Path]
    ready_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    patience_seconds: float = 60.0


class NotStarted(RuntimeError):
    """A service ended or did not answer in time; the message names it and where its log is."""


class Processes:
    """Starts services, each with a log of its own, and ends all of them when it is left."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        private.folder(self._logs)
        self._running: list[tuple[Service, subprocess.Popen[bytes], IO[bytes]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, service: Service) -> None:
        """Start a service in a session of its own, so that Ctrl-C reaches it through us only."""
        log = private.file(self._log_of(service)).open("wb")
        process = subprocess.Popen(  # noqa: S603 - the commands are our own
            [str(part) for part in service.command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=service.folder,
            env={**os.environ, **service.environment},
            start_new_session=True,
        )
        self._running.append((service, process, log))

    def wait_until_ready(self, on_ready: Callable[[Service], None]) -> None:
        """Wait until each answers; NotStarted for the first that ends or takes too long."""
        waiting = list(self._running)
        begun = monotonic()
        while waiting:
            for entry in list(waiting):
                service, process, _ = entry
                if process.poll() is not None:
                    raise NotStarted(f"{service.name} ended at once; see {self._log_of(service)}.")
                if service.ready_url is None or _answers(service.ready_url):
                    waiting.remove(entry)
                    on_ready(service)
                elif monotonic() - begun > service.patience_seconds:
                    raise NotStarted(f"{service.name} does not answer; see {self._log_of(service)}.")
            sleep(0.2)

    def ended(self) -> Service | None:
        """The first service that has ended by itself, if any."""
        return next((service for service, process, _ in self._running if process.poll() is not None), None)

    def stop(self) -> None:
        """End every process that is still there, politely first; the last one started goes first."""
        for _, process, _ in reversed(self._running):
            _signal(process, signal.SIGTERM)
        deadline = monotonic() + GRACE_SECONDS
        for _, process, log in self._running:
            try:
                process.wait(timeout=max(deadline - monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
            log.close()
        self._running.clear()

    def _log_of(self, service: Service) -> Path:
        return self._logs / f"{service.name}.log"


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Reach the whole group: a server's workers are its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0).is_success
    except httpx.HTTPError:
        return False


def taken(url: str) -> bool:
    """Whether something listens at the address already."""
    parts = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((parts.hostname or "127.0.0.1", parts.port or 80)) == 0
