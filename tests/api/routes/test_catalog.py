"""The catalog over HTTP: anybody with a key reads it, a server changes it, and a change is answered from."""

import pytest
from fastapi.testclient import TestClient

from tests.shop import Visitor

KETTLE = {"title": "Red enamel kettle", "price": "31.00", "category": "Home > Kitchen", "stock": 3}


def test_a_product_that_is_put_is_read_and_found(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    put = http.put("/v1/products/kettle", json=KETTLE, headers=secret)
    assert put.status_code == 200, put.text
    read = visitor.get("/v1/products/kettle").json()
    assert read == put.json()
    assert (read["title"], read["price"], read["currency"]) == ("Red enamel kettle", "31.00", "GBP")
    products = visitor.get("/v1/search", q="kettle").json()["products"]
    assert [entry["product"]["product_id"] for entry in products][:1] == ["kettle"]


def test_a_batch_says_how_many_differ(http: TestClient, secret: dict[str, str]) -> None:
    batch = {"products": [{"product_id": "kettle", **KETTLE}, {"product_id": "jug", **KETTLE}]}
    assert http.post("/v1/products", json=batch, headers=secret).json() == {"changed": 2}
    batch["products"][0]["price"] = "30.00"
    assert http.post("/v1/products", json=batch, headers=secret).json() == {"changed": 1}


def test_what_is_taken_out_is_offered_no_more(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    assert http.delete("/v1/products/mug", headers=secret).status_code == 204
    assert "mug" not in {product["product_id"] for product in visitor.get("/v1/products").json()["products"]}
    assert http.delete("/v1/products/no-such", headers=secret).status_code == 404


def test_a_page_of_a_category_in_the_order_of_ids(visitor: Visitor) -> None:
    page = visitor.get("/v1/products", category="Outdoors", limit=2, offset=1).json()
    assert [product["product_id"] for product in page["products"]] == ["rain-jacket", "umbrella"]
    assert page["total"] == 4
    assert visitor.get("/v1/products", category="Nothing").json() == {"products": [], "total": 0}


def test_what_goes_with_a_product_is_not_the_product(visitor: Visitor) -> None:
    similar = visitor.get("/v1/products/rain-jacket/similar", limit=3).json()["products"]
    ids = [product["product"]["product_id"] for product in similar]
    assert 0 < len(ids) <= 3
    assert "rain-jacket" not in ids
    assert visitor.get("/v1/products/no-such/similar").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("PUT", "/kettle"), ("POST", ""), ("DELETE", "/mug")])
def test_a_storefront_changes_nothing(visitor: Visitor, method: str, path: str) -> None:
    refused = visitor.http.request(method, f"/v1/products{path}", headers=visitor.headers, json=KETTLE)
    assert refused.status_code == 403
    assert visitor.get("/v1/products/mug").json()["title"] == "Blue stoneware mug"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"price": "-1"}, "price"), ({"title": ""}, "title"), ({"stock": -1}, "stock")],
)
def test_what_is_wrong_is_named(
    http: TestClient, secret: dict[str, str], changed: dict[str, object], field: str
) -> None:
    refused = http.put("/v1/products/kettle", json=KETTLE | changed, headers=secret)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]
