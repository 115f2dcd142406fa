"""The engine: locks of others stay, who was second tries again, and no error names anybody."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col

from core.database import (
    BATCH,
    TRIES,
    Reader,
    batched,
    connect,
    insert_new,
    raise_revision,
    reading,
    repeated,
    revision,
    transaction,
)
from core.tables import Shopper
from tests.clock import ManualClock

COMES_AND_GOES = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM t'); c.close()"
)


def test_a_second_engine_of_a_process_leaves_the_first_ones_locks(tmp_path: Path) -> None:
    """Opening and closing the file would drop them (POSIX): another who leaves then takes the log away."""
    path = tmp_path / "rapport.db"
    first = connect(f"sqlite:///{path}")
    with transaction(first) as session:
        session.execute(text("CREATE TABLE t (x)"))
    second = connect(f"sqlite:///{path}")

    subprocess.run([sys.executable, "-c", COMES_AND_GOES, path], check=True)

    assert (tmp_path / "rapport.db-wal").exists(), "what is written from here on is lost when we are killed"
    first.dispose()
    second.dispose()


def test_who_was_second_gets_what_the_first_one_stored(engine: Engine, clock: ManualClock) -> None:
    names = iter(["second", "first"])

    def ensure(session: Session) -> str | None:
        """The first look is too early: another stores the name before we do."""
        name = next(names)
        if name == "first":
            return session.get_one(Shopper, "ayla").external_id
        session.add(Shopper(shopper_id="ayla", external_id=name, created_at=clock.now()))
        session.rollback()
        with transaction(engine) as winner:
            winner.add(Shopper(shopper_id="ayla", external_id="first", created_at=clock.now()))
        raise IntegrityError("INSERT", None, Taken())

    assert repeated(engine, ensure) == "first"


class Taken(Exception):
    sqlite_errorname = "SQLITE_CONSTRAINT_PRIMARYKEY"


class Full(Exception):
    sqlite_errorname = "SQLITE_FULL"


@pytest.mark.parametrize(("cause", "tries"), [(Taken, TRIES), (Full, 1)])
def test_what_trying_again_does_not_mend_is_raised(
    engine: Engine, cause: type[Exception], tries: int
) -> None:
    asked = []

    def fail(session: Session) -> None:
        asked.append(session)
        raise IntegrityError("INSERT", None, cause())

    with pytest.raises(IntegrityError):
        repeated(engine, fail, writes=False)
    assert len(asked) == tries


def test_only_what_is_new_is_inserted_and_counted(engine: Engine, clock: ManualClock) -> None:
    rows = [{"shopper_id": str(number), "created_at": clock.now()} for number in range(BATCH + 1)]
    with transaction(engine) as session:
        assert insert_new(session, Shopper, rows[:2]) == 2
        assert insert_new(session, Shopper, rows) == BATCH - 1
        assert insert_new(session, Shopper, []) == 0


def test_a_single_read_sees_what_was_committed(engine: Engine, clock: ManualClock) -> None:
    reader = Reader(engine)
    by_name = select(col(Shopper.shopper_id)).where(col(Shopper.external_id) == bindparam("name"))
    with transaction(engine) as session:
        session.add(Shopper(shopper_id="s-1", external_id="ayla", created_at=clock.now()))
        session.flush()
        assert reader.rows(by_name, name="ayla") == ()
    assert reader.rows(by_name, name="ayla") == (("s-1",),)


def test_no_error_repeats_what_stood_in_a_statement(engine: Engine) -> None:
    broken = select(text("nothing.of_the_kind")).where(text(":name = 'x'"))
    with pytest.raises(OperationalError) as read:
        Reader(engine).rows(broken, name="ayla@example.com")
    with pytest.raises(OperationalError) as written, transaction(engine) as session:
        session.execute(text("INSERT INTO nothing VALUES (:name)"), {"name": "ayla@example.com"})
    assert "ayla" not in f"{read.value}{written.value}"


def test_a_revision_rises_by_one_and_begins_at_nothing(engine: Engine) -> None:
    with reading(engine) as session:
        assert revision(session, "catalog") == 0
    for expected in (1, 2):
        with transaction(engine) as session:
            assert raise_revision(session, "catalog") == expected
    with reading(engine) as session:
        assert (revision(session, "catalog"), revision(session, "rules")) == (2, 0)


def test_batches_hold_everything_once_and_in_order() -> None:
    assert list(batched(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batched([], 2)) == []
