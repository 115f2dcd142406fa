"""Files and folders that are whole or absent, whoever is killed when: for the model registry."""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNFINISHED = ".unfinished-"
"""What such a name begins with is no version: it is being written or thrown away, or its writer has died."""
_ABANDONED = 24 * 3600.0  # seconds; nothing takes as long to write


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the folder's lock: one process at a time reads, decides and writes."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # closing lets go, and so does dying
        yield


@contextmanager
def unfinished(root: Path) -> Iterator[Path]:
    """A folder to fill or to empty, gone afterwards with all that was left in it."""
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=UNFINISHED) as temporary:
        yield Path(temporary)


def sweep(root: Path) -> None:
    """Remove what writers that died left behind."""
    for left in root.glob(f"{UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> str:
    """Store plain arrays; returns the file's SHA-256."""
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
        _flush(file)
    return sha256(path)


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Every array of a file; nothing in it is ever run."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def write_text(path: Path, text: str) -> None:
    """Replace a file so that a reader, or a power cut, sees the old text or the new one."""
    with unfinished(path.parent) as folder:  # a temporary file would be for its writer's eyes only
        draft = folder / path.name
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            _flush(file)
        move(draft, path)


def move(source: Path, target: Path) -> None:
    """Rename within a file system, so that it holds after a power cut."""
    source.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
