"""`python -m demo.setup` as a person meets it, in a checkout of its own; pip and Python are stand-ins."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

INSTALLS = "touch .venv/bin/rapport"
FAILS = "echo collecting; echo '[red]no space left on device[/]'; exit 1"
IMPOSSIBLE = "echo 'No Python 3.10 was found.'; exit 3"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files that the first steps read."""
    (tmp_path / "bot").mkdir()
    for name in ("requirements.lock", "pyproject.toml", "bot/requirements.lock"):
        (tmp_path / name).write_text("")
    return tmp_path


def stand_in(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def set_up(checkout: Path, *steps: str) -> subprocess.CompletedProcess[str]:
    variables = {"PYTHONPATH": str(ROOT), "RAPPORT_VAR": str(checkout / "var"), "COLUMNS": "300"}
    command = [sys.executable, "-m", "demo.setup", *steps]
    return subprocess.run(
        command, cwd=checkout, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )


def test_a_step_that_is_named_is_done_and_not_again(checkout: Path) -> None:
    stand_in(checkout / ".venv/bin/pip", INSTALLS)
    first = set_up(checkout, "main-environment")
    assert first.returncode == 0, first.stderr
    assert "✓ Main environment (.venv)" in first.stdout
    stand_in(checkout / ".venv/bin/pip", FAILS)
    again = set_up(checkout, "main-environment")
    assert (again.returncode, "failed" in again.stdout) == (0, False)


def test_a_failure_says_where_its_log_is_and_how_it_ends(checkout: Path) -> None:
    stand_in(checkout / ".venv/bin/pip", FAILS)
    failed = set_up(checkout, "main-environment")
    assert failed.returncode == 1
    assert "Main environment (.venv) failed. The end of" in failed.stdout
    assert failed.stdout.endswith("collecting\n[red]no space left on device[/]\n")


def test_without_python_3_10_everything_else_is_ready_and_the_way_to_the_assistant_is_told(
    checkout: Path,
) -> None:
    stand_in(checkout / ".venv/bin/python", IMPOSSIBLE)
    away = set_up(checkout, "assistant-environment")
    assert away.returncode == 0
    assert "The assistant stays away: No Python 3.10 was found." in away.stdout
    assert "install Python 3.10 and run `make setup` again" in away.stdout


def test_an_unknown_step_is_none(checkout: Path) -> None:
    assert set_up(checkout, "no-such-step").returncode != 0
