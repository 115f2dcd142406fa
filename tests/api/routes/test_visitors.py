"""Who is who: visitors, names, merged histories, consent."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from core.keys import Keys
from tests.clock import ManualClock
from tests.shop import Visitor


def exported(visitor: Visitor, table: str) -> list[dict[str, object]]:
    rows = visitor.get("/v1/privacy/export").json()[table]
    assert isinstance(rows, list)
    return rows


def test_a_repeated_event_is_accepted_and_stored_once(visitor: Visitor) -> None:
    event = visitor.event("view", "mug")
    first = visitor.post("/v1/events", {"events": [event, event]})
    second = visitor.post("/v1/events", {"events": [event]})
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["accepted"] == 1
    assert second.json() == {"accepted": 0, "duplicates": 1, "not_allowed": 0}
    assert len(exported(visitor, "event")) == 1


def test_two_browsers_of_one_shopper_become_one_history(
    http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    phone, desktop = (Visitor.arrives(http, keys, clock) for _ in range(2))
    phone.does("view", "mug")
    assert phone.post("/v1/identify", phone.signed(external_id="c-1")).json()["merged"] is False
    desktop.does("view", "teapot")
    assert desktop.post("/v1/identify", desktop.signed(external_id="c-1")).json()["merged"] is True
    for browser in (phone, desktop):
        assert {row["product_id"] for row in exported(browser, "event")} == {"mug", "teapot"}


def test_a_storefront_cannot_become_somebody_without_the_signature(
    http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    visitor, other = (Visitor.arrives(http, keys, clock) for _ in range(2))
    late = visitor.signed(external_id="c-1", good_for=timedelta(minutes=5))
    refused = {
        "proves external_id": {"external_id": "c-1"},
        "cannot be read": {"external_id": "c-1", "signature": "nonsense"},
        "is for another visitor": other.signed(external_id="c-1"),
        "or for other fields": visitor.signed(external_id="somebody-else") | {"external_id": "c-1"},
        "longer than a day": visitor.signed(external_id="c-1", good_for=timedelta(days=2)),
        "is of the old form": {"external_id": "c-1", "signature": "9f" * 32},
        "has expired": late,
    }
    clock.advance(timedelta(minutes=5))
    for why, body in refused.items():
        response = visitor.post("/v1/identify", body)
        assert response.status_code == 403, why
        [error] = response.json()["errors"]
        assert error["field"] == "signature"
        assert why in error["message"]
        assert "docs/storefront.md" in error["message"]
    assert exported(visitor, "shopper")[0]["external_id"] is None


def test_a_signature_covers_all_that_is_sent(visitor: Visitor) -> None:
    body = visitor.signed(external_id="c-1") | {"email": "ayla@example.com"}
    assert visitor.post("/v1/identify", body).status_code == 403
    body = visitor.signed(external_id="c-1", email="Ayla@Example.com")
    answer = visitor.post("/v1/identify", body).json()
    assert answer["shopper"] == {"external_id": "c-1", "email": "Ayla@example.com"}
    assert answer["address"] == "proven"


def test_a_browser_of_a_named_shopper_cannot_be_renamed(visitor: Visitor) -> None:
    for external_id, status in (("c-1", 200), ("c-2", 409)):
        body = visitor.signed(external_id=external_id)
        assert visitor.post("/v1/identify", body).status_code == status


def test_a_server_names_a_visitor(http: TestClient, keys: Keys, secret: dict[str, str]) -> None:
    made = http.post("/v1/visitors", headers={"Authorization": f"Bearer {keys.publishable}"}).json()
    body = {"visitor_id": made["visitor_id"], "external_id": "c-7", "email": "ayla@example.com"}
    response = http.post("/v1/identify", json=body, headers=secret)
    assert response.json()["shopper"] == {"external_id": "c-7", "email": "ayla@example.com"}
    assert response.json()["address"] == "proven"
    consent = http.get("/v1/consent", params={"shopper_id": "c-7"}, headers=secret)
    assert consent.json() == {"personalisation": True, "recovery_email": False}


def test_consent_is_kept_per_purpose(visitor: Visitor) -> None:
    assert visitor.put("/v1/consent", {"recovery_email": True}).json() == {
        "personalisation": True,
        "recovery_email": True,
    }
    visitor.put("/v1/consent", {"personalisation": False})
    assert visitor.get("/v1/consent").json() == {"personalisation": False, "recovery_email": True}
    assert visitor.put("/v1/consent", {}).status_code == 422


def test_erasure_leaves_nothing_and_the_token_is_worthless(visitor: Visitor) -> None:
    visitor.does("view", "mug")
    erased = visitor.post("/v1/privacy/erasure", {}).json()["erased"]
    assert erased["event"] == 1
    assert erased["shopper"] == 1
    assert visitor.get("/v1/consent").status_code == 401


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("ü@example.com", "SMTPUTF8"),
        ("пример@пример.испытание", "SMTPUTF8"),
        ("user@", "such as name@example.com"),
    ],
)
def test_an_address_that_not_every_mail_server_takes_is_refused_and_told_why(
    email: str, says: str, visitor: Visitor
) -> None:
    answer = visitor.post("/v1/identify", {"email": email})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == "email"
    assert says in error["message"]


def test_a_domain_of_any_alphabet_is_taken(visitor: Visitor) -> None:
    answer = visitor.post("/v1/identify", {"email": "user@bücher.example"})
    assert (answer.status_code, answer.json()["address"]) == (200, "unconfirmed")
