"""Who is signed in to the dashboard, kept in the database so that signing out holds in every process."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session

from core.accounts import fingerprint
from core.database import table_of
from core.keys import Keys, keyed_hash
from core.tables import Account, DashboardSession

LASTS = timedelta(days=7)


def begin(session: Session, keys: Keys, account: Account, *, now: datetime) -> str:
    """Sign an account in; returns the token that proves it, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    session.add(
        DashboardSession(
            token_hash=_hashed(keys, token),
            username=account.username,
            fingerprint=fingerprint(account),
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def signed_in(session: Session, keys: Keys, token: str, *, now: datetime) -> DashboardSession | None:
    """Whose token this is, while it holds: not signed out, not too old, the account's password unchanged."""
    dashboard_session = session.get(DashboardSession, _hashed(keys, token))
    account = session.get(Account, dashboard_session.username) if dashboard_session else None
    if dashboard_session is None or account is None or now >= dashboard_session.expires_at:
        return None
    return dashboard_session if fingerprint(account) == dashboard_session.fingerprint else None


def end(session: Session, token_hash: str) -> None:
    """Sign out: a copy of the token is worth nothing from here on."""
    session.execute(delete(DashboardSession).where(_table.c.token_hash == token_hash))


def purge(session: Session, *, now: datetime) -> int:
    """Delete those that have ended by themselves; returns how many."""
    result = session.execute(delete(DashboardSession).where(_table.c.expires_at <= now))
    return int(getattr(result, "rowcount", 0))


_table = table_of(DashboardSession)


def _hashed(keys: Keys, token: str) -> str:
    return keyed_hash(keys, "dashboard session", token)
