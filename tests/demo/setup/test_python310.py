"""The assistant's environment is made with a Python 3.10 that works, and kept where there is one already."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.setup.python310 import install_with_uv
from tests.architecture.tree import ROOT

PYTHON = """#!/bin/sh
echo "$*" >> "$LOG"
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && cp "$0" "$4/bin/pip"
fi
exit ${PIP_CODE:-0}
"""
INSTALL = "install --no-deps -r bot/requirements.lock"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The only folder on PATH; what it holds is a Python 3.10 that says what it was asked for."""
    folder = tmp_path / "path"
    folder.mkdir()
    for name in ("mkdir", "cp"):
        (folder / name).symlink_to(f"/bin/{name}")
    python = folder / "python3.10"
    python.write_text(PYTHON)
    python.chmod(0o755)
    return folder


def make(folder: Path, path: Path, **variables: str) -> tuple[int, list[str]]:
    """The exit code, and what Python and pip were asked for but for whether they work."""
    log = folder / "asked"
    log.write_text("")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": str(path), "LOG": str(log), **variables}
    command = [sys.executable, "-m", "demo.setup.python310"]
    code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    return code, [line for line in log.read_text().splitlines() if not line.startswith("-c")]


def test_it_is_made_once_and_brought_up_to_date_again(tmp_path: Path, path: Path) -> None:
    assert make(tmp_path, path) == (0, ["-m venv --clear bot/.venv", INSTALL])
    assert make(tmp_path, path) == (0, [INSTALL])


def test_what_fails_first_is_the_exit_code(tmp_path: Path, path: Path) -> None:
    make(tmp_path, path)
    (tmp_path / "bot/.venv/bin/pip").write_text("#!/bin/sh\nexit 7\n")
    assert make(tmp_path, path) == (7, [])


def test_where_no_environment_can_be_made_uv_is_not_asked(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file")
    assert install_with_uv(occupied) is None
    assert occupied.read_text() == "a file"
