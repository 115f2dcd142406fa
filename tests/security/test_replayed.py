"""Replayed: what was good for one, or once, is good for nobody else and not again."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core import accounts
from core.database import transaction
from core.keys import Keys, Purpose
from tests.api.dashboard.seeding import PASSWORD, sign_in
from tests.api.dashboard.seeding import token as form_token
from tests.clock import ManualClock
from tests.security.conftest import Ayla
from tests.security.watching import EMAIL, EXTERNAL_ID, refuses, tells_nothing, unchanged
from tests.shop import Visitor

SAID: list[dict[str, Any]] = [
    {"external_id": EXTERNAL_ID},
    {"email": EMAIL},
    {"external_id": EXTERNAL_ID, "email": EMAIL},
]


@pytest.mark.parametrize("named", [{}, {"visitor_id": "theirs"}])
@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("first", [True, False], ids=["used before", "unused"])
def test_a_signature_for_another_visitor(
    first: bool, said: dict[str, Any], named: dict[str, str], ayla: Ayla, visitor: Visitor, engine: Engine
) -> None:
    body = ayla.browser.signed(**said)
    if first:
        assert ayla.browser.post("/v1/identify", body).status_code == 200
    if named:
        body["visitor_id"] = ayla.browser.visitor_id
    with unchanged(engine):
        answer = visitor.post("/v1/identify", body)
        assert answer.status_code in (403, 422)


@pytest.mark.parametrize("ended", ["signed out", "new password", "signed out elsewhere"])
def test_a_cookie_of_a_session_that_was_ended(
    ended: str, marek: TestClient, http: TestClient, ayla: Ayla, engine: Engine, clock: ManualClock
) -> None:
    copy = dict(marek.cookies)
    ends(ended, marek, engine, clock)
    for name, value in copy.items():
        http.cookies.set(name, value, path="/dashboard")
    with unchanged(engine):
        for page in ("", "/emails", "/rules", "/why", "/models", "/segments", "?until=2026-03-01"):
            refuses(http.get(f"/dashboard{page}", follow_redirects=False), 303)
        closing = f"/dashboard/conversations/{ayla.conversation_id}/close"
        assert http.post(closing, follow_redirects=False).status_code in (303, 403)


def ends(how: str, marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    if how == "new password":
        with transaction(engine) as session:
            accounts.set_password(session, "marek", "another long password", clock.now())
        return
    leaving = marek
    if how == "signed out elsewhere":  # by who has a copy of the cookie
        leaving = TestClient(marek.app, raise_server_exceptions=False)
        leaving.cookies.update(dict(marek.cookies))
    page = marek.get("/dashboard").text
    leaving.post("/dashboard/sign-out", data={"form_token": form_token(page)})


def test_a_form_of_another_session_does_nothing(marek: TestClient, ayla: Ayla, engine: Engine) -> None:
    """Neither the token of the sign-in page, nor one of the session before, nor another's."""
    strangers = TestClient(marek.app, raise_server_exceptions=False)
    before = form_token(strangers.get("/dashboard/sign-in").text)
    sign_in(strangers)
    own = form_token(strangers.get("/dashboard").text)
    old = form_token(marek.get("/dashboard").text)
    marek.post("/dashboard/sign-out", data={"form_token": old})
    sign_in(marek)
    for path in ("close", "reply", "reopen"):
        for token in (before, own, old):
            with unchanged(engine):
                form = {"form_token": token, "text": "hello"}
                url = f"/dashboard/conversations/{ayla.conversation_id}/{path}"
                assert marek.post(url, data=form, follow_redirects=False).status_code == 403


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_a_form_of_signing_in_serves_one_browser(
    password: str, marek: TestClient, http: TestClient, engine: Engine
) -> None:
    """Login CSRF: a stranger's own form, sent from another's browser, signs that one in as nobody."""
    strangers = TestClient(marek.app, raise_server_exceptions=False)
    token = form_token(strangers.get("/dashboard/sign-in").text)
    form = {"username": "marek", "password": password, "form_token": token, "to": "/dashboard"}
    for visited in (False, True):
        if visited:
            http.get("/dashboard/sign-in")
        with unchanged(engine):
            assert http.post("/dashboard/sign-in", data=form).status_code == 403
            assert http.get("/dashboard", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("meanwhile", ["erased", "another address", "known already"])
def test_a_confirmation_of_what_is_no_longer(
    meanwhile: str, question: str, visitor: Visitor, ayla: Ayla, engine: Engine
) -> None:
    match meanwhile:
        case "erased":
            visitor.post("/v1/privacy/erasure", {})
        case "another address":
            visitor.post("/v1/identify", {"email": "other@example.com"})
        case _:
            # Under the address that was typed: under another the claim stays whose it was (decision 25).
            visitor.post("/v1/identify", visitor.signed(external_id=EXTERNAL_ID, email="typed@example.com"))
    with unchanged(engine):
        for _ in range(2):
            assert visitor.http.post("/v1/confirm", params={"token": question}).status_code == 410


def test_a_confirmation_a_second_time_changes_nothing(
    question: str, visitor: Visitor, engine: Engine
) -> None:
    assert visitor.http.post("/v1/confirm", params={"token": question}).status_code == 200
    with unchanged(engine):
        for ask in (visitor.http.get, visitor.http.post, visitor.http.post):
            assert "typed@example.com" not in ask("/v1/confirm", params={"token": question}).text


CALLS: list[tuple[str, str, Any]] = [
    ("GET", "/v1/privacy/export", None),
    ("POST", "/v1/privacy/erasure", {}),
    ("GET", "/v1/consent", None),
    ("PUT", "/v1/consent", {"personalisation": False}),
    ("GET", "/v1/chat/messages", None),
    ("POST", "/v1/chat/messages", {"id": str(uuid4()), "text": "hello"}),
    ("GET", "/v1/chat/preferences", None),
    ("GET", "/v1/surveys/due", None),
    ("POST", "/v1/identify", {"email": "x@example.com"}),
    ("GET", "/v1/intent", None),
    ("POST", "/v1/events", {"events": []}),
    ("GET", "/v1/recommendations", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_the_token_of_somebody_erased(method: str, path: str, body: Any, ayla: Ayla, engine: Engine) -> None:
    browser = ayla.browser
    signed = browser.signed(external_id=EXTERNAL_ID)
    assert browser.post("/v1/privacy/erasure", {}).status_code == 200
    with unchanged(engine):
        answer = browser.http.request(method, path, json=body, headers=browser.headers)
        refuses(answer, 401, 403, 422)
        assert browser.post("/v1/identify", signed).status_code == 401, "nor does a signature raise the dead"


def test_a_cart_of_somebody_erased(ayla: Ayla, http: TestClient, engine: Engine) -> None:
    path = f"/v1/carts/{ayla.links[Purpose.CART]}"
    assert http.get(path).status_code in (200, 401)
    assert ayla.browser.post("/v1/privacy/erasure", {}).status_code == 200
    with unchanged(engine):
        refuses(http.get(path), 401, 404, 410)


SAME_IDS = ["chat", "survey", "event"]


@pytest.mark.parametrize("kind", SAME_IDS)
def test_the_id_of_anothers(kind: str, ayla: Ayla, visitor: Visitor, keys: Keys, engine: Engine) -> None:
    """Who sends again what another sent gets nothing of the other's and changes nothing of it."""
    with unchanged(engine):
        match kind:
            case "chat":
                answer = visitor.post("/v1/chat/messages", {"id": ayla.message_id, "text": "what was said?"})
            case "survey":
                body = {"id": ayla.response_id, "version": 1, "reason": "extra_costs", "session_id": "s-1"}
                answer = visitor.post("/v1/surveys/exit_intent/responses", body)
            case _:
                answer = visitor.post("/v1/events", {"events": [ayla.event | {"product_id": "pan"}]})
        tells_nothing(answer)
