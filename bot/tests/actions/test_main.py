"""The action server listens where Rasa is told that it is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from actions.__main__ import port

BOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("url", "expected"),
    [(None, 5055), ("", 5055), ("http://actions:6055/webhook", 6055), ("http://actions/webhook", 80)],
)
def test_the_port_is_that_of_the_address(
    url: str | None, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAPPORT_ACTIONS_URL", raising=False)
    if url is not None:
        monkeypatch.setenv("RAPPORT_ACTIONS_URL", url)
    assert port() == expected


def test_it_answers_there_and_says_whether_it_is_well(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/webhook"
    environment = {**os.environ, "SANIC_HOST": "127.0.0.1", "RAPPORT_ACTIONS_URL": address}
    command = [sys.executable, "-m", "actions"]
    ask = [*command, "--health"]
    assert subprocess.run(ask, cwd=BOT, env=environment, capture_output=True, check=False).returncode == 1
    with (tmp_path / "actions.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=BOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        while subprocess.run(ask, cwd=BOT, env=environment, capture_output=True, check=False).returncode:
            assert process.poll() is None
            time.sleep(0.2)
    finally:
        process.terminate()
        process.wait()
