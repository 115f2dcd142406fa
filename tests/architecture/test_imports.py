"""Imports point down, and no process that serves loads torch."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

BOT = ROOT / "bot"
BOT_PYTHON = BOT / ".venv" / "bin" / "python"
SERVING = ("api.app", "jobs.cli", "jobs.worker", "recovery.campaign", "serving.answers")
ASSISTING = ("actions.search", "components.embedding_gate", "components.onnx_featurizer")
LOADED = """
import sys
for name in sys.argv[1:]:
    __import__(name)
    assert "torch" not in sys.modules, f"{name} loads torch"
"""


def test_the_contracts_of_import_linter_hold() -> None:
    result = run(ROOT, Path(sys.executable).parent / "lint-imports", "--no-cache")
    assert result.returncode == 0, result.stdout


def test_what_serves_does_not_load_torch() -> None:
    result = run(ROOT, sys.executable, "-c", LOADED, *SERVING)
    assert result.returncode == 0, result.stderr


@pytest.mark.rasa
def test_the_assistant_does_not_load_torch() -> None:
    if not BOT_PYTHON.exists():
        pytest.skip("there is no bot/.venv")
    result = run(BOT, BOT_PYTHON, "-W", "ignore", "-c", LOADED, *ASSISTING)
    assert result.returncode == 0, result.stderr


def run(folder: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in a folder."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
