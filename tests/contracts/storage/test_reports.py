"""The dashboard's reads mean the same on both databases."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import numpy as np
from sqlmodel import Session

from api.dashboard.emails import queries
from api.dashboard.overview.queries import week
from core import accounts
from core.proportions import Proportion
from core.tables import Shopper
from feedback import events, labelling, reports, surveys
from feedback.reasons import Reason
from feedback.tables import EventType
from recovery.tables import AbandonedCart, EmailState, RecoveryEmail
from tests.clock import ManualClock
from tests.contracts.storage.shop import answer, event


def test_a_week_is_counted(session: Session, ayla: Shopper, clock: ManualClock) -> None:
    at = clock.now() - timedelta(days=1)
    events.store(session, [event("1", ayla, at), event("2", ayla, at, EventType.CART)], now=at)
    surveys.respond(session, answer(ayla, "r-1", Reason.TRUST), now=at)
    labelling.label_responses(
        session, encode=lambda texts: np.ones((len(texts), 2), dtype=np.float32), now=at
    )
    counted = week(session, until=None, idle=timedelta(hours=1), now=clock.now())
    assert counted.abandonment.sessions == reports.CartSessions(abandoned=1, purchased=0, open=0)
    assert counted.abandonment.before.rate == Proportion(0, 0)
    assert counted.last_cart_at == at
    assert [(count.reason, count.given) for count in counted.reasons.counts] == [
        (Reason.TRUST, Proportion(1, 1))
    ]
    assert counted.reasons.waiting == 0
    older = week(session, until=at.date() - timedelta(days=1), idle=timedelta(hours=1), now=clock.now())
    assert older.abandonment.sessions.rate.total == 0


def test_emails_come_newest_first_with_the_moment_of_their_state(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    composed_at = clock.now()
    for number, state in enumerate([EmailState.SENT, EmailState.COMPOSED, EmailState.COMPOSED]):
        at = composed_at + timedelta(hours=number)
        cart = AbandonedCart(
            cart_id=f"c-{number}",
            shopper_id=ayla.shopper_id,
            session_id="s",
            lines=[],
            started_at=at,
            last_activity_at=at,
            detected_at=at,
        )
        session.add(cart)
        session.flush()
        email = RecoveryEmail(
            email_id=f"e-{number}",
            cart_id=f"c-{number}",
            step=1,
            shopper_id=ayla.shopper_id,
            state=state,
            subject="Your jacket",
            message="",
            composed_at=at,
            sent_at=at + timedelta(minutes=5) if state is EmailState.SENT else None,
        )
        session.add(email)
    session.flush()
    page = queries.emails(session, limit=2)
    assert [line.email_id for line in page.lines] == ["e-2", "e-1"]
    assert page.by_state == Counter({EmailState.COMPOSED: 2, EmailState.SENT: 1})
    (oldest,) = queries.emails(session, limit=2, offset=2).lines
    assert (oldest.state, oldest.at) == (EmailState.SENT, composed_at + timedelta(minutes=5))
    waited = session.get_one(RecoveryEmail, "e-1")
    waited.state, waited.sent_at = EmailState.SENT, composed_at + timedelta(hours=9)
    session.flush()
    page = queries.emails(session, limit=3)
    assert [line.email_id for line in page.lines] == ["e-1", "e-2", "e-0"], "by the moment that is shown"


def test_the_first_account_is_made_once(session: Session, clock: ManualClock, tmp_path: Path) -> None:
    password = accounts.ensure_first_account(session, clock.now(), file=tmp_path / "password")
    assert password is not None
    assert accounts.check(session, "admin", password) is not None
    accounts.set_password(session, "admin", "a long enough password", clock.now())
    assert accounts.ensure_first_account(session, clock.now(), file=tmp_path / "password") is None
