"""Services are started, waited for while they get on, and ended together; slow is no failure."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.patience import processor_seconds
from demo.processes import NotStarted, Processes, Service, last_line
from tests.live import free_port

ANSWERING = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({status})
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
STEPS = """
import pathlib, sys, time
def work():
    until = time.process_time() + 1.1
    while time.process_time() < until: pass
for n in range(3):
    while not (pathlib.Path(sys.argv[2]) / f"go-{{n}}").exists(): time.sleep(0.01)
    {step}
"""
HUNG = "import time\nprint('waiting for a lock', flush=True)\ntime.sleep(3600)\n"
DYING = "print('\\x1b[31mno disk\\x1b[0m')\nraise SystemExit(3)\n"


class Clock:
    """The seconds that a test says have passed: at each pause as many as `pausing` returns."""

    def __init__(self, pausing: Callable[[], float]) -> None:
        self.now, self._pausing = 0.0, pausing

    def __call__(self) -> float:
        return self.now

    def pause(self, _seconds: float) -> None:
        self.now += self._pausing()


def service(script: str, *arguments: object) -> Service:
    port = free_port()
    command = (sys.executable, "-c", script, str(port), *map(str, arguments))
    return Service("api", command, f"http://127.0.0.1:{port}/")


def waited(folder: Path, started: Service, clock: Clock) -> tuple[list[str], list[str]]:
    """The names of what became ready, and the lines that were told meanwhile."""
    ready: list[str] = []
    lines: list[str] = []
    with Processes(folder, clock=clock, pause=clock.pause) as processes:
        processes.start(started)
        processes.wait_until_ready(
            lambda service: ready.append(service.name), lambda _service, line: lines.append(line)
        )
    return ready, lines


def stepwise(folder: Path, moved: Callable[[], float], *, by: float) -> Clock:
    """A clock that lets the service make its three steps, each lasting 100 seconds, and then start."""
    made = 0

    def pausing() -> float:
        nonlocal made
        if made == 3:
            time.sleep(0.01)
            return 0.0
        before = moved()
        (folder / f"go-{made}").touch()
        while moved() < before + by:
            time.sleep(0.01)
        made += 1
        return 100.0

    return Clock(pausing)


def test_a_slow_service_is_waited_for_while_its_log_grows(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    clock = stepwise(tmp_path, lambda: log.stat().st_size, by=1)
    script = STEPS.format(step="print('step', n, flush=True)") + ANSWERING.format(status=200)
    ready, lines = waited(tmp_path, service(script, tmp_path), clock)
    assert ready == ["api"]
    assert list(dict.fromkeys(lines)) == ["", "step 0", "step 1", "step 2"]
    assert clock.now == 300.0


def test_a_slow_service_is_waited_for_while_it_works(tmp_path: Path) -> None:
    log = tmp_path / "api.log"

    def worked() -> float:
        """By the process number that the service wrote first."""
        written = log.read_text()
        return processor_seconds(int(written)) if written.endswith("\n") else 0.0

    script = "import os\nprint(os.getpid(), flush=True)\n"
    script += STEPS.format(step="work()") + ANSWERING.format(status=200)
    clock = stepwise(tmp_path, worked, by=1.0)
    assert waited(tmp_path, service(script, tmp_path), clock)[0] == ["api"]
    assert clock.now == 300.0


def fifty_seconds() -> float:
    time.sleep(0.01)
    return 50.0


def test_a_service_that_hangs_is_given_up_with_the_place_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match=r"api neither answers nor gets on for 120 s; see .*api\.log"):
        waited(tmp_path, service(HUNG), Clock(fifty_seconds))


def test_a_service_that_answers_but_is_not_well_is_given_up_however_much_it_writes(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    clock = Clock(lambda: fifty_seconds() if log.stat().st_size else 0.0)
    with pytest.raises(NotStarted, match="api answers 503 for 120 s"):
        waited(tmp_path, service(ANSWERING.format(status=503)), clock)


def test_a_service_that_ends_is_told_at_once_with_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="api ended: no disk; see"):
        waited(tmp_path, service(DYING), Clock(fifty_seconds))


def test_one_that_answers_nobody_is_ready_when_it_runs(tmp_path: Path) -> None:
    worker = Service("worker", (sys.executable, "-c", HUNG))
    assert waited(tmp_path, worker, Clock(lambda: 0.0)) == (["worker"], [])


@pytest.mark.parametrize(
    ("written", "line"),
    [(b"", ""), (b"one\n\n  \n", "one"), (b"x" * 5_000 + b"\nlast \x1b[1mbold\x1b[0m", "last bold")],
)
def test_the_last_line_of_a_log_is_the_last_that_says_something(
    tmp_path: Path, written: bytes, line: str
) -> None:
    log = tmp_path / "some.log"
    log.write_bytes(written)
    assert last_line(log) == line
