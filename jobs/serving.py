"""uvicorn, ending within a grace whatever a request does, and at once when asked a second time."""

import signal
import sys
import time
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess

from jobs.ending import Ending

APP = "api.process:create_process_app"
MARGIN = 2.0
"""Seconds beyond the grace for what uvicorn cannot cut off: work in a thread, such as a long statement."""
LOOK = 0.1
"""Seconds between two looks at processes that are ending."""


def serve(*, host: str, port: int, workers: int, grace: float) -> None:
    """Answer until SIGTERM or SIGINT; what runs then has `grace` seconds to be answered."""
    config = uvicorn.Config(
        APP,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        http="api.http.connections:Patient",
        ws="none",
        proxy_headers=False,  # api/http/doors.py reads them, of proxies that are named
        timeout_graceful_shutdown=grace,  # type: ignore[arg-type] # it is waited for, so a fraction will do
    )
    if workers > 1:
        _Supervisor(config, [config.bind_socket()]).run()
        return
    server = _Server(config, Ending(grace + MARGIN))
    server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class _Server(uvicorn.Server):
    """One process; it ends with code 0 when it was asked to, not by raising the signal anew."""

    def __init__(self, config: uvicorn.Config, ending: Ending) -> None:
        super().__init__(config)
        self._ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._ending.ask(sig, frame)
        self.should_exit = True


class _Supervisor(Multiprocess):
    """Several processes; those that have not ended in time are killed, and all at once on a second signal."""

    def terminate_all(self) -> None:
        for socket in self.sockets:
            socket.close()  # or callers go on being taken by it, whom nobody will answer
        super().terminate_all()

    def join_all(self) -> None:
        grace = self.config.timeout_graceful_shutdown or 0.0
        deadline = time.monotonic() + grace + MARGIN
        while any(child.process.is_alive() for child in self.processes):
            asked = next(
                (signum for signum in self.signal_queue if signum in (signal.SIGINT, signal.SIGTERM)), None
            )
            if asked or time.monotonic() > deadline:
                self._kill_all()
            if asked:
                sys.exit(128 + asked)
            time.sleep(LOOK)
        if any(child.exitcode == STARTUP_FAILURE for child in self.processes):
            sys.exit(STARTUP_FAILURE)

    def _kill_all(self) -> None:
        for child in self.processes:
            child.process.kill()
            child.process.join()
