"""Which code made a model."""

import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from jobs.revision import LEARNING, ROOT, code_hash, code_revision

PACKAGE = f"rapport {version('rapport')}"


def copied(tmp_path: Path) -> Path:
    for name in LEARNING:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return tmp_path


def test_the_hash_is_of_the_code_and_of_nothing_else(tmp_path: Path) -> None:
    root = copied(tmp_path)
    first = code_hash(root)
    (root / "recommender" / "notes.txt").write_text("nothing")
    assert code_hash(root) == first
    (root / "recommender" / "hybrid.py").write_text("# other code")
    assert code_hash(root) != first


def test_without_a_repository_the_package_speaks(tmp_path: Path) -> None:
    assert code_revision(tmp_path) == PACKAGE


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_commit_and_whether_files_differ_from_it(tmp_path: Path) -> None:
    def git(*command: str) -> None:
        own = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-C", str(tmp_path))
        subprocess.run(["git", *own, *command], check=True, capture_output=True)

    git("init")
    (tmp_path / "a.py").write_text("a = 1\n")
    git("add", "a.py")
    git("commit", "-m", "A")
    clean = code_revision(tmp_path)
    assert clean.startswith("git ")
    assert not clean.endswith("+")
    (tmp_path / "a.py").write_text("a = 2\n")
    assert code_revision(tmp_path) == f"{clean}+"
    (tmp_path / "inside").mkdir()
    assert code_revision(tmp_path / "inside") == PACKAGE, "somebody else's repository"
