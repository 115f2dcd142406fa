"""Accounts of the dashboard: the first is made at the first start; passwords are kept as argon2id hashes.

The first one's stands in a file, too, until it is used.
"""

import hashlib
import secrets
from datetime import datetime
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, select

from core import private
from core.database import insert_new
from core.errors import InvalidInput
from core.tables import Account

FIRST = "admin"
SHORTEST = 12
LONGEST = 1_000

# OWASP's least for argon2id: slow to guess, and many attempts at once do not use up the memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def ensure_first_account(session: Session, now: datetime, *, file: Path) -> str | None:
    """Make the account `admin` where there is none at all; returns its password until it is used or changed.

    It stands in `file`, which its owner alone reads: a start that fails before it is told loses nothing.
    Two processes that start together make one account, and one of them learns the password.
    """
    if session.exec(select(Account.username).limit(1)).first() is not None:
        kept = file.read_text(encoding="utf-8").strip() if file.exists() else ""
        return kept if kept and check(session, FIRST, kept) else None
    password = secrets.token_urlsafe(15)
    row = {"username": FIRST, "password_hash": _hasher.hash(password), "created_at": now}
    if not insert_new(session, Account, [row]):
        return None
    private.folder(file.parent)
    private.file(file).write_text(f"{password}\n", encoding="utf-8")  # before the commit
    return password


def forget_first_password(username: str, *, file: Path) -> None:
    """The first account's owner has used or changed its password: nobody need read it any more."""
    if _plain(username) == FIRST:
        file.unlink(missing_ok=True)


def set_password(session: Session, username: str, password: str, now: datetime) -> bool:
    """Give an account a password, made where it is new, and sign it out everywhere; returns whether new."""
    name = _plain(username)
    if not name:
        raise InvalidInput("An account needs a name.", field="username")
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput(f"A password needs at least {SHORTEST} characters.", field="password")
    account = session.get(Account, name)
    is_new = account is None
    account = account or Account(username=name, password_hash="", created_at=now)
    account.password_hash = _hasher.hash(password)
    session.add(account)
    session.flush()
    return is_new


def check(session: Session, username: str, password: str) -> Account | None:
    """The account if the password is right; an unknown name takes as long as a wrong password."""
    account = session.get(Account, _plain(username))
    try:
        _hasher.verify(account.password_hash if account else _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return None
    return account


def fingerprint(account: Account) -> str:
    """Changes with the password, so that what was signed before it is worth nothing after."""
    return hashlib.sha256(account.password_hash.encode()).hexdigest()[:16]


def _plain(username: str) -> str:
    return username.strip().lower()


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(15))
