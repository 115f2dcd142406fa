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
from typing import IO, Literal, Self
from urllib.parse import urlsplit

import httpx

from core import private
from demo.patience import QUIET_SECONDS, StartPatience, processor_seconds
from demo.setup.runner import COLOURS

GRACE_SECONDS = 15.0
"""How long a process may take to end politely."""
ANSWER_SECONDS = 5.0
"""How long one answer may take; a start may ask for many."""
LOOK_EVERY_SECONDS = 0.2
LINE_BYTES = 2_000
"""The end of a log that its last line is read from."""


@dataclass(frozen=True, slots=True)
class Service:
    """A process and how to see that it answers; `ready_url` None for one that answers nobody."""

    name: str
    command: Sequence[str | Path]
    ready_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    quiet_seconds: float = QUIET_SECONDS
    """A start that does nothing for so long is given up; one that gets on may take as long as it takes."""
    is_needed: bool = True
    """Whether there is no shop without it; what is not needed is started again when it ends by itself."""


class NotStarted(RuntimeError):
    """A service ended or got stuck before it answered; the message names it and where its log is."""


@dataclass(frozen=True, slots=True)
class _Running:
    service: Service
    process: subprocess.Popen[bytes]
    log: IO[bytes]
    patience: StartPatience

    @property
    def log_path(self) -> Path:
        return Path(self.log.name)


class Processes:
    """Starts services, each with a log of its own, and ends all of them when it is left.

    `clock` gives seconds and `pause` waits for some: a test has its own.
    """

    def __init__(
        self, logs: Path, *, clock: Callable[[], float] = monotonic, pause: Callable[[float], None] = sleep
    ) -> None:
        self._logs = logs
        private.folder(self._logs)
        self._clock, self._pause = clock, pause
        self._running: list[_Running] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, service: Service) -> None:
        """Start a service in a session of its own, so that Ctrl-C reaches it through us only."""
        self._start(service, "wb")

    def restart(self, service: Service) -> None:
        """Start one again that has ended; its log goes on, so that it still says why it ended."""
        self.drop(service)
        self._start(service, "ab")

    def drop(self, service: Service) -> None:
        """Go on without one that has ended; what it has left behind of itself is ended, too."""
        for running in [running for running in self._running if running.service == service]:
            _signal(running.process, signal.SIGKILL)  # a worker that outlived it would keep its port
            running.log.close()
            self._running.remove(running)

    def _start(self, service: Service, mode: Literal["wb", "ab"]) -> None:
        log = private.file(self._logs / f"{service.name}.log").open(mode)
        process = subprocess.Popen(  # noqa: S603 - the commands are our own
            [str(part) for part in service.command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=service.folder,
            env={**os.environ, **service.environment},
            start_new_session=True,
        )
        patience = StartPatience(service.quiet_seconds, now=self._clock())
        self._running.append(_Running(service, process, log, patience))

    def wait_until_ready(
        self,
        on_ready: Callable[[Service], None],
        on_wait: Callable[[Service, str], None] = lambda _service, _line: None,
    ) -> None:
        """Wait until each answers; NotStarted for the first that ends or does not get on any more.

        `on_wait` is told again and again which one is waited for, and the last line that it wrote.
        """
        waiting = list(self._running)
        with httpx.Client(timeout=ANSWER_SECONDS) as probe:
            while waiting:
                for running in list(waiting):
                    if self._ready(running, probe):
                        waiting.remove(running)
                        on_ready(running.service)
                    else:
                        on_wait(running.service, last_line(running.log_path))
                if waiting:
                    self._pause(LOOK_EVERY_SECONDS)

    def _ready(self, running: _Running, probe: httpx.Client) -> bool:
        service, path = running.service, running.log_path
        if running.process.poll() is not None:
            raise NotStarted(f"{service.name} ended: {last_line(path) or 'it wrote nothing'}; see {path}.")
        if service.ready_url is None:
            return True
        answer = _answer(probe, service.ready_url)
        if answer is not None and answer.is_success:
            return True
        # Who answers that it is not well has started; the work of answering so is no step forward.
        worked, written = (
            (0.0, 0) if answer else (processor_seconds(running.process.pid), path.stat().st_size)
        )
        if running.patience.over(self._clock(), worked=worked, written=written):
            what = f"answers {answer.status_code}" if answer else "neither answers nor gets on"
            raise NotStarted(f"{service.name} {what} for {service.quiet_seconds:.0f} s; see {path}.")
        return False

    def ended(self) -> list[Service]:
        """The services that have ended by themselves."""
        return [running.service for running in self._running if running.process.poll() is not None]

    def stop(self) -> None:
        """End every process that is still there, politely first; the last one started goes first."""
        for running in reversed(self._running):
            _signal(running.process, signal.SIGTERM)
        deadline = monotonic() + GRACE_SECONDS
        for running in self._running:
            try:
                running.process.wait(timeout=max(deadline - monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                _signal(running.process, signal.SIGKILL)
                running.process.wait()
            running.log.close()
        self._running.clear()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Reach the whole group: a server's workers are its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _answer(probe: httpx.Client, url: str) -> httpx.Response | None:
    try:
        return probe.get(url)
    except httpx.HTTPError:
        return None


def last_line(log: Path) -> str:
    """What was written last, without colours; empty where nothing was."""
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - LINE_BYTES, 0))
        lines = COLOURS.sub("", file.read().decode(errors="replace")).split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def taken(url: str) -> bool:
    """Whether something listens at the address already."""
    parts = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((parts.hostname or "127.0.0.1", parts.port or 80)) == 0
