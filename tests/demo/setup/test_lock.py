"""`make lock` writes what pip installed: exact public versions, in order, of each environment there is."""

import os
import subprocess
import sys
from pathlib import Path

from demo.setup.lock import HEADER
from tests.architecture.tree import ROOT

FREEZE = """#!/bin/sh
echo 'zlib-ng==1.0'
echo 'Torch==2.13.0+cpu'
echo 'pip==26.0'
echo 'attrs==25.1'
echo 'mine @ file:///somewhere'
"""


def test_both_locks(tmp_path: Path) -> None:
    pip = tmp_path / ".venv/bin/pip"
    pip.parent.mkdir(parents=True)
    pip.write_text(FREEZE)
    pip.chmod(0o755)
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot/requirements.lock").write_text("as it was\n")

    told = subprocess.run(
        [sys.executable, "-m", "demo.setup.lock"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    pins = "attrs==25.1\nTorch==2.13.0\nzlib-ng==1.0\n"
    assert (tmp_path / "requirements.lock").read_text() == HEADER + pins
    assert (tmp_path / "bot/requirements.lock").read_text() == "as it was\n"
    assert told.splitlines() == [
        "requirements.lock: 3 packages",
        "bot/requirements.lock stays as it is: there is no bot/.venv.",
    ]
