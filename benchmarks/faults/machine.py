"""What a machine has that can fail: a disk that fills up, a clock that jumps."""

import contextlib
import errno
import os
import resource
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FAKETIME = "libfaketimeMT.so.1"


class Disk:
    """A small disk for all that is stored: a tmpfs where we may mount one, else a limit on files' sizes."""

    def __init__(self, folder: Path, *, mounted: bool) -> None:
        self.folder = folder
        self.how = "a tmpfs filled to its last byte" if mounted else "no file may grow (RLIMIT_FSIZE)"
        self._mounted = mounted
        self._ballast = folder / "ballast"

    def fill(self, pids: Iterable[int]) -> None:
        """No more room from here on; `pids` for where only a process's own files can be limited."""
        if not self._mounted:
            _limit(pids, 0)
            return
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(_Full):
                    while True:
                        _write(file.fileno(), bytes(size))

    def free(self, pids: Iterable[int]) -> None:
        """Room again."""
        if self._mounted:
            self._ballast.unlink(missing_ok=True)
        else:
            _limit(pids, resource.RLIM_INFINITY)


class _Full(Exception):
    """Nothing more goes onto it."""


def _write(descriptor: int, data: bytes) -> None:
    try:
        os.write(descriptor, data)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise _Full from error


def _limit(pids: Iterable[int], most: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))


@contextlib.contextmanager
def disk(folder: Path, *, megabytes: int) -> Iterator[Disk]:
    """A disk mounted at `folder` as long as this lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "rapport-faults", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0  # noqa: S603 - our own words
    try:
        yield Disk(folder, mounted=mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)  # noqa: S603, S607 - likewise


class Clock:
    """The clock of some processes, put forward or back by libfaketime while they run; steady time is real."""

    def __init__(self, file: Path, library: Path) -> None:
        self._file = file
        self._library = library
        self.jump(0)

    def jump(self, seconds: int) -> None:
        """So far from the real time from here on."""
        draft = self._file.with_suffix(".tmp")
        draft.write_text(f"{seconds:+d}\n")
        draft.replace(self._file)  # nobody reads half of it

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process needs to go by this clock."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


def clocks(folder: Path, names: Iterable[str]) -> dict[str, Clock]:
    """A clock for each name; none where libfaketime is not installed (apt install faketime)."""
    library = next(Path("/usr/lib").glob(f"*/faketime/{FAKETIME}"), None)
    return {name: Clock(folder / f"clock-{name}", library) for name in names} if library else {}
