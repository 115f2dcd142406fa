"""The assistant's own environment, `bot/.venv`: Rasa 3.6 runs on Python 3.10 and no later.

Run as `python -m demo.setup.python310`: finds a Python 3.10 wherever it is, else has `uv` install one.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from demo.setup.step import CANNOT

BOT = Path("bot")
USABLE = "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 10))"


def find(pythons: Iterable[str] | None = None) -> str | None:
    """The first of them that is a Python 3.10 and can make environments; of all candidates by default."""
    return next(
        filter(_usable, candidates(os.environ, home=Path.home()) if pythons is None else pythons), None
    )


def candidates(environment: Mapping[str, str], *, home: Path) -> Iterator[str]:
    """Where a Python 3.10 may be: on PATH, among pyenv's versions, among uv's; newest first."""
    yield from filter(None, [shutil.which("python3.10", path=environment.get("PATH"))])
    pyenv = Path(environment.get("PYENV_ROOT") or home / ".pyenv")
    yield from _newest_first(pyenv.glob("versions/3.10.*/bin/python"))
    uv = Path(environment.get("UV_PYTHON_INSTALL_DIR") or home / ".local/share/uv/python")
    yield from _newest_first(uv.glob("cpython-3.10.*/bin/python3.10"))


def _newest_first(pythons: Iterable[Path]) -> list[str]:
    def version(python: Path) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", python.parent.parent.name)]

    return [str(python) for python in sorted(pythons, key=version, reverse=True)]


def _usable(python: str) -> bool:
    # A pyenv shim exists for a version that is not selected, too; only running it tells.
    if shutil.which(python) is None:
        return False
    return subprocess.run([python, "-c", USABLE], capture_output=True, check=False).returncode == 0


def install_with_uv(folder: Path) -> str | None:
    """Let uv, installed by pip into `folder`, fetch a Python 3.10; None where that fails too."""
    commands = (
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin/pip"), "install", "--quiet", "uv"],
        [str(folder / "bin/uv"), "python", "install", "3.10"],
    )
    for command in commands:
        if subprocess.run(command, check=False).returncode != 0:
            return None
    return find()


def main() -> int:
    """Make `bot/.venv` and install what its lock lists; CANNOT where no Python 3.10 can be had."""
    python = find() or install_with_uv(BOT / ".uv")
    if python is None:
        print("No Python 3.10 was found on PATH or in pyenv, and uv could not install one.", flush=True)
        return CANNOT
    environment = BOT / ".venv"
    commands = [[str(environment / "bin/pip"), "install", "--no-deps", "-r", str(BOT / "requirements.lock")]]
    if not _usable(str(environment / "bin/python")):
        commands.insert(0, [python, "-m", "venv", "--clear", str(environment)])
    return next((code for code in map(_code, commands) if code != 0), 0)


def _code(command: list[str]) -> int:
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
