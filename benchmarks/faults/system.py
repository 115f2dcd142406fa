"""The service as an operator runs it, an API and two workers as processes, and all that it leans on."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from benchmarks.faults.journal import Journal
from benchmarks.faults.machine import Clock, Disk, clocks, disk
from benchmarks.faults.mail import Mail
from benchmarks.faults.postgres import Server
from benchmarks.faults.rasa import Rasa
from benchmarks.faults.record import Record, until
from benchmarks.faults.supervisor import Supervised
from benchmarks.faults.worker import JOURNAL
from benchmarks.serving import free_port
from benchmarks.shops import fill
from core.clock import SystemClock
from core.database import connect
from core.keys import Keys, load_keys
from core.migration import upgrade
from core.settings import Settings
from jobs.context import JobContext
from jobs.running import run
from jobs.schedule import job_named

PYTHON = sys.executable
PRODUCTS = 120
DISK_MEGABYTES = 400
START = 180.0
"""Seconds for the first start."""


@dataclass
class System:
    """Everything that runs, and the ways in which it can be hurt."""

    settings: Settings
    keys: Keys
    record: Record
    disk: Disk
    mail: Mail
    rasa: Rasa
    server: Server | None
    clocks: Mapping[str, Clock]
    journal: Journal
    logs: Path
    api: Supervised = field(init=False)
    workers: list[Supervised] = field(default_factory=list)

    @property
    def processes(self) -> list[Supervised]:
        """The API first."""
        return [self.api, *self.workers]

    def drop_mail(self) -> None:
        """Let the mail server hang up at bad moments."""
        self.mail.dropping = True

    def keep_mail(self) -> None:
        """Let it be polite again."""
        self.mail.dropping = False

    def fill_disk(self) -> None:
        """No room for database, models and queues."""
        self.disk.fill(process.pid for process in self.processes)

    def free_disk(self) -> None:
        """Room again; a server that ended over it is started again, as its supervisor would."""
        self.disk.free(process.pid for process in self.processes)
        if self.server:
            self.server.start()

    def kill_leader(self) -> None:
        """End the worker that began a job last."""
        pid = self.journal.last_pid()
        leader = next((worker for worker in self.workers if worker.pid == pid), self.workers[0])
        leader.kill()

    def heal(self) -> None:
        """End whatever is still wrong."""
        self.keep_mail()
        self.rasa.answering.set()
        self.free_disk()
        for clock in self.clocks.values():
            clock.jump(0)


@contextmanager
def running(*, postgres: bool, train: bool) -> Iterator[System]:
    """The system, answering, in a folder that is gone afterwards."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rapport-faults-")))
        home.chmod(0o755)  # PostgreSQL's user passes through it
        small = stack.enter_context(disk(home / "disk", megabytes=DISK_MEGABYTES))
        server = _server(stack, home) if postgres else None
        record, ports = Record(), [free_port() for _ in range(3)]
        settings = _settings(small.folder / "var", server, ports)
        keys = load_keys(settings)
        _open_shop(settings, keys, train=train)
        mail = Mail(ports[1], lambda: record.works("mail"))
        stack.callback(mail.stop)
        rasa = Rasa(ports[2])
        stack.callback(rasa.close)
        journal = Journal(home / "journal", lambda begun: record.works("jobs", begun=begun))
        stack.callback(journal.close)
        system = System(
            settings,
            keys,
            record,
            small,
            mail,
            rasa,
            server,
            clocks(home, ("the first machine", "the second machine")),
            journal,
            home,
        )
        _start(system, stack)
        yield system


def _server(stack: ExitStack, home: Path) -> Server:
    server = Server(home / "disk" / "postgres", free_port())
    server.create()
    server.start()
    stack.callback(server.stop)
    return server


def _settings(var: Path, server: Server | None, ports: list[int]) -> Settings:
    return Settings(
        _env_file=None,
        var=var,
        database_url=server.url if server else "",
        encoder=Settings().encoder_folder.resolve(),
        public_url=f"http://127.0.0.1:{ports[0]}",
        smtp_url=f"smtp://127.0.0.1:{ports[1]}",
        assistant_url=f"http://127.0.0.1:{ports[2]}",
        abandoned_after_minutes=1,
    )


def _open_shop(settings: Settings, keys: Keys, *, train: bool) -> None:
    clock = SystemClock()
    engine = connect(settings.database)
    upgrade(engine)
    fill(engine, products=PRODUCTS, shoppers=60, history=20, now=datetime.now(UTC))
    if train:
        record = run(job_named("retrain"), JobContext(settings, keys, engine, clock))
        if record.outcome != "done":
            raise SystemExit(f"Training failed: {record.error}")
    engine.dispose()


def _start(system: System, stack: ExitStack) -> None:
    """The API and a worker on one machine, a worker on another; they differ in their clocks alone."""
    here, there = (list(system.clocks) or ["", ""])[:2]
    port = system.settings.public_url.rpartition(":")[2]
    serve = [str(Path(PYTHON).with_name("rapport")), "serve", "--port", port]
    work = [PYTHON, "-m", "benchmarks.faults.worker"]
    system.api = _supervised(system, "api", serve, here)
    stack.callback(system.api.stop)
    if until(lambda: _answers(system.settings.public_url), seconds=START) is None:
        raise SystemExit(f"The API did not start:\n{(system.logs / 'api.log').read_text()[-2_000:]}")
    for name, machine in (("worker-1", here), ("worker-2", there)):
        worker = _supervised(system, name, work, machine)
        stack.callback(worker.stop)
        system.workers.append(worker)


def _supervised(system: System, name: str, command: list[str], machine: str) -> Supervised:
    settings = system.settings
    environment = {
        "DATABASE_URL": settings.database_url,
        "RAPPORT_VAR": str(settings.var),
        "RAPPORT_ENCODER": str(settings.encoder_folder),
        "RAPPORT_PUBLIC_URL": settings.public_url,
        "RAPPORT_SMTP_URL": settings.smtp_url,
        "RAPPORT_ASSISTANT_URL": settings.assistant_url,
        "RAPPORT_ABANDONED_AFTER_MINUTES": str(settings.abandoned_after_minutes),
        "RAPPORT_LIMITS_URL": "",  # all of them come from one address
        JOURNAL: str(system.journal.path),
    }
    environment |= system.clocks[machine].environment if machine in system.clocks else {}
    return Supervised(name, command, environment=environment, log=system.logs / f"{name}.log")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/health", timeout=2.0).is_success
    except httpx.HTTPError:
        return False


def keep_logs(system: System, folder: Path) -> None:
    """Copy what the processes said to where somebody can read it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in system.logs.glob("*.log"):
        shutil.copy(log, folder / log.name)
