"""Expired: what was good once is no longer, whatever the clock does meanwhile."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.api.dashboard.seeding import token as form_token
from tests.clock import ManualClock
from tests.security.conftest import Ayla
from tests.security.watching import EXTERNAL_ID, refuses, unchanged
from tests.shop import Visitor

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
APART = 2 * HOUR
"""So far clocks may be apart: the grace of a visitor's token."""
LATER = [timedelta(0), SECOND, HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY, 3_650 * DAY]


def moves(clock: ManualClock, *steps: timedelta) -> None:
    for step in steps:
        clock.advance(step)


WAYS = [
    *[(step,) for step in LATER],
    (-30 * DAY, 30 * DAY),
    (400 * DAY, -400 * DAY),
    (-HOUR, HOUR, HOUR),
]
"""Ways to get past an end: at once, or to and fro."""


@pytest.mark.parametrize("steps", WAYS, ids=str)
def test_a_visitors_token_ends(
    steps: tuple[timedelta, ...], ayla: Ayla, clock: ManualClock, engine: Engine
) -> None:
    moves(clock, 90 * DAY + APART + SECOND, *steps)
    with unchanged(engine):
        for path in ("privacy/export", "consent", "chat/messages", "surveys/due"):
            answer = ayla.browser.get(f"/v1/{path}")
            refuses(answer, 401)
            assert "rapport-visitor" not in answer.headers, "and is not renewed"
        refuses(ayla.browser.post("/v1/events", {"events": [ayla.browser.event("view", "mug")]}), 401)
        refuses(ayla.browser.post("/v1/privacy/erasure", {}), 401)


def test_one_that_ended_is_no_way_to_a_signature(ayla: Ayla, clock: ManualClock, engine: Engine) -> None:
    moves(clock, 90 * DAY + APART + SECOND)
    with unchanged(engine):
        refuses(ayla.browser.post("/v1/identify", ayla.browser.signed(external_id=EXTERNAL_ID)), 401)


@pytest.mark.parametrize(
    "good_for",
    [
        *[-ago for ago in LATER[:-1]],
        26 * HOUR,
        2 * DAY,
        365 * DAY,
        36_500 * DAY,
    ],
    ids=str,
)
def test_a_signature_is_good_for_a_while(
    good_for: timedelta, visitor: Visitor, ayla: Ayla, engine: Engine
) -> None:
    """Neither one that has ended nor one that would be good for longer than a day."""
    with unchanged(engine):
        refuses(visitor.post("/v1/identify", visitor.signed(external_id=EXTERNAL_ID, good_for=good_for)), 403)


@pytest.mark.parametrize("steps", WAYS, ids=str)
def test_a_signature_ends(
    steps: tuple[timedelta, ...], visitor: Visitor, ayla: Ayla, clock: ManualClock, engine: Engine
) -> None:
    body = visitor.signed(external_id=EXTERNAL_ID)
    moves(clock, 2 * HOUR, *steps)
    with unchanged(engine):
        refuses(visitor.post("/v1/identify", body), 401, 403)


@pytest.mark.parametrize("steps", WAYS, ids=str)
def test_a_question_to_an_address_ends(
    steps: tuple[timedelta, ...], question: str, visitor: Visitor, clock: ManualClock, engine: Engine
) -> None:
    moves(clock, 30 * DAY, *steps)
    with unchanged(engine):
        for ask in (visitor.http.get, visitor.http.post):
            answer = ask("/v1/confirm", params={"token": question})
            assert answer.status_code == 410
            assert "typed@example.com" not in answer.text


@pytest.mark.parametrize("steps", WAYS, ids=str)
def test_a_session_of_the_dashboard_ends(
    steps: tuple[timedelta, ...], marek: TestClient, ayla: Ayla, clock: ManualClock, engine: Engine
) -> None:
    form = {"form_token": form_token(marek.get("/dashboard").text), "text": "hello"}
    conversation = f"/dashboard/conversations/{ayla.conversation_id}"
    moves(clock, 7 * DAY, *steps)
    with unchanged(engine):
        for page in ("/dashboard", "/dashboard/emails", conversation):
            refuses(marek.get(page, follow_redirects=False), 303)
        for path in ("close", "reply"):
            refuses(marek.post(f"{conversation}/{path}", data=form, follow_redirects=False), 303, 403)
