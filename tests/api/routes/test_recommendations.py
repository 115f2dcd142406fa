"""Recommendations over HTTP: personal, explained, within what the shopper said; search beside them."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.routes.recommendations import RecommendationsBody
from tests.clock import ManualClock
from tests.shop import Visitor


def shown(visitor: Visitor, **parameters: object) -> list[str]:
    response = visitor.get("/v1/recommendations", **parameters)
    assert response.status_code == 200, response.text
    return [recommendation["product"]["product_id"] for recommendation in response.json()["products"]]


def test_a_newcomer_gets_products_that_are_in_stock(visitor: Visitor) -> None:
    products = shown(visitor)
    assert len(products) >= 5
    assert "sold-out-bowl" not in products


def test_what_the_shopper_looked_at_shapes_the_answer(visitor: Visitor) -> None:
    visitor.does("view", "rain-jacket")
    assert shown(visitor)[0] in {"rain-hat", "wellies", "umbrella"}


def test_a_click_changes_the_very_next_answer(visitor: Visitor) -> None:
    before = [shown(visitor), shown(visitor)]
    visitor.does("click", "teapot")
    after = [shown(visitor), shown(visitor)]
    assert before[0] == before[1] != after[0] == after[1]


def test_an_erased_shopper_is_answered_no_more(visitor: Visitor) -> None:
    visitor.does("view", "rain-jacket")
    assert shown(visitor)
    assert visitor.post("/v1/privacy/erasure", {}).status_code == 200
    assert visitor.get("/v1/recommendations").status_code == 401


def test_the_answer_is_what_its_schema_says(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    visitor.does("view", "rain-jacket")
    visitor_id = visitor.get("/v1/privacy/export").json()["visitor"][0]["visitor_id"]
    http.post("/v1/identify", json={"visitor_id": visitor_id, "external_id": "c-1"}, headers=secret)
    to_browser = visitor.get("/v1/recommendations", lang="de", cart=["mug", "pan"], placement="cart")
    to_server = http.get("/v1/recommendations", params={"shopper_id": "c-1"}, headers=secret)
    for answer in (to_browser, to_server, http.get("/v1/recommendations", headers=secret)):
        assert answer.headers["content-type"] == "application/json"
        body = RecommendationsBody.model_validate(answer.json())
        assert body.products
        assert body.model_dump(mode="json") == answer.json()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "51"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"placement": "attic"}, "placement"),
        ({"product_id": "a\tb"}, "product_id"),
        ({"cart": ["mug", "<b>"]}, "cart[1]"),
        ({"cart": ["mug"] * 51}, "cart"),
        ({"shopper_id": "x" * 201}, "shopper_id"),
        ({"lang": "x" * 36}, "lang"),
    ],
)
def test_a_wrong_query_names_its_field(
    http: TestClient, visitor: Visitor, query: dict[str, str | list[str]], field: str
) -> None:
    answer = visitor.get("/v1/recommendations", **query)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert http.get("/v1/recommendations", params=query).status_code == 401  # the key is asked for first


def test_a_shopper_who_is_not_there_is_somebody_new(http: TestClient, secret: dict[str, str]) -> None:
    somebody_new = http.get("/v1/recommendations", headers=secret)
    answer = http.get("/v1/recommendations", params={"shopper_id": "c-new"}, headers=secret)
    assert (answer.status_code, answer.json()) == (200, somebody_new.json())


@pytest.mark.parametrize(("token", "said"), [(None, "No visitor token"), ("a.b", "not valid")])
def test_a_storefront_needs_a_visitor(
    http: TestClient, visitor: Visitor, token: str | None, said: str
) -> None:
    headers = {**visitor.headers, "Rapport-Visitor": token} if token else visitor.headers
    if token is None:
        del headers["Rapport-Visitor"]
    answer = http.get("/v1/recommendations", headers=headers)
    assert answer.status_code == 401
    assert said in answer.json()["detail"]


def test_no_history_is_used_without_the_shoppers_consent(visitor: Visitor) -> None:
    before = visitor.get("/v1/recommendations").json()
    visitor.does("view", "rain-jacket")
    visitor.put("/v1/consent", {"personalisation": False})
    assert visitor.get("/v1/recommendations").json() == before


def test_the_sum_of_the_contributions_is_the_score(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    visitor_id = visitor.get("/v1/privacy/export").json()["visitor"][0]["visitor_id"]
    http.post("/v1/identify", json={"visitor_id": visitor_id, "external_id": "c-1"}, headers=secret)
    visitor.does("view", "rain-jacket")
    response = http.get("/v1/recommendations", params={"shopper_id": "c-1"}, headers=secret)
    for recommendation in response.json()["products"]:
        total = sum(part["value"] for part in recommendation["contributions"])
        assert abs(total - recommendation["score"]) < 1e-6
        assert recommendation["reason"]["text"]


def test_storefronts_are_not_shown_the_sum(visitor: Visitor) -> None:
    assert all(
        recommendation["contributions"] is None
        for recommendation in visitor.get("/v1/recommendations").json()["products"]
    )


def test_the_product_on_the_page_is_not_recommended(visitor: Visitor) -> None:
    products = shown(visitor, placement="product", product_id="rain-jacket")
    assert "rain-jacket" not in products
    assert products[0] in {"rain-hat", "wellies", "umbrella"}


def test_a_new_product_can_be_found_and_recommended_at_once(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    body = {"title": "Yellow rain trousers", "category": "Outdoors > Rainwear", "price": "19.00", "stock": 3}
    assert http.put("/v1/products/rain-trousers", json=body, headers=secret).status_code == 200
    hits = visitor.get("/v1/search", q="rain trousers").json()["products"]
    assert hits[0]["product"]["product_id"] == "rain-trousers"
    assert "rain-trousers" in shown(visitor, placement="product", product_id="rain-jacket")
    assert http.delete("/v1/products/rain-trousers", headers=secret).status_code == 204
    assert "rain-trousers" not in shown(visitor, placement="product", product_id="rain-jacket")


def test_search_keeps_to_price_and_stock(visitor: Visitor) -> None:
    def matches(**parameters: object) -> set[str]:
        hits = visitor.get("/v1/search", **parameters).json()["products"]
        return {hit["product"]["product_id"] for hit in hits}

    assert matches(q="blue stoneware") >= {"mug"}
    assert "sold-out-bowl" not in matches(q="blue stoneware")
    assert "sold-out-bowl" in matches(q="blue stoneware", in_stock=False)
    assert "rain-jacket" not in matches(q="blue rain", max_price=20)
    assert matches(q="qwertz uiop") == set()


def test_a_product_page_needs_its_product(visitor: Visitor) -> None:
    response = visitor.get("/v1/recommendations", placement="product")
    [error] = response.json()["errors"]
    assert (response.status_code, error["field"]) == (422, "product_id")
    assert "send its id as product_id" in error["message"]
    assert shown(visitor, placement="cart")


def test_recommendations_keep_to_categories(visitor: Visitor) -> None:
    rain = {"rain-jacket", "rain-hat", "wellies", "umbrella"}
    assert set(shown(visitor, category="Outdoors > Rainwear")) == rain
    assert set(shown(visitor, category="outdoors")) == rain
    assert set(shown(visitor, category=["Outdoors", "Home"])) == rain | {"mug", "teapot", "pan"}
    assert shown(visitor, category="Garden") == []


def test_recommendations_keep_to_brands(http: TestClient, visitor: Visitor, secret: dict[str, str]) -> None:
    for product_id, brand in (("mug", "Clay"), ("pan", "Iron")):
        http.patch(f"/v1/products/{product_id}", json={"brand": brand}, headers=secret)
    assert shown(visitor, brand="clay") == ["mug"]
    assert set(shown(visitor, brand=["Clay", "Iron"])) == {"mug", "pan"}
    assert shown(visitor, brand="Clay", category="Outdoors") == []
    assert shown(visitor, brand="Nobody") == []


def test_what_is_excluded_is_not_recommended(visitor: Visitor) -> None:
    everything = shown(visitor)
    excluded = [*everything[:2], "no-such-product"]
    assert set(shown(visitor, exclude=excluded)) == set(everything[2:])


PLACEMENTS: list[dict[str, object]] = [
    {"placement": "home"},
    {"placement": "product", "product_id": "teapot"},
    {"placement": "cart"},
    {"placement": "checkout"},
    {"placement": "email"},
    {"placement": "home", "category": "Home"},
]


@pytest.mark.parametrize("asked", PLACEMENTS)
def test_what_is_in_the_cart_is_not_recommended(
    visitor: Visitor, clock: ManualClock, asked: dict[str, object]
) -> None:
    assert "mug" in shown(visitor, **asked)
    visitor.does("cart", "mug", quantity=2)
    assert "mug" not in shown(visitor, **asked)
    clock.advance(timedelta(minutes=1))
    visitor.does("remove", "mug", quantity=1)
    assert "mug" not in shown(visitor, **asked)
    visitor.does("remove", "mug", quantity=1)
    assert "mug" in shown(visitor, **asked)


def test_an_order_empties_the_cart_for_recommendations(visitor: Visitor, clock: ManualClock) -> None:
    visitor.does("cart", "mug")
    visitor.does("cart", "pan")
    clock.advance(timedelta(minutes=1))
    visitor.does("purchase", "pan", order_id="o-1")
    products = shown(visitor)
    assert "mug" in products
    assert "pan" not in products


def test_a_cart_of_long_ago_is_no_cart(visitor: Visitor, clock: ManualClock) -> None:
    visitor.does("cart", "mug")
    clock.advance(timedelta(days=29))
    assert "mug" not in shown(visitor)
    clock.advance(timedelta(days=2))
    assert "mug" in shown(visitor)


def test_what_is_in_the_cart_is_not_forgotten_over_a_long_look_around(
    visitor: Visitor, clock: ManualClock
) -> None:
    visitor.does("cart", "mug")
    for _ in range(3):
        clock.advance(timedelta(minutes=5))
        views = [visitor.event("view", "teapot") for _ in range(80)]
        assert visitor.post("/v1/events", {"events": views}).status_code == 202
    assert "mug" not in shown(visitor)
