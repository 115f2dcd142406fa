"""Signing in and out: closed to strangers, slow to guess, and forms that only work from their own page."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from api.app import create_app
from api.http.dependencies import Services
from core import accounts, signing_in
from core.database import transaction
from core.settings import Settings
from core.tables import DashboardSession, SignInTries
from tests.api.dashboard.seeding import PAGES, PASSWORD, seed_conversation, sign_in, token
from tests.clock import ManualClock


@pytest.mark.parametrize("path", [*PAGES, "/dashboard/conversations/c", "/dashboard?until=2026-01-01"])
def test_every_page_asks_a_stranger_to_sign_in(http: TestClient, path: str) -> None:
    response = http.get(path, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/dashboard/sign-in?next=/dashboard")
    assert response.text == ""


@pytest.mark.parametrize("path", ["conversations/c/close", "conversations/c/reopen", "sign-out"])
def test_every_form_asks_a_stranger_to_sign_in(http: TestClient, path: str) -> None:
    response = http.post(f"/dashboard/{path}", follow_redirects=False)
    assert response.headers["location"] == "/dashboard/sign-in?next=/dashboard"


def test_signing_in_leads_to_the_page_that_was_asked_for(marek: TestClient) -> None:
    marek.cookies.clear()
    assert sign_in(marek, to="/dashboard/emails?page=2").url.raw_path == b"/dashboard/emails?page=2"


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/dashboard",
        "/\\evil.example",
        "/dashboard\\evil",
        "/v1/health",
        "/dashboardevil",
        "javascript:alert(1)",
        "dashboard",
        "https:///dashboard",
    ],
)
def test_it_never_leads_elsewhere(marek: TestClient, to: str) -> None:
    marek.cookies.clear()
    page = marek.get("/dashboard/sign-in", params={"next": to})
    form = {"username": "marek", "password": PASSWORD, "form_token": token(page.text), "to": to}
    response = marek.post("/dashboard/sign-in", data=form, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/dashboard")


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(marek: TestClient) -> None:
    marek.cookies.clear()
    answers = [
        sign_in(marek, "wrong", username=name)
        for name in ("marek", "nobody", "", "' OR 1=1 --", "<script>alert(1)</script>")
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}) == 1
    assert "rapport_session" not in marek.cookies


def test_guessing_gets_slow_and_the_right_password_waits_too(marek: TestClient, clock: ManualClock) -> None:
    marek.cookies.clear()
    for _ in range(5):
        assert "do not fit" in sign_in(marek, "wrong").text
    told = sign_in(marek)
    assert (told.status_code, told.headers["retry-after"]) == (429, "3")
    assert "Wait 3 seconds" in told.text
    clock.advance(timedelta(seconds=2))
    assert sign_in(marek).url.path == "/dashboard"


def elsewhere(http: TestClient, address: str) -> TestClient:
    """Another browser, at another address."""
    return TestClient(http.app, client=(address, 50_000), raise_server_exceptions=False)


def test_a_guesser_makes_nobody_wait_but_themselves(marek: TestClient) -> None:
    guesser = elsewhere(marek, "203.0.113.7")
    for _ in range(5):
        sign_in(guesser, "wrong")
    assert sign_in(guesser).status_code == 429
    assert sign_in(elsewhere(marek, "203.0.113.8")).url.path == "/dashboard"


def test_a_browser_that_has_signed_in_before_does_not_wait_for_its_neighbours(marek: TestClient) -> None:
    known = elsewhere(marek, "203.0.113.7")
    sign_in(known)
    known.post("/dashboard/sign-out", data={"form_token": token(known.get("/dashboard").text)})
    guesser = elsewhere(marek, "203.0.113.7")
    for _ in range(5):
        sign_in(guesser, "wrong")
    assert sign_in(guesser).status_code == 429
    assert sign_in(known).url.path == "/dashboard"


def test_a_known_browser_may_not_guess_either(marek: TestClient) -> None:
    device = marek.cookies["rapport_device"]
    marek.cookies.clear()
    for _ in range(5):
        marek.cookies.set("rapport_device", device, path="/dashboard")
        sign_in(marek, "wrong")
    assert sign_in(marek).status_code == 429


def test_a_known_browser_is_known_for_its_own_name_only(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    with transaction(engine) as session:
        accounts.set_password(session, "admin", PASSWORD, clock.now())
    for _ in range(5):
        sign_in(elsewhere(marek, "testclient"), "wrong", username="admin")
    assert sign_in(marek, username="admin").status_code == 429


def test_another_process_counts_the_same_tries(marek: TestClient, services: Services) -> None:
    marek.cookies.clear()
    for _ in range(5):
        sign_in(marek, "wrong")
    other = TestClient(create_app(services.settings, services=services), raise_server_exceptions=False)
    assert sign_in(other).status_code == 429


def test_no_address_and_no_name_is_kept(marek: TestClient, engine: Engine) -> None:
    sign_in(elsewhere(marek, "203.0.113.7"), "wrong")
    with transaction(engine) as session:
        (tries,) = session.exec(select(SignInTries)).all()
        (row,) = session.exec(select(DashboardSession)).all()
    assert re.fullmatch("[0-9a-f]{64}", tries.client_hash)
    assert row.token_hash != marek.cookies["rapport_session"]


def test_the_cookie_is_for_this_server_alone(http: TestClient, engine: Engine) -> None:
    cookie = http.get("/dashboard/sign-in").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/dashboard"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_the_cookie_is_secure_where_the_address_is(
    settings: Settings, services: Services, engine: Engine, clock: ManualClock
) -> None:
    settings.public_url, settings.storefront_origins = "https://rapport.example", ["https://shop.example"]
    with transaction(engine) as session:
        accounts.set_password(session, "marek", PASSWORD, clock.now())
    with TestClient(create_app(settings, services=services), base_url="https://testserver") as http:
        sign_in(http)
        response = http.post("/dashboard/sign-in", data={"form_token": "x"})
        assert response.status_code == 403
        assert all(cookie.secure for cookie in http.cookies.jar)
        assert {cookie.name for cookie in http.cookies.jar} >= {"rapport_session"}


def test_signing_out_closes_the_pages(marek: TestClient) -> None:
    page = marek.get("/dashboard").text
    assert marek.post("/dashboard/sign-out", data={"form_token": token(page)}).url.path.endswith("sign-in")
    assert marek.get("/dashboard", follow_redirects=False).status_code == 303


def test_signing_out_makes_a_copied_cookie_worthless(marek: TestClient) -> None:
    stolen, page = marek.cookies["rapport_session"], marek.get("/dashboard").text
    thief = TestClient(marek.app)
    thief.cookies.set("rapport_session", stolen, path="/dashboard")
    assert thief.get("/dashboard", follow_redirects=False).status_code == 200
    marek.post("/dashboard/sign-out", data={"form_token": token(page)})
    assert thief.get("/dashboard", follow_redirects=False).status_code == 303


def test_signing_out_ends_one_session_and_not_the_others(marek: TestClient) -> None:
    other = elsewhere(marek, "203.0.113.8")
    sign_in(other)
    marek.post("/dashboard/sign-out", data={"form_token": token(marek.get("/dashboard").text)})
    assert other.get("/dashboard", follow_redirects=False).status_code == 200


def test_a_clock_that_is_set_back_signs_nobody_out(marek: TestClient, clock: ManualClock) -> None:
    clock.advance(-timedelta(hours=1))
    assert marek.get("/dashboard", follow_redirects=False).status_code == 200


def test_a_session_that_has_ended_is_deleted(marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    clock.advance(signing_in.LASTS)
    with transaction(engine) as session:
        assert signing_in.purge(session, now=clock.now()) == 1
        assert session.exec(select(DashboardSession)).all() == []


def test_a_session_ends_after_a_week(marek: TestClient, clock: ManualClock) -> None:
    clock.advance(timedelta(days=7) - timedelta(seconds=1))
    assert marek.get("/dashboard", follow_redirects=False).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert marek.get("/dashboard", follow_redirects=False).status_code == 303


def test_a_new_password_ends_every_session(marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    with transaction(engine) as session:
        accounts.set_password(session, "marek", "another long password", clock.now())
    assert marek.get("/dashboard", follow_redirects=False).status_code == 303


def test_a_changed_cookie_is_worth_nothing(marek: TestClient) -> None:
    value = marek.cookies["rapport_session"]
    marek.cookies.clear()
    swapped = ("A" if value[-5] != "A" else "B").join((value[:-5], value[-4:]))  # the last one has spare bits
    for forged in (swapped, value[:-1], "", "{}"):
        marek.cookies.set("rapport_session", forged, path="/dashboard")
        assert marek.get("/dashboard", follow_redirects=False).status_code == 303


def test_a_form_without_this_sessions_token_does_nothing(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    conversation = seed_conversation(engine, clock, "Can I speak to somebody?")
    of_sign_in = token(TestClient(marek.app).get("/dashboard/sign-in").text)
    for sent in ({}, {"form_token": ""}, {"form_token": "forged"}, {"form_token": of_sign_in}):
        response = marek.post(f"/dashboard/conversations/{conversation}/close", data=sent)
        assert response.status_code == 403
        assert "expired" in response.text
    assert "1 conversation waits" in marek.get("/dashboard").text


def test_signing_in_needs_a_form_of_this_browser(marek: TestClient) -> None:
    elsewhere = TestClient(marek.app)
    foreign = token(elsewhere.get("/dashboard/sign-in").text)
    marek.cookies.clear()
    for sent in ("", "forged", foreign):
        form = {"username": "marek", "password": PASSWORD, "form_token": sent}
        assert marek.post("/dashboard/sign-in", data=form).status_code == 403
    assert "rapport_session" not in marek.cookies


def test_an_answer_reaches_the_conversation(marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    path = f"/dashboard/conversations/{seed_conversation(engine, clock, 'Is this vegan?')}"
    form = {"form_token": token(marek.get(path).text)}
    answered = marek.post(f"{path}/reply", data=form | {"text": "It is, <b>all</b> of it."})
    assert answered.url.path == path
    assert "It is, &lt;b&gt;all&lt;/b&gt; of it." in answered.text
    assert marek.post(f"{path}/reply", data={"text": "Without a token"}).status_code == 403


def test_a_conversation_is_closed_and_opened_again(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    path = f"/dashboard/conversations/{seed_conversation(engine, clock, 'Is this vegan?')}"
    form = {"form_token": token(marek.get(path).text)}
    closed = marek.post(f"{path}/close", data=form)
    assert closed.url.path == path
    assert "Open it again" in closed.text
    assert "Nobody is waiting" in marek.get("/dashboard").text
    assert "Done, I have seen to it" in marek.post(f"{path}/reopen", data=form).text
    assert "1 conversation waits" in marek.get("/dashboard").text


def test_signing_in_removes_the_first_password(
    http: TestClient, services: Services, clock: ManualClock
) -> None:
    file = services.settings.first_password_file
    with transaction(services.engine) as session:
        password = accounts.ensure_first_account(session, clock.now(), file=file)
    assert password is not None
    sign_in(http, "wrong", username="admin")
    assert file.exists()
    assert sign_in(http, password, username="admin").url.path == "/dashboard"
    assert not file.exists()
