"""A shop before its first product, or with all of them taken out, answers as any other: with nothing."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.http.dependencies import Services
from core.keys import Keys
from core.products import Product
from core.settings import Settings
from tests.clock import ManualClock
from tests.services import open_shop
from tests.shop import Visitor, shop_catalog

MUG = next(product for product in shop_catalog() if product.product_id == "mug")


@pytest.fixture(params=[[], [replace(MUG, active=False)]], ids=["no product", "none on sale"])
def services(
    settings: Settings, engine: Engine, keys: Keys, clock: ManualClock, request: pytest.FixtureRequest
) -> Services:
    products: list[Product] = request.param
    return open_shop(settings, engine, keys, clock, products=products)


@pytest.fixture
def shop(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services.settings, services=services)) as client:
        yield client


def test_nothing_is_found(shop: TestClient, keys: Keys, clock: ManualClock) -> None:
    visitor = Visitor.arrives(shop, keys, clock)
    response = visitor.get("/v1/search", q="mug")
    body = response.json()
    assert (response.status_code, body["query"], body["total"], body["products"]) == (200, "mug", 0, [])
    assert visitor.get("/v1/recommendations").json()["products"] == []


def test_a_question_is_answered(shop: TestClient, keys: Keys, clock: ManualClock) -> None:
    visitor = Visitor.arrives(shop, keys, clock)
    for text in ("a blue mug", "something else for the rain"):
        said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": text})
        assert said.status_code == 200
        assert not said.json().get("products")


def test_the_first_product_is_found(
    shop: TestClient, services: Services, keys: Keys, clock: ManualClock
) -> None:
    visitor = Visitor.arrives(shop, keys, clock)
    headers = {"Authorization": f"Bearer {keys.secret}"}
    shop.put("/v1/products/mug", json={"title": "Blue mug", "price": "9.50"}, headers=headers)
    services.answers.refresh()
    hits = visitor.get("/v1/search", q="mug").json()["products"]
    assert [hit["product"]["product_id"] for hit in hits] == ["mug"]
