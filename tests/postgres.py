"""A private PostgreSQL cluster for the tests: no TCP port, no password, gone when they end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from core.database import connect, new_id
from core.migration import upgrade

SERVER_USER = "postgres"
"""Who runs the server when the tests run as root, which PostgreSQL refuses."""
TEMPLATE = "rapport_template"


class NotInstalled(RuntimeError):
    """PostgreSQL's programs are not on this machine."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server, reached by the socket in `folder`."""

    folder: Path
    binaries: Path
    fsync: bool = False
    """Without it the data survives the server's own end, if not the machine's."""

    def start(self) -> None:
        """Let it answer."""
        fsync = "on" if self.fsync else "off"
        options = f"-k {self.folder} -c listen_addresses= -c max_connections=200 -c fsync={fsync}"
        self._control("-l", self.folder / "log", "-w", "-o", options, "start")

    def stop(self) -> None:
        """Take it away at once, whatever is going on in it."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: object) -> None:
        _run(self.binaries / "pg_ctl", "-D", self.folder / "data", *arguments)

    def fresh_database(self) -> str:
        """The URL of a new database at the newest migration."""
        name = f"test_{new_id()}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)

    def empty_database(self) -> str:
        """The URL of a new database without a table."""
        name = f"test_{new_id()}"
        self._execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://{SERVER_USER}@/{database}?host={self.folder}"

    def prepare(self) -> None:
        """Migrate the database that the others are copied from."""
        self._execute(f"CREATE DATABASE {TEMPLATE}")
        engine = connect(self.url(TEMPLATE))
        upgrade(engine)
        engine.dispose()

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user=SERVER_USER, dbname=SERVER_USER, autocommit=True
        ) as connection:
            connection.execute(statement.encode())


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Run a cluster in a folder of its own, a `durable` one as it comes; NotInstalled where there is none."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="rapport-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    try:
        _run(
            binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            SERVER_USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        running = Cluster(folder, binaries, fsync=durable)
        running.start()
        try:
            running.prepare()
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    on_path = [Path(program).resolve().parent for program in [shutil.which("initdb")] if program]
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    for folder in [*on_path, *reversed(packaged)]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NotInstalled("PostgreSQL's initdb and pg_ctl are not installed (apt install postgresql)")


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", SERVER_USER, "--", *words]
    # Into a file: the server inherits the descriptors, and a pipe would stay open as long as it runs.
    with tempfile.TemporaryFile("w+") as output:
        if subprocess.run(words, stdout=output, stderr=output, cwd="/", check=False).returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{' '.join(words)} failed:\n{output.read()}")
