"""Segments over HTTP: empty at first, for servers only, with how they were found."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.http.dependencies import Services
from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.config import TrainingConfig
from recommender.models import registry
from recommender.models.manifest import Manifest
from recommender.segments.segmentation import segmented
from recommender.training import train
from tests.clock import ManualClock
from tests.recommender.crowd import crowd, histories
from tests.shop import Visitor, WordEncoder, shop_catalog

MUG = ProductId("mug")
SELLING = {"popular": 1.0}
"""The blend of everybody; who may leave their cart gets the opposite, so that the two cannot be mixed up."""
CONFIG = TrainingConfig(weights={"home": SELLING, "home/high_abandonment_risk": {"popular": -1.0}})


def serve_segments(services: Services, clock: ManualClock) -> None:
    """Let a model serve that has segments beside it; it saw many buy mugs."""
    products, encoder = shop_catalog(), WordEncoder()
    segments = segmented(crowd(histories()))
    assert segments is not None
    interactions = [Interaction(f"s{number}", MUG, Kind.PURCHASE, clock.now()) for number in range(9)]
    vectors = encoder.encode([product.text for product in products])
    hybrid = train(interactions, products, vectors, now=clock.now(), config=CONFIG)
    root = services.settings.models_folder
    manifest = Manifest(encoder=encoder.identity)
    version = registry.publish(root, hybrid, manifest, auxiliary_models={"segments": segments.arrays()})
    registry.promote(root, version)
    services.answers.refresh()


@pytest.fixture
def segmented_shop(http: TestClient, services: Services, clock: ManualClock) -> TestClient:
    serve_segments(services, clock)
    return http


def test_before_the_first_training_there_are_none(http: TestClient, secret: dict[str, str]) -> None:
    assert http.get("/v1/segments", headers=secret).json() == {
        "model": None,
        "segments": [],
        "choice": None,
    }


def test_each_segment_with_its_numbers(segmented_shop: TestClient, secret: dict[str, str]) -> None:
    body = segmented_shop.get("/v1/segments", headers=secret).json()
    codes = {segment["code"]: segment for segment in body["segments"]}
    assert codes["first_time_visitors"]["title"] == "First-time visitors"
    assert codes["high_abandonment_risk"]["abandonment_rate"] == 1.0
    assert sum(segment["share"] for segment in body["segments"]) == pytest.approx(1)
    assert body["choice"]["method"] == "kmeans"
    assert [row["k"] for row in body["choice"]["vote"]] == [3, 4, 5, 6, 7, 8]


def test_a_shopper_moves_with_what_they_do(
    segmented_shop: TestClient, visitor: Visitor, secret: dict[str, str], clock: ManualClock
) -> None:
    def segment() -> str | None:
        response = segmented_shop.get(
            "/v1/segments/membership", params={"shopper_id": "ayla"}, headers=secret
        )
        assert response.status_code == 200, response.text
        code = response.json()["code"]
        assert code is None or isinstance(code, str)
        return code

    def does(*types: str) -> None:
        events = [visitor.event(event_type, "mug", shopper_id="ayla") for event_type in types]
        assert segmented_shop.post("/v1/events", json={"events": events}, headers=secret).status_code == 202

    does("view", "view")
    assert segment() == "first_time_visitors"
    does("cart")
    assert segment() == "first_time_visitors", "what is in the cart now is not left yet"
    clock.advance(timedelta(hours=1))
    assert segment() == "high_abandonment_risk"


def test_storefronts_may_not_ask(segmented_shop: TestClient, visitor: Visitor) -> None:
    assert visitor.get("/v1/segments").status_code == 403
    assert visitor.get("/v1/segments/membership", shopper_id="ayla").status_code == 403


def test_an_unknown_shopper_is_a_newcomer(segmented_shop: TestClient, secret: dict[str, str]) -> None:
    response = segmented_shop.get("/v1/segments/membership", params={"shopper_id": "c-new"}, headers=secret)
    assert (response.status_code, response.json()["code"]) == (200, None)


def test_before_there_are_segments_nobody_is_in_one(http: TestClient, secret: dict[str, str]) -> None:
    response = http.get("/v1/segments/membership", params={"shopper_id": "c-new"}, headers=secret)
    assert response.json() == {"code": None, "title": None, "probabilities": {}}


def test_how_a_newcomer_came_chooses_their_blend(segmented_shop: TestClient, visitor: Visitor) -> None:
    def shown(**came: str) -> list[str]:
        response = visitor.get("/v1/recommendations", limit=3, **came)
        assert response.status_code == 200, response.text
        return [recommendation["product"]["product_id"] for recommendation in response.json()["products"]]

    assert segmented_shop
    assert shown()[0] == shown(device="desktop")[0] == "mug"
    assert "mug" not in shown(device="phone"), "who comes by phone is likely to leave their cart"
    visitor.put("/v1/consent", {"personalisation": False})
    assert shown(device="phone")[0] == "mug"


def test_words_of_the_context_are_checked(visitor: Visitor) -> None:
    assert visitor.get("/v1/recommendations", device="<b>").status_code == 422
    assert visitor.get("/v1/recommendations", country="Britain").status_code == 422
