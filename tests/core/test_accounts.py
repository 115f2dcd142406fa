"""Accounts: no default password, one first account, hashes that tell nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from core import accounts
from core.database import transaction
from core.errors import InvalidInput
from core.tables import Account
from tests.clock import ManualClock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "first-password"


def test_the_first_start_makes_an_account_and_its_password_is_told_until_it_is_used(
    session: Session, clock: ManualClock, file: Path
) -> None:
    password = accounts.ensure_first_account(session, clock.now(), file=file)
    assert password is not None
    assert len(password) >= 20
    assert accounts.check(session, "admin", password) is not None
    assert file.read_text() == f"{password}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    # The start failed before anybody could read it: the next one tells it again.
    assert accounts.ensure_first_account(session, clock.now(), file=file) == password
    accounts.forget_first_password("marek", file=file)
    assert file.exists()
    accounts.forget_first_password(" Admin", file=file)
    assert not file.exists()
    assert accounts.ensure_first_account(session, clock.now(), file=file) is None


def test_a_password_that_is_none_any_more_is_not_told(
    session: Session, clock: ManualClock, file: Path
) -> None:
    accounts.ensure_first_account(session, clock.now(), file=file)
    accounts.set_password(session, "admin", "a long enough password", clock.now())
    assert accounts.ensure_first_account(session, clock.now(), file=file) is None


def test_every_shop_gets_a_password_of_its_own(session: Session, clock: ManualClock, file: Path) -> None:
    first = accounts.ensure_first_account(session, clock.now(), file=file)
    session.delete(session.get(Account, "admin"))
    session.flush()
    assert accounts.ensure_first_account(session, clock.now(), file=file) != first
    assert file.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_make_one_account(
    engine: Engine, clock: ManualClock, file: Path
) -> None:
    def start(_: int) -> str | None:
        with transaction(engine) as session:
            return accounts.ensure_first_account(session, clock.now(), file=file)

    with ThreadPoolExecutor(4) as pool:
        told = {password for password in pool.map(start, range(4)) if password}
    assert told == {file.read_text().strip()}
    with transaction(engine) as session:
        assert accounts.check(session, "admin", told.pop()) is not None


def test_a_renamed_first_account_is_not_made_again(session: Session, clock: ManualClock, file: Path) -> None:
    accounts.set_password(session, "marek", "a long enough one", clock.now())
    assert accounts.ensure_first_account(session, clock.now(), file=file) is None


def test_the_database_holds_only_a_hash(session: Session, clock: ManualClock, file: Path) -> None:
    password = accounts.ensure_first_account(session, clock.now(), file=file)
    assert password is not None
    stored = session.exec(select(Account.password_hash)).one()
    assert stored.startswith("$argon2id$")
    assert password not in stored


@pytest.mark.parametrize("wrong", ["", "something else", "x" * 1_000])
def test_a_wrong_password_and_an_unknown_name_are_refused(
    session: Session, clock: ManualClock, file: Path, wrong: str
) -> None:
    accounts.ensure_first_account(session, clock.now(), file=file)
    assert accounts.check(session, "admin", wrong) is None
    assert accounts.check(session, "nobody", wrong) is None


def test_an_account_with_a_broken_hash_lets_nobody_in(session: Session, clock: ManualClock) -> None:
    session.add(Account(username="broken", password_hash="", created_at=clock.now()))
    session.flush()
    assert accounts.check(session, "broken", "") is None


def test_a_new_password_replaces_the_old_one_and_what_was_signed_with_it(
    session: Session, clock: ManualClock
) -> None:
    assert accounts.set_password(session, "Marek ", "the first password", clock.now())
    before = accounts.check(session, "marek", "the first password")
    assert before is not None
    print_before = accounts.fingerprint(before)
    assert not accounts.set_password(session, "marek", "the second password", clock.now())
    assert accounts.check(session, "marek", "the first password") is None
    after = accounts.check(session, "MAREK", "the second password")
    assert after is not None
    assert accounts.fingerprint(after) != print_before


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("marek", "short", "password"),
        ("marek", "x" * 1_001, "password"),
        (" ", "a long enough one", "username"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    session: Session, clock: ManualClock, username: str, password: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        accounts.set_password(session, username, password, clock.now())
    assert refused.value.errors[0].field == field
