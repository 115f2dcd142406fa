"""Browsers as somebody's tool: foreign pages, forms and frames, redirects, odd methods, types and hosts."""

from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.http.dependencies import Services
from core.keys import Keys, Purpose
from tests.api.dashboard.seeding import PASSWORD
from tests.api.dashboard.seeding import token as form_token
from tests.security.conftest import Ayla
from tests.security.watching import refuses, unchanged
from tests.shop import Visitor

SHOP = "https://shop.example"
FOREIGN = (
    "https://evil.example",
    "null",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "http://shop.example",
    "https://shop.example:8443",
    "https://SHOP.example.",
    "https://shop.example@evil.example",
    "https://evil.example/https://shop.example",
    "https://shop.example, https://evil.example",
    "file://",
    "",
)


@pytest.fixture
def production(services: Services) -> TestClient:
    """The same shop where strangers come."""
    services.settings.environment = "production"
    services.settings.storefront_origins = [SHOP]
    services.settings.public_url = "https://rapport.example"
    app = create_app(services.settings, services=services)
    return TestClient(app, base_url="https://rapport.example", raise_server_exceptions=False)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_reads_nothing_in_production(origin: str, production: TestClient, ayla: Ayla) -> None:
    headers = ayla.browser.headers | {"Origin": origin}
    for path in ("/v1/privacy/export", "/v1/consent", "/v1/products", "/v1/health", "/nothing"):
        answer = production.get(path, headers=headers)
        assert "access-control-allow-origin" not in answer.headers, path
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = production.options("/v1/privacy/erasure", headers={"Origin": origin} | asked)
    assert "access-control-allow-origin" not in preflight.headers
    assert "access-control-allow-credentials" not in preflight.headers


@pytest.mark.parametrize("origin", [SHOP, *FOREIGN[:-1]])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/privacy/export?shopper_id=c-ayla"), ("POST", "/v1/privacy/erasure?shopper_id=c-ayla")],
)
def test_the_secret_key_in_a_page_does_nothing(
    method: str, path: str, origin: str, ayla: Ayla, http: TestClient, secret: dict[str, str], engine: Engine
) -> None:
    with unchanged(engine):
        answer = http.request(method, path, headers=secret | {"Origin": origin})
        refuses(answer, 403)
        assert "access-control-allow-origin" not in answer.headers


FORMS: dict[str, dict[str, str]] = {
    "none": {},
    "empty": {"form_token": ""},
    "in another field": {"csrf_token": "{own}"},
    "of another session": {"form_token": "{other}"},
    "of the sign-in page": {"form_token": "{before}"},
    "the cookie": {"form_token": "{cookie}"},
    "doubled": {"form_token": "{own}{own}"},
    "cut": {"form_token": "{cut}"},
    "null": {"form_token": "null"},
    "in capitals": {"FORM_TOKEN": "{own}"},
}
POSTS = (
    "/dashboard/rules/new",
    "/dashboard/models/20260101/promote",
    "/dashboard/sign-out",
    "/dashboard/conversations/{id}/close",
    "/dashboard/conversations/{id}/reopen",
    "/dashboard/conversations/{id}/reply",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_foreign_form_does_nothing_in_the_dashboard(
    form: str, marek: TestClient, ayla: Ayla, engine: Engine
) -> None:
    other = TestClient(marek.app, raise_server_exceptions=False)
    own = form_token(marek.get("/dashboard").text)
    made = {
        "own": own,
        "cut": own[:-1],
        "before": form_token(other.get("/dashboard/sign-in").text),
        "cookie": marek.cookies["rapport_session"],
    }
    login = {"username": "marek", "password": PASSWORD, "form_token": made["before"], "to": ""}
    other.post("/dashboard/sign-in", data=login)
    made["other"] = form_token(other.get("/dashboard").text)
    sent = {"text": "hello"} | {name: value.format(**made) for name, value in FORMS[form].items()}
    with unchanged(engine):
        for path in POSTS:
            url = path.format(id=ayla.conversation_id)
            answer = marek.post(url, data=sent, headers={"Origin": FOREIGN[0]}, follow_redirects=False)
            assert answer.status_code == 403, url
            in_address = marek.post(f"{url}?form_token={own}", data={"text": "hello"})
            assert in_address.status_code == 403, "a token in the address is none"
    assert marek.get("/dashboard", follow_redirects=False).status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/emails",
        "/rules",
        "/rules/new",
        "/why",
        "/models",
        "/segments",
        "/sign-in",
        "/nothing",
        "/static/x",
    ],
)
def test_no_page_of_the_dashboard_stands_in_anothers_frame(page: str, marek: TestClient) -> None:
    answer = marek.get(f"/dashboard{page}", follow_redirects=False)
    assert answer.headers["x-frame-options"] in ("DENY", "SAMEORIGIN")
    if "text/html" in answer.headers.get("content-type", ""):
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors" in policy
        assert "unsafe" not in policy
        assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize("token", ["x", "", "<script>alert(1)</script>", '"><img src=x>'])
@pytest.mark.parametrize("path", ["/v1/unsubscribe", "/v1/confirm"])
def test_no_page_of_an_email_stands_in_a_frame_or_says_what_was_sent(
    path: str, token: str, http: TestClient
) -> None:
    answer = http.get(path, params={"token": token})
    assert answer.headers["x-frame-options"] == "DENY"
    assert "<script" not in answer.text
    assert "<img" not in answer.text


ELSEWHERE = (
    "https://evil.example/dashboard",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/dashboard/../../evil",
    "/dashboard/../v1/health",
    "/dashboard/%2e%2e/v1/health",
    "/dashboard//evil.example",
    "/dashboard@evil.example",
    "/dashboard.evil.example",
    "/dashboard\r\nLocation: https://evil.example",
    "/dashboard\t//evil.example",
    "javascript:alert(1)//dashboard",
    "data:text/html,/dashboard",
    " https://evil.example",
)


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_in_leads_to_no_other_server(to: str, marek: TestClient) -> None:
    browser = TestClient(marek.app, raise_server_exceptions=False)
    page = browser.get("/dashboard/sign-in", params={"next": to})
    form = {"username": "marek", "password": PASSWORD, "form_token": form_token(page.text), "to": to}
    answer = browser.post("/dashboard/sign-in", data=form, follow_redirects=False)
    target = answer.headers.get("location", "/dashboard")
    assert target == "/dashboard" or target.startswith("/dashboard/"), target
    assert ".." not in unquote(target)
    assert not set("\r\n\t\\") & set(target)


TYPES = (
    "text/plain",
    "text/plain;charset=UTF-8",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/html",
    "application/xml",
    "application/octet-stream",
    "image/png",
    "",
    "json",
)


@pytest.mark.parametrize("content_type", TYPES)
def test_a_body_that_a_form_can_send_does_nothing_without_the_headers_that_it_cannot(
    content_type: str, ayla: Ayla, http: TestClient, engine: Engine
) -> None:
    """No cookie opens `/v1`; what a foreign page can send by itself is nobody's."""
    http.cookies.update({"Rapport-Visitor": ayla.browser.token, "Authorization": "Bearer pk"})
    with unchanged(engine):
        for path in ("/v1/privacy/erasure", "/v1/events", "/v1/identify", "/v1/visitors"):
            headers = {"Content-Type": content_type, "Origin": FOREIGN[0]}
            refuses(http.post(path, content=b"{}", headers=headers), 401)


@pytest.mark.parametrize("content_type", TYPES)
def test_what_is_not_said_to_be_json_is_not_read_as_such(
    content_type: str, visitor: Visitor, engine: Engine
) -> None:
    with unchanged(engine):
        headers = visitor.headers | {"Content-Type": content_type}
        answer = visitor.http.put("/v1/consent", content=b'{"recovery_email": true}', headers=headers)
        assert answer.status_code in (400, 415, 422)


OVERRIDES: list[dict[str, Any]] = [
    {"headers": {"X-HTTP-Method-Override": "DELETE"}},
    {"headers": {"X-HTTP-Method": "POST"}},
    {"headers": {"X-Method-Override": "PUT"}},
    {"params": {"_method": "POST"}},
    {"params": {"method": "DELETE"}},
]


@pytest.mark.parametrize("override", OVERRIDES, ids=str)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND"])
def test_no_reading_becomes_a_writing(
    method: str, override: dict[str, Any], ayla: Ayla, question: str, marek: TestClient, engine: Engine
) -> None:
    unsubscribe = {"token": ayla.links[Purpose.UNSUBSCRIBE]}
    headers = ayla.browser.headers | override.get("headers", {})
    with unchanged(engine):
        for path, params in (
            ("/v1/unsubscribe", unsubscribe),
            ("/v1/confirm", {"token": question}),
            ("/v1/privacy/erasure", {}),
            ("/v1/consent", {}),
            ("/dashboard/sign-out", {}),
            (f"/dashboard/conversations/{ayla.conversation_id}/close", {}),
        ):
            params = params | override.get("params", {})
            answer = marek.request(method, path, params=params, headers=headers, follow_redirects=False)
            assert answer.status_code < 500
    assert marek.get("/dashboard", follow_redirects=False).status_code == 200


HOSTS: list[dict[str, str]] = [
    {"Host": "evil.example"},
    {"Host": "evil.example:443"},
    {"Host": "rapport.example@evil.example"},
    {"Host": "127.0.0.1"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Host": "evil.example"},
    {"X-Original-URL": "/v1/jobs"},
    {"X-Rewrite-URL": "/v1/jobs"},
    {"Forwarded": "host=evil.example;proto=http"},
    {"X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "//evil.example"},
]


@pytest.mark.parametrize("headers", HOSTS, ids=str)
def test_no_address_is_made_of_what_a_client_calls_us(
    headers: dict[str, str], marek: TestClient, production: TestClient, ayla: Ayla
) -> None:
    for path in (
        "/dashboard",
        "/dashboard/",
        "/dashboard/sign-in",
        "/dashboard/sign-in/",
        "/v1/jobs",
        "/v1/jobs/",
    ):
        answer = production.get(path, headers=headers, follow_redirects=False)
        told = answer.text + answer.headers.get("location", "") + answer.headers.get("set-cookie", "")
        assert "evil.example" not in told, path
        assert answer.status_code != 200 or path != "/v1/jobs"


@pytest.mark.parametrize("path", ["/v1/privacy/export", "/v1/chat/messages", "/v1/jobs", "/dashboard/emails"])
def test_a_head_says_no_more_than_a_get(path: str, ayla: Ayla, http: TestClient, keys: Keys) -> None:
    for headers in ({}, {"Authorization": f"Bearer {keys.publishable}"}):
        answer = http.head(path, headers=headers, follow_redirects=False)
        assert answer.status_code in (303, 401, 403, 405)
        assert answer.content == b""
