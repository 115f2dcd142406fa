"""The survey over HTTP: asked once a month, answered at once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from core.keys import Keys
from core.settings import Settings
from tests.clock import ManualClock
from tests.shop import Visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A shop that has set its delivery terms."""
    terms = {"free_delivery_from": Decimal("40.00"), "delivery_cost": Decimal("3.95")}
    return settings.model_copy(update=terms)


def due(visitor: Visitor) -> bool:
    return visitor.get("/v1/surveys/due", trigger="exit_intent").json()["survey"] is not None


def test_a_shopper_is_asked_once_a_month(visitor: Visitor, clock: ManualClock) -> None:
    assert due(visitor)
    visitor.does("survey_shown")
    assert not due(visitor)
    clock.advance(timedelta(days=31))
    assert due(visitor)


def test_the_survey_offers_seven_answers_and_the_rest_behind_other(visitor: Visitor) -> None:
    survey = visitor.get("/v1/surveys/due").json()["survey"]
    assert len(survey["options"]) == 7
    assert survey["options"][-1]["reason"] == "other"
    assert survey["options"][-1]["asks_text"]
    reasons = [option["reason"] for option in survey["options"] + survey["more_options"]]
    assert len(reasons) == len(set(reasons)) == 16


def test_delivery_costs_are_answered_with_the_shops_terms(visitor: Visitor) -> None:
    visitor.does("cart", "rain-jacket", quantity=1)
    answer = visitor.answers("extra_costs", "rain-jacket").json()["answer"]
    assert answer["text"] == "Fair. Delivery is £3.95, and free from £40.00: you are £6.00 away."
    assert 1 <= len(answer["products"]) <= 3
    assert "rain-jacket" not in {
        recommendation["product"]["product_id"] for recommendation in answer["products"]
    }


def test_two_of_a_product_count_twice(visitor: Visitor) -> None:
    visitor.does("cart", "rain-jacket", quantity=2)
    assert "costs you nothing" in visitor.answers("extra_costs", "rain-jacket").json()["answer"]["text"]


def test_who_finds_it_dear_is_shown_what_costs_less(visitor: Visitor) -> None:
    visitor.does("cart", "wellies")
    products = visitor.answers("price", "wellies").json()["answer"]["products"]
    assert products
    assert all(float(recommendation["product"]["price"]) < 28 for recommendation in products)


def test_an_answer_sent_twice_is_stored_once(visitor: Visitor) -> None:
    body = {
        "id": "5d0f6a34-8f3e-4c6c-9b2e-0c8f3f2f7a01",
        "version": 1,
        "reason": "price",
        "session_id": "s-1",
        "product_ids": ["mug"],
    }
    statuses = [visitor.post("/v1/surveys/exit_intent/responses", body).status_code for _ in range(2)]
    assert statuses == [201, 200]
    assert len(visitor.get("/v1/privacy/export").json()["survey_response"]) == 1


def test_an_answer_counts_for_another_device_with_the_same_proven_address(
    http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    phone, desktop = (Visitor.arrives(http, keys, clock) for _ in range(2))
    for browser in (phone, desktop):
        browser.post("/v1/identify", browser.signed(email="ayla@example.com"))
    phone.answers("price", "mug")
    assert not due(desktop)


def test_typing_an_address_tells_nothing_of_what_its_owner_was_asked(
    http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    owner, stranger = (Visitor.arrives(http, keys, clock) for _ in range(2))
    owner.post("/v1/identify", owner.signed(email="ayla@example.com"))
    owner.answers("price", "mug")
    stranger.post("/v1/identify", {"email": "ayla@example.com"})
    assert due(stranger)
    assert not due(owner)


def test_a_response_id_of_another_is_refused(
    visitor: Visitor, http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    other = Visitor.arrives(http, keys, clock)
    answer = {"id": str(uuid4()), "version": 1, "reason": "comparing", "session_id": "s"}
    path = "/v1/surveys/exit_intent/responses"
    assert [visitor.post(path, answer).status_code for _ in range(2)] == [201, 200]
    assert other.post(path, answer).status_code == 409


def claims(visitor: Visitor, showing: str = "") -> bool:
    body = {"id": showing or str(uuid4()), "session_id": visitor.session_id}
    response = visitor.post("/v1/surveys/showings", body)
    assert response.status_code == 200, response.text
    return response.json()["survey"] is not None


def test_of_two_tabs_one_may_ask(visitor: Visitor, clock: ManualClock) -> None:
    first = str(uuid4())
    assert claims(visitor, first)
    assert not claims(visitor)
    assert claims(visitor, first), "sent again, it is the same showing"
    assert not due(visitor)
    clock.advance(timedelta(days=31))
    assert claims(visitor)


def test_of_two_devices_of_one_person_one_may_ask(
    visitor: Visitor, http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    phone = Visitor.arrives(http, keys, clock)
    for device, external_id in ((visitor, "ayla"), (phone, "ayla-on-the-phone")):
        device.post("/v1/identify", device.signed(external_id=external_id, email="ayla@example.com"))
    assert claims(visitor)
    assert not claims(phone)


def test_nobody_claims_what_another_claimed(
    visitor: Visitor, http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    showing = str(uuid4())
    assert claims(visitor, showing)
    assert not claims(Visitor.arrives(http, keys, clock), showing)


def test_who_forbids_personalisation_claims_nothing(visitor: Visitor) -> None:
    visitor.put("/v1/consent", {"personalisation": False})
    assert not claims(visitor)


def test_a_server_claims_for_a_newcomer(http: TestClient, secret: dict[str, str]) -> None:
    def claim() -> Any:
        body = {"id": str(uuid4()), "session_id": "s"}
        return http.post("/v1/surveys/showings?shopper_id=bea", json=body, headers=secret).json()["survey"]

    assert claim() is not None
    assert claim() is None
