"""Products over HTTP: changed in part, alone and many at once."""

from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from core.tables import ProductRow
from tests.shop import Visitor

JACKET = "/v1/products/rain-jacket"


def whole(engine: Engine, product_id: str) -> dict[str, Any]:
    """All that is stored of a product but when it changed."""
    with Session(engine) as session:
        row = session.get_one(ProductRow, product_id)
        return row.model_dump(exclude={"updated_at", "revision"})


@pytest.mark.parametrize(
    ("change", "stored"),
    [
        ({"stock": 0}, {"stock": 0}),
        ({"stock": None}, {"stock": None}),
        ({"price": "29.90"}, {"price": Decimal("29.90")}),
        ({"active": False}, {"active": False}),
        ({"cost": "11", "brand": "Skerry"}, {"cost": Decimal(11), "brand": "Skerry"}),
        ({"attributes": {"colour": "red"}}, {"attributes": {"colour": "red"}}),
        ({"currency": None}, {"currency": "GBP"}),
        ({}, {}),
    ],
)
def test_what_is_not_sent_stays(
    http: TestClient,
    engine: Engine,
    secret: dict[str, str],
    change: dict[str, Any],
    stored: dict[str, Any],
) -> None:
    before = whole(engine, "rain-jacket")
    response = http.patch(JACKET, json=change, headers=secret)
    assert response.status_code == 200, response.text
    assert response.json() == http.get(JACKET, headers=secret).json()
    assert whole(engine, "rain-jacket") == before | stored


def test_what_is_sold_out_by_a_change_is_recommended_no_more(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    def shown() -> set[str]:
        products = visitor.get("/v1/recommendations").json()["products"]
        return {recommended["product"]["product_id"] for recommended in products}

    assert "rain-jacket" in shown()
    assert http.patch(JACKET, json={"stock": 0}, headers=secret).status_code == 200
    assert "rain-jacket" not in shown()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": ""}, "title"), ({"title": None}, "title"), ({"price": None}, "price"), ({"stok": 1}, "stok")],
)
def test_a_wrong_change_names_its_field(
    http: TestClient, engine: Engine, secret: dict[str, str], change: dict[str, Any], field: str
) -> None:
    before = whole(engine, "rain-jacket")
    response = http.patch(JACKET, json={"stock": 1} | change, headers=secret)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, field)
    assert whole(engine, "rain-jacket") == before


def test_an_unknown_product_cannot_be_changed(http: TestClient, secret: dict[str, str]) -> None:
    response = http.patch("/v1/products/nothing", json={"stock": 1}, headers=secret)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (404, "product_id")


def test_many_products_are_changed_in_their_order(
    http: TestClient, engine: Engine, secret: dict[str, str]
) -> None:
    jacket, mug = whole(engine, "rain-jacket"), whole(engine, "mug")
    changes = [
        {"product_id": "rain-jacket", "stock": 1},
        {"product_id": "mug", "price": "7.50"},
        {"product_id": "rain-jacket", "stock": 2},
        {"product_id": "teapot", "stock": 5},
    ]
    response = http.patch("/v1/products", json={"products": changes}, headers=secret)
    assert (response.status_code, response.json()) == (200, {"changed": 2})
    assert whole(engine, "rain-jacket") == jacket | {"stock": 2}
    assert whole(engine, "mug") == mug | {"price": Decimal("7.50")}


def test_an_unknown_product_among_many_is_named_and_nothing_is_changed(
    http: TestClient, engine: Engine, secret: dict[str, str]
) -> None:
    before = whole(engine, "mug")
    changes = [{"product_id": "mug", "stock": 0}, {"product_id": "mugg", "stock": 0}]
    response = http.patch("/v1/products", json={"products": changes}, headers=secret)
    assert (response.status_code, response.json()["errors"]) == (
        422,
        [
            {
                "field": "products[1].product_id",
                "message": "'mugg' is not in the catalog; add the product first.",
            }
        ],
    )
    assert whole(engine, "mug") == before


def test_a_storefront_changes_nothing(http: TestClient, visitor: Visitor) -> None:
    assert http.patch(JACKET, json={"stock": 1}, headers=visitor.headers).status_code == 403
