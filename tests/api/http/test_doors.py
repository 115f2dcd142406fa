"""Which page may read what, what is served where strangers come, and the headers on every answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.app import create_app
from api.http.dependencies import Services
from core.keys import Keys
from core.settings import Settings
from tests.shop import Visitor

SHOP = "https://shop.example"
EVIL = "https://evil.example"


@contextmanager
def opened(services: Services, **changes: Any) -> Iterator[TestClient]:
    """The same shop with other settings."""
    for name, value in changes.items():
        setattr(services.settings, name, value)
    app = create_app(services.settings, services=services)
    yield TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def production(services: Services) -> Iterator[TestClient]:
    with opened(services, environment="production", storefront_origins=[SHOP]) as http:
        yield http


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/health", 200),
        ("GET", "/v1/products", 401),
        ("GET", "/nothing", 404),
        ("DELETE", "/v1/health", 405),
        ("POST", "/v1/visitors", 401),
        ("GET", "/widget/rapport.js", 200),
        ("GET", "/widget/nothing.js", 404),
        ("GET", "/dashboard", 303),
        ("GET", "/dashboard/sign-in", 200),
        ("GET", "/dashboard/static/dashboard.css", 200),
        ("GET", "/docs", 200),
        ("GET", "/docs/swagger/swagger-ui.css", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/v1/unsubscribe?token=x", 401),
    ],
)
def test_no_answer_is_taken_for_something_else(http: TestClient, method: str, path: str, status: int) -> None:
    response = http.request(method, path, follow_redirects=False)
    assert response.status_code == status
    assert response.headers.get_list("x-content-type-options") == ["nosniff"]
    assert response.headers["x-frame-options"] == (
        "SAMEORIGIN" if path in ("/dashboard", "/dashboard/sign-in") else "DENY"
    )
    assert response.headers["referrer-policy"]


def test_nor_is_a_refused_body_or_a_preflight(visitor: Visitor, http: TestClient) -> None:
    large = http.post("/v1/events", content=b"x" * 3_000_000, headers=visitor.headers)
    preflight = http.options("/v1/events", headers={"Origin": SHOP, "Access-Control-Request-Method": "POST"})
    assert (large.status_code, preflight.status_code) == (413, 200)
    assert {response.headers["x-content-type-options"] for response in (large, preflight)} == {"nosniff"}


def test_nor_is_a_bug_of_ours_and_the_shops_page_may_read_that_there_is_one(services: Services) -> None:
    with opened(services) as http:

        @http.app.get("/broken")  # type: ignore[attr-defined,untyped-decorator]
        def broken() -> None:
            raise ZeroDivisionError

        response = http.get("/broken", headers={"Origin": SHOP})
    assert response.status_code == 500
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["access-control-allow-origin"] == "*"


def test_the_docs_ask_nothing_of_another_server(http: TestClient) -> None:
    page = http.get("/docs")
    assert "//" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    for path in ("start.js", "swagger/swagger-ui.css", "swagger/swagger-ui-bundle.js"):
        assert f"docs/{path}" in page.text
        assert http.get(f"/docs/{path}").status_code == 200
    assert http.get("/redoc").status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/docs/start.js", "/redoc", "/openapi.json"])
def test_where_strangers_come_the_docs_are_off(production: TestClient, path: str) -> None:
    assert production.get(path).status_code == 404


def test_only_the_named_origins_may_read(production: TestClient, keys: Keys) -> None:
    key = {"Authorization": f"Bearer {keys.publishable}"}
    answers = [production.get("/v1/products", headers=key | {"Origin": origin}) for origin in (SHOP, EVIL)]
    assert [answer.headers.get("access-control-allow-origin") for answer in answers] == [SHOP, None]
    assert {"Retry-After", "RateLimit", "RateLimit-Policy", "Date"} <= set(
        answers[0].headers["access-control-expose-headers"].split(", ")
    )


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
@pytest.mark.parametrize("origin", [SHOP, EVIL, "null"])
def test_no_page_reads_what_the_secret_key_gets(
    http: TestClient, keys: Keys, origin: str, scheme: str
) -> None:
    sent = {"Authorization": f"{scheme} {keys.secret}", "Origin": origin}
    for response in (http.get("/v1/jobs", headers=sent), http.delete("/v1/products/mug", headers=sent)):
        assert response.status_code == 403
        assert "belongs on a server" in response.json()["detail"]
        assert "access-control-allow-origin" not in response.headers
    assert http.get("/v1/products/mug", headers={"Authorization": sent["Authorization"]}).status_code == 200


def test_in_production_a_host_that_a_caller_names_is_not_ours(
    production: TestClient, secret: dict[str, str]
) -> None:
    headers = secret | {"Origin": "https://evil.example", "Host": "evil.example"}
    assert production.get("/v1/jobs", headers=headers).status_code == 403


def test_our_own_docs_may_try_the_secret_key(http: TestClient, secret: dict[str, str]) -> None:
    response = http.get("/v1/jobs", headers=secret | {"Origin": "http://testserver"})
    assert response.status_code == 200
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("public_url", "environment", "expected"),
    [
        ("http://127.0.0.1:8000", "auto", False),
        ("https://rapport.example", "auto", True),
        ("https://localhost:8443", "auto", False),
        ("http://rapport.internal", "production", True),
        ("https://rapport.example", "development", False),
    ],
)
def test_production_is_one_notion(public_url: str, environment: Any, expected: bool) -> None:
    settings = Settings(
        _env_file=None, public_url=public_url, environment=environment, storefront_origins=[SHOP]
    )
    assert settings.in_production is expected


@pytest.mark.parametrize("origins", ["*", "", f"{SHOP},*"])
def test_in_production_the_origins_are_named(origins: Any) -> None:
    with pytest.raises(ValidationError, match="RAPPORT_STOREFRONT_ORIGINS must name"):
        Settings(_env_file=None, public_url="https://rapport.example", storefront_origins=origins)


@pytest.mark.parametrize("origin", ["shop.example", "https://shop.example/path", "ftp://shop.example"])
def test_an_origin_that_no_browser_sends_is_refused(origin: Any) -> None:
    with pytest.raises(ValidationError, match="is not an origin"):
        Settings(_env_file=None, storefront_origins=origin)
    assert Settings(_env_file=None, storefront_origins="https://Shop.example/").storefront_origins == [SHOP]
