"""One rule for an id at every door that takes one: what may be one is taken by all, what may not by none."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import anyio
import pytest
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.http.address import SLASH, EncodedSlashes
from api.http.dependencies import Services
from jobs.importers import events, products
from jobs.importers.fields import RejectedField
from jobs.importers.reading import FileLine
from tests.clock import ManualClock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDS = [
    "a/b",
    "ä/é",
    "a//b/",
    "../a",
    "a b",
    "a  b",
    "007",
    "日本",
    "a.b",
    "...",
    "a%2Fb",
    "50%",
    "a+b&c=d",
    "a?b#c",
    "a\\b",
    "a'\"b",
    "a/similar",
    "similar",
    "x" * 200,
]
OF_SHOPPERS = [own for own in IDS if own != "..."]
"""Three dots name a product, but nobody: shops write them for whom they do not know."""
INVISIBLE = [
    "c\u200b1",
    "\ufeffc-1",
    "c-1\u202e",
    "c\u2060",
    "c\u00ad1",
    "c\u200d1",
    "c-1\u200c",
    "\u200d",
    "c\ufe0f",
    "c\U000e00411",
]
NO_IDS = [".", "..", "x" * 201, "a\nb", "a\tb", "a\u00a0b", "a\u2028b", "<b>", "a\x7fb", "\u3000", *INVISIBLE]


@pytest.fixture
def server(http: TestClient, secret: dict[str, str]) -> Callable[..., Any]:
    """Asks as the shop's server."""

    def ask(method: str, path: str, **sent: Any) -> Any:
        return http.request(method, path, headers=secret, **sent)

    return ask


@pytest.mark.parametrize("own", IDS)
def test_a_product_of_any_id_is_written_read_and_taken_out(
    server: Callable[..., Any], services: Services, own: str
) -> None:
    path = f"/v1/products/{quote(own, safe='')}"
    product = {"title": "Rain cape", "price": "9.00", "category": "Outdoors"}
    assert server("POST", "/v1/products", json={"products": [product | {"product_id": own}]}).json() == {
        "changed": 1
    }
    for response in (
        server("PUT", path, json=product | {"stock": 3}),
        server("PATCH", path, json={"stock": 4}),
        server("GET", path),
    ):
        assert (response.status_code, response.json()["product_id"]) == (200, own)
    assert server("PATCH", "/v1/products", json={"products": [{"product_id": own, "stock": 5}]}).json() == {
        "changed": 1
    }
    services.answers.refresh()
    assert server("GET", f"{path}/similar").status_code == 200
    page = {"placement": "product", "product_id": own, "cart": "mug", "exclude": "pan"}
    assert server("GET", "/v1/recommendations", params=page).status_code == 200
    assert own in shown(server)
    assert own not in shown(server, exclude=own)
    assert own not in shown(server, placement="cart", cart=own)
    rule = {"name": "Away", "action": "exclude", "match": {"products": [own]}}
    made = server("POST", "/v1/rules", json=rule)
    assert (made.status_code, made.json()["match"]["products"]) == (201, [own])
    assert server("DELETE", f"/v1/rules/{made.json()['rule_id']}").status_code == 204
    assert server("DELETE", path).status_code == 204
    assert server("GET", path).json()["active"] is False


def shown(server: Callable[..., Any], **asked: object) -> list[str]:
    answer = server("GET", "/v1/recommendations", params={"limit": 50, **asked}).json()
    return [recommended["product"]["product_id"] for recommended in answer["products"]]


@pytest.mark.parametrize("own", OF_SHOPPERS)
def test_a_shopper_and_an_order_may_have_any_id(
    server: Callable[..., Any], services: Services, clock: ManualClock, own: str
) -> None:
    event = {
        "id": str(uuid4()),
        "type": "purchase",
        "occurred_at": clock.now().isoformat(),
        "session_id": own,
        "shopper_id": own,
        "product_id": "mug",
        "order_id": own,
    }
    assert server("POST", "/v1/events", json={"events": [event]}).json()["accepted"] == 1
    news = {"shopper_id": own, "status": "shipped", "placed_at": clock.now().isoformat()}
    path = f"/v1/orders/{quote(own, safe='')}"
    for response in (server("PUT", path, json=news), server("GET", path)):
        assert (response.status_code, response.json()["order_id"]) == (200, own)
    for door in ("recommendations", "consent", "privacy/export", "intent", "surveys/due"):
        assert server("GET", f"/v1/{door}", params={"shopper_id": own}).status_code == 200, door
    visitor = server("POST", "/v1/visitors").json()["visitor_id"]
    named = server("POST", "/v1/identify", json={"visitor_id": visitor, "external_id": own})
    assert (named.status_code, named.json()["shopper"]["external_id"]) == (200, own)
    assert server("POST", "/v1/privacy/erasure", params={"shopper_id": own}).status_code == 200


@pytest.mark.parametrize("own", NO_IDS)
def test_what_is_no_id_is_refused_with_its_field(
    server: Callable[..., Any], clock: ManualClock, own: str
) -> None:
    now = clock.now().isoformat()
    event = {"id": str(uuid4()), "type": "view", "occurred_at": now, "session_id": "s"}
    event |= {"shopper_id": "ayla", "product_id": "mug"}
    news = {"shopper_id": own, "status": "shipped", "placed_at": now}
    product = {"title": "Rain cape", "price": "9.00", "product_id": own}
    for response, field in (
        (server("POST", "/v1/products", json={"products": [product]}), "products[0].product_id"),
        (server("PATCH", "/v1/products", json={"products": [{"product_id": own}]}), "products[0].product_id"),
        (server("GET", "/v1/recommendations", params={"product_id": own}), "product_id"),
        (server("GET", "/v1/recommendations", params={"exclude": own}), "exclude[0]"),
        (
            server("POST", "/v1/events", json={"events": [event | {"product_id": own}]}),
            "events[0].product_id",
        ),
        (
            server("POST", "/v1/events", json={"events": [event | {"shopper_id": own}]}),
            "events[0].shopper_id",
        ),
        (server("PUT", "/v1/orders/o-1", json=news), "shopper_id"),
        (server("POST", "/v1/identify", json={"visitor_id": "v", "external_id": own}), "external_id"),
        (server("GET", "/v1/recommendations", params={"shopper_id": own}), "shopper_id"),
        (server("GET", "/v1/consent", params={"shopper_id": own}), "shopper_id"),
    ):
        assert (response.status_code, response.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("own", IDS)
def test_an_import_of_products_takes_any_id(own: str) -> None:
    assert products.parse(cape(own), currency="GBP", now=NOW).product_id == own


@pytest.mark.parametrize("own", OF_SHOPPERS)
def test_an_import_of_events_takes_any_id(own: str) -> None:
    interaction = events.parse(line(shopper_id=own, product_id=own, order_id=own), "GBP")
    assert (interaction.shopper, interaction.order_id) == (own, own)


@pytest.mark.parametrize("own", [own for own in NO_IDS if own.strip()])
def test_an_import_rejects_what_is_no_id(own: str) -> None:
    with pytest.raises(RejectedField, match=r"^product_id: "):
        products.parse(cape(own), currency="GBP", now=NOW)
    for field in ("shopper_id", "product_id", "order_id", "session_id", "event_id"):
        with pytest.raises(RejectedField, match=rf"^{field}: "):
            events.parse(line(**{field: own}), "GBP")


def test_the_server_keeps_a_path_that_it_can_write_down() -> None:
    """Uvicorn logs the path of the scope that it gave, when the answer begins."""
    given = {"type": "http", "path": "/v1/products/a/b", "raw_path": b"/v1/products/a%2Fb"}
    routed: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        routed.append(scope["path"])

    async def nothing(*_: Any) -> Any:
        raise AssertionError

    anyio.run(EncodedSlashes(app), given, nothing, nothing)
    assert given["path"] == "/v1/products/a/b"
    assert routed == [f"/v1/products/a{SLASH}b"]


def cape(product_id: str) -> FileLine:
    """A product as a file has it."""
    values = {"product_id": product_id, "title": "Cape", "price": "9"}
    return FileLine(2, 0, values, values)


def line(**fields: str) -> dict[str, str]:
    """A purchase as a file has it."""
    row = {"shopper_id": "ayla", "type": "purchase", "occurred_at": "2026-03-01T12:00:00Z"}
    return row | {"product_id": "mug"} | fields
