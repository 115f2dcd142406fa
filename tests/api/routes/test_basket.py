"""What the assistant is told of a basket: what is in it, the sum, and what free delivery still wants."""

from decimal import Decimal
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.http.dependencies import Services
from tests.shop import Visitor


@pytest.fixture
def basket(visitor: Visitor) -> str:
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi"})
    return f"/v1/conversations/{said.json()['conversation_id']}/basket"


def test_an_empty_basket_costs_nothing(http: TestClient, basket: str, secret: dict[str, str]) -> None:
    assert http.get(basket, headers=secret).json() == {
        "lines": [],
        "total": "0",
        "currency": "GBP",
        "to_free_delivery": None,
    }


def test_it_holds_what_was_put_in_and_not_taken_out(
    http: TestClient, visitor: Visitor, basket: str, secret: dict[str, str]
) -> None:
    visitor.does("cart", "mug", quantity=3)
    visitor.does("cart", "teapot")
    visitor.does("remove", "teapot")
    visitor.does("remove", "mug")
    told = http.get(basket, headers=secret).json()
    assert told["lines"] == [
        {"product_id": "mug", "title": "Blue stoneware mug", "price": "9.50", "quantity": 2}
    ]
    assert told["total"] == "19.00"


@pytest.mark.parametrize(("free_from", "missing"), [("30.00", "11.00"), ("19.00", "0.00"), ("5", "0")])
def test_what_is_missing_to_free_delivery_is_told_where_the_shop_says_from_when(
    http: TestClient,
    visitor: Visitor,
    services: Services,
    basket: str,
    secret: dict[str, str],
    free_from: str,
    missing: str,
) -> None:
    services.settings.free_delivery_from = Decimal(free_from)
    visitor.does("cart", "mug", quantity=2)
    assert http.get(basket, headers=secret).json()["to_free_delivery"] == missing


def test_a_price_that_may_be_another_variants_is_not_told(
    http: TestClient, visitor: Visitor, basket: str, secret: dict[str, str]
) -> None:
    product = {"title": "Tee", "price": "12.00", "aliases": ["tee-s", "tee-m"]}
    assert http.put("/v1/products/tee", json=product, headers=secret).status_code in (200, 201)
    visitor.does("cart", "tee-s", price="15.00")
    told = http.get(basket, headers=secret).json()
    assert (told["lines"][0]["price"], told["total"]) == (None, None)


def test_it_is_for_the_shops_own_server(http: TestClient, basket: str) -> None:
    assert http.get(basket).status_code == 401
