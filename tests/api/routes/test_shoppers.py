"""What a server says of shoppers by its own ids, and what it is told of one it names for the first time."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from core.consent import suppress
from core.keys import Keys
from core.tables import AddressProof, Shopper
from tests.clock import ManualClock
from tests.shop import Visitor

Headers = dict[str, str]
SAID: dict[str, Any] = {
    "email": "ayla@example.com",
    "consent": {"personalisation": False, "recovery_email": True},
    "country": "GB",
    "language": "pt-BR",
    "timezone": "Europe/London",
    "name": "Ayla",
}


def put(http: TestClient, secret: Headers, body: dict[str, Any], external_id: str = "c-1") -> dict[str, Any]:
    answer = http.put(f"/v1/shoppers/{external_id}", json=body, headers=secret)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_server_says_all_it_knows_of_a_shopper_without_a_visitor(
    http: TestClient, secret: Headers, engine: Engine
) -> None:
    assert put(http, secret, SAID) == {"shopper_id": "c-1", **SAID}
    assert http.get("/v1/shoppers/c-1", headers=secret).json() == {"shopper_id": "c-1", **SAID}
    assert http.get("/v1/consent", params={"shopper_id": "c-1"}, headers=secret).json() == SAID["consent"]
    with Session(engine) as session:
        assert session.exec(select(Shopper.email_proof)).one() is AddressProof.SHOP
    export = http.get("/v1/privacy/export", params={"shopper_id": "c-1"}, headers=secret).json()
    assert export["shopper"][0]["timezone"] == "Europe/London"


def test_what_is_left_out_stays_and_null_takes_away(http: TestClient, secret: Headers) -> None:
    put(http, secret, SAID)
    assert put(http, secret, {"country": "FR"}) == {"shopper_id": "c-1", **SAID, "country": "FR"}
    told = put(http, secret, {"email": None, "name": None, "consent": {"recovery_email": False}})
    assert (told["email"], told["name"], told["language"]) == (None, None, "pt-BR")
    assert told["consent"] == {"personalisation": False, "recovery_email": False}


def test_a_servers_yes_is_the_persons(
    http: TestClient, secret: Headers, session: Session, keys: Keys, visitor: Visitor, clock: ManualClock
) -> None:
    """Also where they said no on another device, or unsubscribed: the server says that they asked anew."""
    visitor.post("/v1/identify", visitor.signed(email=SAID["email"]))
    visitor.put("/v1/consent", {"recovery_email": False})
    suppress(session, keys, SAID["email"], now=clock.now())
    session.commit()
    clock.advance(timedelta(minutes=1))
    assert put(http, secret, SAID)["consent"]["recovery_email"] is True
    assert visitor.get("/v1/consent").json()["recovery_email"] is True


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("country", "gb"),
        ("language", "english please"),
        ("timezone", "Europe/Nowhere"),
        ("name", "x" * 201),
        ("age", 7),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(
    field: str, value: object, http: TestClient, secret: Headers, engine: Engine
) -> None:
    answer = http.put("/v1/shoppers/c-1", json={field: value}, headers=secret)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    with Session(engine) as session:
        assert session.exec(select(Shopper)).all() == []


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_only_a_server_may_and_only_of_somebody(
    method: str, http: TestClient, secret: Headers, visitor: Visitor
) -> None:
    body: dict[str, str] | None = {} if method == "PUT" else None
    refused = http.request(method, "/v1/shoppers/c-1", json=body, headers=visitor.headers)
    assert refused.status_code == 403
    nobody = http.request(method, "/v1/shoppers/undefined", json=body, headers=secret)
    assert (nobody.status_code, nobody.json()["errors"][0]["field"]) == (422, "external_id")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("shoppers/c-new", {"shopper_id": "c-new", "email": None, "name": None}),
        ("consent?shopper_id=c-new", {"personalisation": True, "recovery_email": False}),
        ("intent?shopper_id=c-new", {"estimate": None}),
        ("segments/membership?shopper_id=c-new", {"code": None}),
        ("surveys/due?shopper_id=c-new", {}),
        ("privacy/export?shopper_id=c-new", {"shopper": [], "event": []}),
        ("recommendations?shopper_id=c-new", {"placement": "home"}),
    ],
)
def test_who_is_asked_about_for_the_first_time_is_a_newcomer_and_is_not_stored(
    path: str, told: dict[str, Any], http: TestClient, secret: Headers, engine: Engine
) -> None:
    answer = http.get(f"/v1/{path}", headers=secret)
    assert answer.status_code == 200
    assert answer.json().items() >= told.items()
    with Session(engine) as session:
        assert session.exec(select(Shopper)).all() == []


def test_what_a_newcomer_decides_makes_them_known(http: TestClient, secret: Headers) -> None:
    who = {"shopper_id": "c-new"}
    http.put("/v1/consent", params=who, json={"personalisation": False}, headers=secret)
    assert http.get("/v1/consent", params=who, headers=secret).json()["personalisation"] is False
    erased = http.post("/v1/privacy/erasure", params=who, headers=secret).json()["erased"]
    assert (erased["shopper"], erased["consent_decision"]) == (1, 1)
    assert http.post("/v1/privacy/erasure", params=who, headers=secret).json()["erased"]["shopper"] == 0
