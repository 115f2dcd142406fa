"""What may hold something of a person is made for its owner's eyes, whatever the umask is."""

import os
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import Session

from core import private
from core.database import connect, transaction
from core.keys import load_keys
from core.migration import upgrade
from core.rejects import Rejects, RejectsFolder
from core.settings import Settings
from core.shoppers import ensure_shopper
from demo.processes import Processes, Service
from recovery.delivery import Outbox
from tests.clock import ManualClock


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """The most careless umask."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in folder.rglob("*")}


def test_a_database_and_what_lies_beside_it(tmp_path: Path, clock: ManualClock) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'var' / 'rapport.db'}")
    upgrade(engine)
    with transaction(engine) as session:
        ensure_shopper(session, "ayla", now=clock.now())
    names = ("rapport.db", "rapport.db-wal", "rapport.db-shm")
    assert modes(tmp_path) == {"var": 0o700, **{f"var/{name}": 0o600 for name in names}}
    engine.dispose()


def test_the_keys(settings: Settings) -> None:
    load_keys(settings)
    assert modes(settings.var) == {"keys.json": 0o600}


def test_emails_in_the_outbox(tmp_path: Path) -> None:
    Outbox(tmp_path / "outbox").send(EmailMessage(), email_id="email-1")
    assert modes(tmp_path) == {"outbox": 0o700, "outbox/email-1.eml": 0o600}


def test_rejects_before_and_after_one_is_taken_out(
    tmp_path: Path, session: Session, clock: ManualClock
) -> None:
    folder = tmp_path / "rejects"
    ayla = ensure_shopper(session, "ayla", now=clock.now())
    with Rejects(folder / "one.jsonl") as rejects:
        rejects.add(line=1, reason="", row={"shopper": "ayla"})
    assert modes(folder) == {"one.jsonl": 0o600}
    assert RejectsFolder(folder).erase(session, ayla.shopper_id) == 1
    assert modes(folder) == {"one.jsonl": 0o600}


def test_the_logs_of_the_demo(tmp_path: Path) -> None:
    with Processes(tmp_path / "log") as processes:
        processes.start(Service("true", ("true",)))
    assert modes(tmp_path) == {"log": 0o700, "log/true.log": 0o600}


def test_what_its_owner_opened_stays_open(tmp_path: Path) -> None:
    folder = private.folder(tmp_path / "var")
    folder.chmod(0o750)
    private.folder(folder)
    private.file(folder / "log").chmod(0o640)
    private.file(folder / "log")
    assert modes(tmp_path) == {"var": 0o750, "var/log": 0o640}
