"""A process that is started again when it ends, as systemd or a container's restart policy does."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PAUSE = 1.0
"""Seconds until an ended process is started again."""
GRACE = 30.0


class Supervised:
    """One process; `deaths` are the moments (steady clock) at which it ended before it was told to."""

    def __init__(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.deaths: list[tuple[int, float]] = []
        self.kills = 0
        self._command = command
        self._environment = {**os.environ, **environment}
        self._log = log.open("ab")
        self._told = threading.Event()
        self._process = self._start()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        return self._process.pid

    def kill(self) -> None:
        """End it without a warning."""
        self.kills += 1
        self._signal(signal.SIGKILL)

    def stop(self) -> int:
        """End it politely and for good; returns its exit code, -9 where it did not listen."""
        self._told.set()
        self._signal(signal.SIGTERM)
        try:
            code = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            code = self._process.wait()
        self._keeper.join()
        self._log.close()
        return code

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the command is our own
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=self._environment,
            start_new_session=True,
        )

    def _keep(self) -> None:
        while not self._told.is_set():
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.1)
                if not self._told.is_set():
                    self.deaths.append((self._process.pid, time.monotonic()))
                    if not self._told.wait(PAUSE):
                        self._process = self._start()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
