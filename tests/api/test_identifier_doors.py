"""Ids that other software trips over, at each door: what comes in is there by that id, and can go again."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core import catalog
from core.database import transaction
from tests.clock import ManualClock
from tests.shop import Visitor, product

IDS = [
    "a/../b",
    "..a",
    "a..",
    "%2e%2e",
    "%2F",
    "a%00b",
    "#1001",
    "?x=1&y=2",
    "a;b=c,d",
    "a b/c d",
    "caf\u00e9",
    "cafe\u0301",  # the same word in another normal form is another id
    "\u212bngstr\u00f6m",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\u05e2\u05d1\u05e8\u05d9\u05ea",
    "007",
    "0",
    "null",
    "+-*~$@!'()[]{}|^`",
    '"\\"',
    "similar",
    "ü" * 200,
    "\U0001f600" * 200,
]
OF_SHOPPERS = [own for own in IDS if own not in ("0", "null") and any(map(str.isalnum, own))]
"""The others are placeholders."""

Ask = Callable[..., Any]


@pytest.fixture
def server(http: TestClient, secret: dict[str, str], engine: Engine, clock: ManualClock) -> Ask:
    """Asks as the shop's server, where there is a product and an order of each id."""

    def ask(method: str, path: str, **sent: Any) -> Any:
        return http.request(method, path, headers=secret, **sent)

    with transaction(engine) as session:
        catalog.upsert(session, [product(own, "Rain cape", "9.00") for own in IDS], now=clock.now())
    return ask


def at(own: str) -> str:
    return quote(own, safe="")


def event(clock: ManualClock, **fields: Any) -> dict[str, Any]:
    told = {"id": str(uuid4()), "type": "view", "occurred_at": clock.now().isoformat()}
    return {"events": [told | {"shopper_id": "ayla", "product_id": "mug"} | fields]}


PRODUCT_DOORS: dict[str, Callable[[Ask, ManualClock, str], Any]] = {
    "GET product": lambda ask, _, own: ask("GET", f"/v1/products/{at(own)}"),
    "PUT product": lambda ask, _, own: ask(
        "PUT", f"/v1/products/{at(own)}", json={"title": "Cape", "price": "8"}
    ),
    "POST products": lambda ask, _, own: ask(
        "POST", "/v1/products", json={"products": [{"product_id": own, "title": "Cape", "price": "8"}]}
    ),
    "PATCH product": lambda ask, _, own: ask("PATCH", f"/v1/products/{at(own)}", json={"stock": 3}),
    "PATCH products": lambda ask, _, own: ask(
        "PATCH", "/v1/products", json={"products": [{"product_id": own, "stock": 4}]}
    ),
    "similar": lambda ask, _, own: ask("GET", f"/v1/products/{at(own)}/similar"),
    "events": lambda ask, clock, own: ask("POST", "/v1/events", json=event(clock, product_id=own)),
    "recommendations": lambda ask, _, own: ask(
        "GET",
        "/v1/recommendations",
        params={"placement": "product", "product_id": own, "cart": own, "exclude": own},
    ),
    "orders": lambda ask, clock, own: ask(
        "PUT",
        "/v1/orders/o-1",
        json={
            "shopper_id": "ayla",
            "status": "placed",
            "placed_at": clock.now().isoformat(),
            "lines": [{"product_id": own}],
        },
    ),
    "rules": lambda ask, _, own: ask(
        "POST", "/v1/rules", json={"name": "A", "action": "exclude", "match": {"products": [own]}}
    ),
    "aliases": lambda ask, _, own: ask("PATCH", "/v1/products/mug", json={"aliases": [f"{own[1:]}x"]}),
    "DELETE product": lambda ask, _, own: ask("DELETE", f"/v1/products/{at(own)}"),
}


@pytest.mark.parametrize("own", IDS)
def test_a_product_comes_in_is_read_and_goes(server: Ask, clock: ManualClock, own: str) -> None:
    for door, ask in PRODUCT_DOORS.items():
        response = ask(server, clock, own)
        assert response.is_success, (door, response.text)
        if door.endswith(" product") and response.content:
            assert response.json()["product_id"] == own, door
    assert server("GET", f"/v1/products/{at(own)}").json()["active"] is False
    everything = server("GET", "/v1/products", params={"limit": 200}).json()["products"]
    left = {other["product_id"] for other in everything}
    assert left.issuperset(other for other in IDS if other != own), "no other went with it"


@pytest.mark.parametrize("own", IDS)
def test_a_browser_speaks_of_a_product(server: Ask, visitor: Visitor, own: str) -> None:
    visitor.does("cart", own)
    assert visitor.answers("price", own).status_code == 201
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi", "product_id": own})
    conversation = f"/v1/conversations/{said.json()['conversation_id']}"
    signals = {"signals": [{"kind": "like", "product_id": own}]}
    [kept] = server("POST", f"{conversation}/signals", json=signals).json()["signals"]
    assert kept["product_id"] == own
    assert visitor.get("/v1/chat/preferences").json()["preferences"][0]["product_id"] == own


@pytest.mark.parametrize("own", OF_SHOPPERS)
def test_a_shopper_and_their_order_come_in_are_read_and_go(
    server: Ask, clock: ManualClock, visitor: Visitor, own: str
) -> None:
    assert server("PUT", f"/v1/shoppers/{at(own)}", json={"name": "Ayla"}).json()["shopper_id"] == own
    assert server("GET", f"/v1/shoppers/{at(own)}").json()["name"] == "Ayla"
    named = server("POST", "/v1/identify", json={"visitor_id": visitor.visitor_id, "external_id": own})
    assert named.json()["shopper"]["external_id"] == own
    news = {"shopper_id": own, "status": "shipped", "placed_at": clock.now().isoformat()}
    for method, sent in (("PUT", {"json": news}), ("GET", {})):
        assert server(method, f"/v1/orders/{at(own)}", **sent).json()["order_id"] == own
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi"})
    conversation = f"/v1/conversations/{said.json()['conversation_id']}"
    assert server("GET", f"{conversation}/orders/{at(own)}").json()["order_id"] == own
    exported = server("GET", "/v1/privacy/export", params={"shopper_id": own}).json()
    assert own in str(exported) or repr(own)[1:-1] in str(exported)
    assert server("POST", "/v1/privacy/erasure", params={"shopper_id": own}).status_code == 200
    assert server("GET", f"/v1/shoppers/{at(own)}").json()["name"] is None
