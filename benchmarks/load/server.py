"""A server process as an operator starts it: started, watched, killed and started again by its own id."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

import httpx

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent
PATIENCE_SECONDS = 180.0
GRACE_SECONDS = 15.0


@dataclass
class Server:
    """One process that answers on `port`; its output lies in `log`."""

    command: Sequence[str | Path]
    port: int
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: str = "/v1/health"
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The running process."""
        if self._process is None:
            raise RuntimeError("The server does not run.")
        return self._process.pid

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the commands are our own
                [str(part) for part in self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.log.parent,
                env={**os.environ, "PYTHONPATH": path, **self.environment},
                start_new_session=True,
            )
        if not self.calm(PATIENCE_SECONDS):
            self.stop()
            raise RuntimeError(f"The server does not answer:\n{self.log.read_text()[-2000:]}")

    def calm(self, patience: float) -> bool:
        """Wait until it answers within a second; False when it does not in this time."""
        end = monotonic() + patience
        while monotonic() < end and self.running:
            with suppress(httpx.HTTPError):
                if httpx.get(self.url + self.ready, timeout=1.0).is_success:
                    return True
            sleep(0.1)
        return False

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it without a word, as `kill -9` and a power cut do."""
        self._end(signal.SIGKILL, GRACE_SECONDS)

    def stop(self) -> None:
        """End it politely, and otherwise after a while."""
        if not self._end(signal.SIGTERM, GRACE_SECONDS):
            self.kill()

    def _end(self, number: signal.Signals, patience: float) -> bool:
        if self._process is None:
            return True
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, number)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return False
        self._process = None
        return True

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()

    def resident_megabytes(self) -> float:
        """Memory that the process holds now."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("The kernel tells no memory of the server.")
