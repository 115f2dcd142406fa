"""A placeholder is refused at every door where the shop's own id of a shopper comes in, and makes nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, col, select

from api.http.dependencies import Services
from core.database import transaction
from core.tables import Shopper
from tests.shop import Visitor

Headers = dict[str, str]
PLACEHOLDERS = [
    "null",
    "undefined",
    "None",
    "0",
    "NaN",
    "GUEST",
    "anonymous",
    "[object Object]",
    "-1",
    "",
    " ",
    "kunde",
]
Door = Callable[[TestClient, Visitor, Headers, str], Response]


def identify(http: TestClient, visitor: Visitor, secret: Headers, name: str) -> Response:
    body = {"visitor_id": visitor.visitor_id, "external_id": name}
    return http.post("/v1/identify", json=body, headers=secret)


def identify_signed(_http: TestClient, visitor: Visitor, _secret: Headers, name: str) -> Response:
    return visitor.post("/v1/identify", visitor.signed(external_id=name))


def events(http: TestClient, visitor: Visitor, secret: Headers, name: str) -> Response:
    sent = [visitor.event("view", "mug", shopper_id="c-1"), visitor.event("view", "mug", shopper_id=name)]
    return http.post("/v1/events", json={"events": sent}, headers=secret)


def order(http: TestClient, _visitor: Visitor, secret: Headers, name: str) -> Response:
    body = {"shopper_id": name, "status": "placed", "placed_at": "2026-03-01T12:00:00Z"}
    return http.put("/v1/orders/HF-1", json=body, headers=secret)


def asking(method: str, path: str, body: Any = None) -> Door:
    def door(http: TestClient, _visitor: Visitor, secret: Headers, name: str) -> Response:
        return http.request(method, path, params={"shopper_id": name}, json=body, headers=secret)

    return door


DOORS: dict[str, tuple[Door, str]] = {
    "identify": (identify, "external_id"),
    "identify, signed": (identify_signed, "external_id"),
    "events": (events, "events[1].shopper_id"),
    "order": (order, "shopper_id"),
    "recommendations": (asking("GET", "/v1/recommendations"), "shopper_id"),
    "consent": (asking("GET", "/v1/consent"), "shopper_id"),
    "a decision": (asking("PUT", "/v1/consent", {"recovery_email": True}), "shopper_id"),
    "export": (asking("GET", "/v1/privacy/export"), "shopper_id"),
    "erasure": (asking("POST", "/v1/privacy/erasure"), "shopper_id"),
    "intent": (asking("GET", "/v1/intent"), "shopper_id"),
    "membership": (asking("GET", "/v1/segments/membership"), "shopper_id"),
    "survey": (asking("GET", "/v1/surveys/due"), "shopper_id"),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_placeholder_is_refused_and_makes_nobody(
    door: str, http: TestClient, visitor: Visitor, secret: Headers, services: Services
) -> None:
    services.settings.placeholder_ids.append("kunde")
    send, field = DOORS[door]
    for name in PLACEHOLDERS:
        answer = send(http, visitor, secret, name)
        assert answer.status_code == 422, name
        [error] = answer.json()["errors"]
        assert error["field"] == field
        assert "placeholder" in error["message"]
        assert "no id at all" in error["message"]
    with transaction(services.engine, writes=False) as session:
        assert _named(session) == []


def by_address(method: str, path: str, name: str = "email", **sent: str) -> Door:
    def door(http: TestClient, visitor: Visitor, secret: Headers, address: str) -> Response:
        body: dict[str, Any] = {name: address, **sent}
        if path == "/v1/events":
            body = {
                "events": [
                    visitor.event("view", "mug", shopper_id="c-1"),
                    visitor.event("view", "mug", **body),
                ]
            }
        if path == "/v1/identify":
            body |= {"visitor_id": visitor.visitor_id}
        return http.request(method, path, json=body, headers=secret)

    return door


PLACED = {"status": "placed", "placed_at": "2026-03-01T12:00:00Z"}
ADDRESS_DOORS: dict[str, tuple[Door, str]] = {
    "identify": (by_address("POST", "/v1/identify"), "email"),
    "typed": (lambda _http, visitor, _secret, said: visitor.post("/v1/identify", {"email": said}), "email"),
    "shopper": (by_address("PUT", "/v1/shoppers/c-2"), "email"),
    "a name": (by_address("PUT", "/v1/shoppers/c-2", "name"), "name"),
    "order": (by_address("PUT", "/v1/orders/HF-1", **PLACED), "email"),
    "events": (by_address("POST", "/v1/events"), "events[1].email"),
}


@pytest.mark.parametrize("door", ADDRESS_DOORS)
def test_an_address_of_nobody_is_refused_and_unites_nobody(
    door: str, http: TestClient, visitor: Visitor, secret: Headers, services: Services
) -> None:
    services.settings.placeholder_ids.append("till@shop.example")
    send, field = ADDRESS_DOORS[door]
    for address in ("guest@shop.example", "null@null.com", "NoReply@shop.example", "Till@shop.example"):
        answer = send(http, visitor, secret, address)
        assert answer.status_code == 422, address
        [error] = answer.json()["errors"]
        assert error["field"] == field
        assert "placeholder" in error["message"]
    with transaction(services.engine, writes=False) as session:
        assert _named(session) == []
        assert session.exec(select(Shopper.email).where(col(Shopper.email).is_not(None))).all() == []


@pytest.mark.parametrize("name", ["null", "undefined undefined", "Guest User", "{{name}}"])
def test_a_placeholder_is_no_name(name: str, http: TestClient, secret: Headers) -> None:
    answer = http.put("/v1/shoppers/c-1", json={"name": name}, headers=secret)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name")
    assert http.put("/v1/shoppers/c-1", json={"name": "Anna Guest"}, headers=secret).status_code == 200


def _named(session: Session) -> list[str | None]:
    return list(session.exec(select(Shopper.external_id).where(col(Shopper.external_id).is_not(None))))


def test_a_shops_own_placeholder_is_an_id_in_any_other_shop(visitor: Visitor) -> None:
    assert visitor.post("/v1/identify", visitor.signed(external_id="kunde")).status_code == 200
