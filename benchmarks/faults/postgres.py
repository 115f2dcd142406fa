"""A PostgreSQL of the benchmark's own on loopback, taken away and started again."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg

SERVER_USER = "postgres"
"""Who runs the server where we are root, which PostgreSQL refuses."""


class Missing(RuntimeError):
    """PostgreSQL's programs are not installed."""


class Server:
    """A cluster in a folder; durable as it comes, since what it acknowledged is counted."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self._binaries = _binaries()

    @property
    def url(self) -> str:
        """As an operator writes it."""
        return f"postgresql://{SERVER_USER}@127.0.0.1:{self._port}/{SERVER_USER}"

    def create(self) -> None:
        """Make an empty cluster."""
        self._folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self._folder, SERVER_USER)
        self._run("initdb", "-D", self._folder / "data", "-U", SERVER_USER, "-A", "trust", "-E", "UTF8", "-N")

    def start(self) -> None:
        """Let it answer, unless it does."""
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 -c max_wal_size=64MB"
        log = self._folder / "log"
        if not self.answers():
            self._run("pg_ctl", "-D", self._folder / "data", "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        """Take it away at once, whatever is going on in it."""
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")

    def answers(self) -> bool:
        """Whether it takes a connection."""
        try:
            psycopg.connect(
                host="127.0.0.1",
                port=self._port,
                user=SERVER_USER,
                dbname=SERVER_USER,
                connect_timeout=2,
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: object) -> None:
        words = [str(self._binaries / program), *map(str, arguments)]
        if os.geteuid() == 0:
            words = ["runuser", "-u", SERVER_USER, "--", *words]
        # Not into a pipe: the server inherits it, and it would stay open as long as the server runs.
        subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", check=False)  # noqa: S603 - our own words


def _binaries() -> Path:
    on_path = shutil.which("pg_ctl")
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *reversed(packaged)]:
        if (folder / "initdb").exists():
            return folder
    raise Missing("PostgreSQL is not installed (apt install postgresql); try --database sqlite.")
