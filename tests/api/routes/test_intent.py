"""Purchase intent over HTTP: for servers, with reasons; and a survey for those about to leave alone."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http.dependencies import Services
from core.keys import Keys
from tests.clock import ManualClock
from tests.intent import serve_carts
from tests.shop import Visitor


@pytest.fixture
def learned(services: Services, clock: ManualClock) -> Services:
    """The services, with a model of intent beside the recommender."""
    serve_carts(services.settings.models_folder, now=clock.now())
    return services


def cart(pieces: int, clock: ManualClock) -> dict[str, object]:
    """An event that a server sends."""
    return {
        "id": f"0c7b4f9e-53f1-4a52-9a3e-6f6f2c1f5c1{pieces}",
        "type": "cart",
        "occurred_at": clock.now().isoformat(),
        "session_id": "s-1",
        "shopper_id": "ayla",
        "product_id": "mug",
        "quantity": pieces,
    }


def test_a_full_cart_is_likely_to_be_bought(
    learned: Services, http: TestClient, secret: dict[str, str], clock: ManualClock
) -> None:
    http.post("/v1/events", json={"events": [cart(4, clock)]}, headers=secret)
    body = http.get("/v1/intent", params={"shopper_id": "ayla"}, headers=secret).json()
    estimate = body["estimate"]
    assert body["model"] == learned.answers.snapshot.model
    assert estimate["probability"] > 0.7
    assert estimate["abandonment_risk"] == pytest.approx(1 - estimate["probability"])
    assert "4 pieces in the cart" in [sign["says"] for sign in estimate["signs"][:4]]
    weights = [abs(sign["contribution"]) for sign in estimate["signs"]]
    assert weights == sorted(weights, reverse=True)


def test_before_there_is_a_model_nothing_is_said(
    http: TestClient, secret: dict[str, str], clock: ManualClock
) -> None:
    http.post("/v1/events", json={"events": [cart(4, clock)]}, headers=secret)
    body = http.get("/v1/intent", params={"shopper_id": "ayla"}, headers=secret).json()
    assert body == {"model": None, "estimate": None}


def test_a_storefront_is_not_told(visitor: Visitor) -> None:
    assert visitor.get("/v1/intent").status_code == 403


@pytest.mark.parametrize(("threshold", "asked"), [(0.0, [True, True]), (0.5, [True, False])])
def test_the_survey_can_be_for_those_about_to_leave(
    learned: Services, keys: Keys, clock: ManualClock, threshold: float, asked: list[bool]
) -> None:
    settings = learned.settings.model_copy(update={"survey_from_risk": threshold})
    with TestClient(create_app(settings, services=replace(learned, settings=settings))) as http:
        looking, buying = (Visitor.arrives(http, keys, clock) for _ in range(2))
        looking.does("view", "mug")
        buying.does("cart", "mug", quantity=4)
        due = [visitor.get("/v1/surveys/due").json()["survey"] is not None for visitor in (looking, buying)]
    assert due == asked


def test_with_nothing_learned_everyone_is_asked(services: Services, keys: Keys, clock: ManualClock) -> None:
    settings = services.settings.model_copy(update={"survey_from_risk": 0.9})
    with TestClient(create_app(settings, services=replace(services, settings=settings))) as http:
        visitor = Visitor.arrives(http, keys, clock)
        visitor.does("cart", "mug", quantity=4)
        assert visitor.get("/v1/surveys/due").json()["survey"] is not None
