"""Search over HTTP: filters, pages, counts, ids, and every parameter that cannot be read is named."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.shop import Visitor


def ids(visitor: Visitor, **parameters: Any) -> list[str]:
    body = visitor.get("/v1/search", **parameters).json()
    return [hit["product"]["product_id"] for hit in body["products"]]


def test_a_page_after_the_other_is_all_there_is(visitor: Visitor) -> None:
    whole = visitor.get("/v1/search", q="blue").json()
    assert whole["total"] == len(whole["products"]) == 3
    pages = [visitor.get("/v1/search", q="blue", limit=2, offset=offset).json() for offset in (0, 2, 4)]
    assert [page["total"] for page in pages] == [3, 3, 3]
    assert [page["offset"] for page in pages] == [0, 2, 4]
    assert [hit for page in pages for hit in page["products"]] == whole["products"]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"category": "Home"}, {"mug"}),
        ({"category": ["Home", "Outdoors > Rainwear"]}, {"mug", "rain-jacket", "rain-hat"}),
        ({"brand": "nobody"}, set()),
        ({"attribute": "colour:Blue"}, {"mug", "rain-jacket", "rain-hat"}),
        ({"attribute": ["colour:red", "colour:blue"], "max_price": 20}, {"mug", "rain-hat"}),
        ({"attribute": "colour:green"}, set()),
        ({"min_price": 30}, {"rain-jacket"}),
    ],
)
def test_filters_narrow(visitor: Visitor, filters: dict[str, Any], left: set[str]) -> None:
    assert set(ids(visitor, q="blue", **filters)) == left


def test_a_price_in_the_words_is_a_filter(visitor: Visitor) -> None:
    body = visitor.get("/v1/search", q="blue rain things under 20").json()
    assert [hit["product"]["product_id"] for hit in body["products"]] == ["rain-hat", "mug"]
    assert body["read_as"]["max_price"] == "20"
    assert visitor.get("/v1/search", q="blue under 20", max_price=10).json()["read_as"]["max_price"] == "10"
    assert set(ids(visitor, q="under 13")) == {"mug", "umbrella"}


def test_a_slip_is_said(visitor: Visitor) -> None:
    body = visitor.get("/v1/search", q="umbrela").json()
    assert body["read_as"]["mended"] == {"umbrela": "umbrella"}
    assert body["products"][0]["product"]["product_id"] == "umbrella"


def test_what_was_found_is_counted(visitor: Visitor) -> None:
    assert visitor.get("/v1/search", q="blue").json()["facets"] is None
    facets = visitor.get("/v1/search", q="blue", limit=1, facets=True).json()["facets"]
    assert {"value": "Outdoors", "count": 2} in facets["categories"]
    assert {"value": "Home > Kitchen", "count": 1} in facets["categories"]
    assert facets["attributes"]["colour"] == [{"value": "blue", "count": 3}]
    assert facets["brands"] == []
    assert facets["prices"] == [
        {"min_price": "9.50", "max_price": "9.50", "count": 1},
        {"min_price": "15.00", "max_price": "15.00", "count": 1},
        {"min_price": "34.00", "max_price": "34.00", "count": 1},
    ]


def test_what_is_known_as_what_was_typed_comes_first(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    body = {"title": "Rain", "price": "1.00", "attributes": {"sku": "MUG-01", "colour": "blue"}}
    assert http.put("/v1/products/blue", json=body, headers=secret).status_code == 200
    assert ids(visitor, q="RAIN-HAT")[0] == "rain-hat"
    assert ids(visitor, q="blue")[0] == "blue"
    assert ids(visitor, q=" mug-01 ") == ["blue", "mug"]
    assert ids(visitor, q="sold-out-bowl", limit=1) != ["sold-out-bowl"]


@pytest.mark.parametrize(
    ("parameters", "field", "remedy"),
    [
        ({"limt": 5}, "limt", "there is attribute, brand, category"),
        ({"attribute": "colour"}, "attribute[0]", "name:value"),
        ({"attribute": ["colour:red", ":"]}, "attribute[1]", "name:value"),
        ({"attribute": "colr:blue"}, "attribute", "there is colour"),
        ({"offset": -1}, "offset", "greater than or equal to 0"),
        ({"limit": 101}, "limit", "less than or equal to 100"),
        ({"facets": "perhaps"}, "facets", "boolean"),
        ({"min_price": 20, "max_price": 10}, "min_price", "above max_price"),
    ],
)
def test_what_cannot_be_read_is_named(
    visitor: Visitor, parameters: dict[str, Any], field: str, remedy: str
) -> None:
    response = visitor.get("/v1/search", q="blue", **parameters)
    [error] = response.json()["errors"]
    assert (response.status_code, error["field"]) == (422, field)
    assert remedy in error["message"] + response.json()["detail"]


def test_prices_the_wrong_way_round_are_refused(visitor: Visitor) -> None:
    response = visitor.get("/v1/search", q="mug", min_price=20, max_price=10)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["min_price"]
