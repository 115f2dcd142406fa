"""The checkout as the tests see it: every file that is or will be tracked."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "api",
    "benchmarks",
    "bot",
    "core",
    "demo",
    "docs",
    "feedback",
    "jobs",
    "migrations",
    "recommender",
    "recovery",
    "search",
    "serving",
    "tests",
)


@cache
def files() -> tuple[Path, ...]:
    """Paths below the root of what git tracks or would; skips outside of a git checkout."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    paths = {Path(name) for name in listed.stdout.split("\0") if name}
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def python_files() -> list[Path]:
    """Every Python module of ours."""
    return [path for path in files() if path.suffix == ".py" and path.parts[0] in PACKAGES]


def text_of(path: Path) -> str:
    """The text of a file, empty for one that is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
