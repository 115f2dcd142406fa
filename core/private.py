"""Files and folders for their owner's eyes: all that may hold something of a person is made through here.

What is there already keeps its mode, so that an owner may open it to a group on purpose.
"""

import os
from contextlib import suppress
from pathlib import Path

FOLDER = 0o700
FILE = 0o600


def folder(path: Path) -> Path:
    """The folder, made where it is missing; the folders above it are as the umask says."""
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    return path


def file(path: Path) -> Path:
    """The file, made empty where it is missing."""
    # One that is there is not opened: closing a file drops this process's locks on it, and so SQLite's.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDONLY | os.O_CLOEXEC, FILE))
    return path
