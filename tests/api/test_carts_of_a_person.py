"""What is in a person's cart, on whatever device, is recommended nowhere; the page need not repeat it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.http.dependencies import Services
from core.database import transaction
from core.keys import Keys
from core.shoppers import shopper_of_visitor
from recommender import Filters
from serving.answers import Question
from tests.clock import ManualClock
from tests.shop import Visitor

AYLA = "ayla@example.com"


@pytest.fixture
def phone(http: TestClient, keys: Keys, clock: ManualClock) -> Visitor:
    return Visitor.arrives(http, keys, clock)


@pytest.fixture
def laptop(visitor: Visitor, phone: Visitor) -> Visitor:
    """Ayla's, on which she is signed in; her address is proven on both."""
    for device, external_id in ((visitor, "ayla"), (phone, "ayla-on-the-phone")):
        signed = device.signed(external_id=external_id, email=AYLA)
        assert device.post("/v1/identify", signed).status_code == 200
    return visitor


def recommended(visitor: Visitor, placement: str = "home", **asked: str) -> set[str]:
    answer = visitor.get("/v1/recommendations", placement=placement, limit=20, **asked).json()
    return {recommendation["product"]["product_id"] for recommendation in answer["products"]}


def suggested(visitor: Visitor) -> set[str]:
    answer = visitor.answers("comparing").json()["answer"]
    return {product["product"]["product_id"] for product in answer["products"]}


def test_a_cart_on_one_device_is_recommended_on_none(
    services: Services, laptop: Visitor, phone: Visitor, secret: dict[str, str]
) -> None:
    assert "mug" in recommended(laptop)
    phone.does("cart", "mug")
    for placement, page in (("home", {}), ("product", {"product_id": "teapot"}), ("cart", {"cart": "pan"})):
        assert "mug" not in recommended(laptop, placement, **page)
    assert "mug" not in suggested(laptop)
    by_server = laptop.http.get("/v1/recommendations?shopper_id=ayla&limit=20", headers=secret).json()
    assert "mug" not in {answer["product"]["product_id"] for answer in by_server["products"]}
    with transaction(services.engine, writes=False) as session:
        for_email = services.answers.recommend(session, _shopper(services, laptop), Question("email", 20))
    assert "mug" not in {answer.product.product_id for answer in for_email}


def test_what_is_bought_on_one_device_is_in_no_cart_of_another(laptop: Visitor, phone: Visitor) -> None:
    phone.does("cart", "mug")
    laptop.does("purchase", "teapot", order_id="o-1")
    assert "mug" in recommended(phone)


def test_an_order_of_what_the_catalog_does_not_know_empties_the_cart(
    visitor: Visitor, secret: dict[str, str], clock: ManualClock
) -> None:
    visitor.post("/v1/identify", visitor.signed(external_id="ayla"))
    visitor.does("cart", "mug")
    clock.advance(timedelta(minutes=1))
    assert "mug" not in recommended(visitor)
    order = {"shopper_id": "ayla", "status": "placed", "placed_at": clock.now().isoformat()}
    told = visitor.http.put("/v1/orders/o-1", json=order, headers=secret)
    assert told.status_code < 300, told.text
    assert "mug" in recommended(visitor)


def test_who_only_typed_the_address_is_another(http: TestClient, keys: Keys, clock: ManualClock) -> None:
    typing, another = (Visitor.arrives(http, keys, clock) for _ in range(2))
    for visitor in (typing, another):
        visitor.post("/v1/identify", {"email": AYLA})
    typing.does("cart", "mug")
    assert "mug" in recommended(another)


def test_a_question_in_the_chat_finds_nothing_of_the_cart_and_says_why(
    services: Services, visitor: Visitor
) -> None:
    def asked(text: str) -> tuple[list[str], bool]:
        with transaction(services.engine, writes=False) as session:
            answer = services.answers.ask(session, _shopper(services, visitor), text, filters=Filters())
        return [hit.product.product_id for hit in answer.answers], answer.in_cart

    assert asked("mug") == (["mug"], False)
    assert asked("stoneware")[1] is False
    visitor.does("cart", "mug")
    assert asked("mug") == ([], True)
    assert asked("stoneware") == (["teapot"], False)
    assert asked("submarine") == ([], False)
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "mug"}).json()
    assert "in your basket already" in str(said)


def _shopper(services: Services, visitor: Visitor) -> str:
    with transaction(services.engine, writes=False) as session:
        return shopper_of_visitor(session, visitor.visitor_id).shopper_id
