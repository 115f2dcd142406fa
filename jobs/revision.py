"""Which code made a model: the revision of git where there is one, and a hash of the files that count."""

import hashlib
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEARNING = ("core/interactions.py", "feedback", "jobs", "recommender")
"""What decides what a model becomes, given the shop's records."""


def code_revision(root: Path = ROOT) -> str:
    """The commit, with "+" where files differ from it; without a repository the package's version."""
    git = shutil.which("git")
    if git is None:
        return f"rapport {version('rapport')}"
    top = _said(git, root, "rev-parse", "--show-toplevel")
    commit = _said(git, root, "rev-parse", "--short=12", "HEAD")
    # Installed into an environment inside somebody else's repository, its commits say nothing of us.
    if not commit or Path(top).resolve() != root.resolve():
        return f"rapport {version('rapport')}"
    return f"git {commit}{'+' if _said(git, root, 'status', '--porcelain') else ''}"


def code_hash(root: Path = ROOT) -> str:
    """SHA-256 over the names and contents of the source files that decide what a model becomes."""
    digest = hashlib.sha256()
    for name in LEARNING:
        place = root / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _said(git: str, folder: Path, *command: str) -> str:
    """What git answers; nothing where this is no repository or git refuses to look at it."""
    answer = subprocess.run(  # noqa: S603 - constant words
        [git, "-C", str(folder), *command], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() if answer.returncode == 0 else ""
