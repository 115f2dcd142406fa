"""SKU, GTIN and variant ids at every door that takes a product's id: what they name is the product."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.http.dependencies import Services
from core.database import transaction
from core.settings import Settings
from core.shoppers import ensure_shopper
from feedback.profiles import read_profile
from feedback.tables import ChatSignal, Event, SurveyResponse
from tests.clock import ManualClock
from tests.shop import Visitor

WRITTEN = ["MUG/RED M", "007", "0012345678905", "gid://shop/ä #1?", "a..b", "m" * 200]
CALLED = [*WRITTEN, "012345678905", "12345678905", "00012345678905"]
"""The GTIN in three more spellings."""
MUG = "/v1/products/mug"

Ask = Callable[..., Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A shop that delivers free from an amount."""
    return settings.model_copy(update={"free_delivery_from": Decimal("40.00")})


@pytest.fixture
def server(http: TestClient, secret: dict[str, str]) -> Ask:
    """Asks as the shop's server, where the mug has its aliases."""

    def ask(method: str, path: str, **sent: Any) -> Any:
        return http.request(method, path, headers=secret, **sent)

    assert ask("PATCH", MUG, json={"aliases": WRITTEN}).json()["aliases"] == WRITTEN
    return ask


def test_aliases_are_kept_as_they_are_written_and_can_be_taken_off(server: Ask) -> None:
    assert server("GET", MUG).json()["aliases"] == WRITTEN
    [mug] = [
        product
        for product in server("GET", "/v1/products").json()["products"]
        if product["product_id"] == "mug"
    ]
    assert mug["aliases"] == WRITTEN
    body = {"title": "Mug", "price": "9.00", "aliases": ["007", "mug", "007", "12345678905", "012345678905"]}
    assert server("PUT", MUG, json=body).json()["aliases"] == ["007", "12345678905"]
    assert server("PATCH", MUG, json={"stock": 2}).json()["aliases"] == ["007", "12345678905"]
    many = {"products": [{"product_id": "mug", "aliases": []}, {"product_id": "pan", "aliases": ["007"]}]}
    assert server("PATCH", "/v1/products", json=many).json() == {"changed": 2}
    assert server("GET", "/v1/products/007").json()["product_id"] == "pan"


@pytest.mark.parametrize("name", CALLED)
def test_an_alias_is_taken_wherever_a_product_is_named(
    server: Ask, services: Services, engine: Engine, clock: ManualClock, name: str
) -> None:
    path = quote(name, safe="")
    assert server("GET", f"/v1/products/{path}").json()["product_id"] == "mug"
    similar = server("GET", f"/v1/products/{path}/similar")
    assert similar.content == server("GET", f"{MUG}/similar").content
    for part in ("product_id", "cart"):
        asked = {"placement": "product" if part == "product_id" else "cart"}
        by_name, by_id = (
            server("GET", "/v1/recommendations", params={**asked, part: called}) for called in (name, "mug")
        )
        assert by_name.content == by_id.content
    assert "mug" not in shown(server, exclude=name)
    rule = {"name": "Away", "action": "exclude", "match": {"products": [name]}}
    assert server("POST", "/v1/rules/preview", json=rule).json()["products"] == 1
    made = server("POST", "/v1/rules", json=rule).json()
    assert made["match"]["products"] == ["mug"]
    assert "mug" not in shown(server)
    assert server("DELETE", f"/v1/rules/{made['rule_id']}").status_code == 204

    kinds = ("view", "cart", "purchase", "return")
    told = [event(clock, kind, name, order_id="o-1" if kind == "purchase" else None) for kind in kinds]
    assert server("POST", "/v1/events", json={"events": told}).json()["accepted"] == 4
    assert stored(engine) == ["mug"] * 4
    news = {"shopper_id": "ayla", "status": "placed", "placed_at": clock.now().isoformat()}
    lines = [{"product_id": name, "quantity": 2}, {"product_id": "mug"}, {"product_id": "gift card"}]
    assert server("PUT", "/v1/orders/o-2", json=news | {"lines": lines}).status_code == 200
    with Session(engine) as session:
        of_order = session.exec(select(Event.product_id, Event.quantity).where(Event.order_id == "o-2"))
        assert sorted(of_order, key=str) == [("gift card", 1), ("mug", 3), (None, 1)]


@pytest.mark.parametrize("name", CALLED)
def test_a_browser_may_call_a_product_by_an_alias(
    server: Ask, visitor: Visitor, engine: Engine, clock: ManualClock, name: str
) -> None:
    visitor.does("cart", name)
    assert visitor.answers("price", name).status_code == 201
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi", "product_id": name})
    conversation = f"/v1/conversations/{said.json()['conversation_id']}"
    for kind in ("like", "dislike"):
        signals = {"signals": [{"kind": kind, "product_id": name}]}
        assert server("POST", f"{conversation}/signals", json=signals).status_code == 201
    with Session(engine) as session:
        assert session.exec(select(Event.product_id).where(Event.type == "cart")).all() == ["mug"]
        assert session.exec(select(SurveyResponse.product_ids)).one() == ["mug"]
        signals_of = session.exec(select(ChatSignal).order_by(ChatSignal.kind)).all()
        assert {signal.product_id for signal in signals_of} == {"mug"}
        assert [signal.withdrawn_at is None for signal in signals_of] == [True, False], "one contradicts"


def test_two_variants_in_a_cart_are_two_of_the_product(server: Ask, visitor: Visitor, engine: Engine) -> None:
    for name in ("MUG/RED M", "007"):
        visitor.does("cart", name, price="9.50")
    answer = visitor.answers("extra_costs", "MUG/RED M", "007").json()["answer"]["text"]
    assert "£21.00 away" in answer, "two mugs of £9.50 of £40.00"
    with Session(engine) as session:
        assert session.exec(select(SurveyResponse.product_ids)).one() == ["mug"]


def test_what_is_bought_by_an_alias_is_known_of_the_shopper(
    server: Ask, services: Services, engine: Engine, clock: ManualClock
) -> None:
    server("POST", "/v1/events", json={"events": [event(clock, "purchase", "007", order_id="o-1")]})
    with transaction(engine) as session:
        shopper = ensure_shopper(session, "ayla", now=clock.now())
        products = services.answers.snapshot.products
        profile = read_profile(session, shopper.shopper_id, products=products, now=clock.now())
    assert [interaction.product_id for interaction in profile.history] == ["mug"]


def test_a_name_is_one_products_only_and_nothing_else_is_stored(server: Ask) -> None:
    before = server("GET", "/v1/products").json()
    pan = {"title": "Pan", "price": "1.00"}
    for response, field, said in (
        (server("PUT", "/v1/products/pan", json=pan | {"aliases": ["P", "007"]}), "aliases[1]", "'mug'"),
        (server("PATCH", "/v1/products/pan", json={"aliases": ["teapot"]}), "aliases[0]", "'teapot'"),
        (server("PUT", "/v1/products/007", json=pan), "product_id", "'mug'"),
        (
            server("POST", "/v1/products", json={"products": [named("new"), named("pan", "012345678905")]}),
            "products[1].aliases[0]",
            "'mug'",
        ),
        (
            server("PATCH", "/v1/products", json={"products": [named("pan", "007"), {"product_id": "mug"}]}),
            "products[0].aliases[0]",
            "'mug'",
        ),
    ):
        [error] = response.json()["errors"]
        assert (response.status_code, error["field"]) == (422, field)
        assert said in error["message"]
    assert server("GET", "/v1/products").json() == before
    for method, sent in (("PATCH", {"json": {"stock": 0}}), ("DELETE", {})):
        response = server(method, "/v1/products/007", **sent)
        assert response.status_code == 404, "a variant's stock is not its product's"
        assert "an alias of 'mug'" in response.text


def test_what_no_product_is_called_stays_unknown(server: Ask, clock: ManualClock) -> None:
    for unknown in ("7", "mug/red m", "0070", "MUG/RED"):
        response = server("POST", "/v1/events", json={"events": [event(clock, "view", unknown)]})
        assert response.json()["errors"][0]["field"] == "events[0].product_id", unknown
        assert server("GET", f"/v1/products/{quote(unknown, safe='')}").status_code == 404


def test_an_alias_counts_at_once(
    http: TestClient, services: Services, secret: Any, clock: ManualClock
) -> None:
    """Also in a process that has not looked at the catalog since."""
    http.event_hooks = {"response": []}
    assert services.answers.on_sale.product_id("NEW-1") is None
    http.patch(MUG, json={"aliases": ["NEW-1"]}, headers=secret)
    sent = {"events": [event(clock, "view", "NEW-1")]}
    assert http.post("/v1/events", json=sent, headers=secret).json()["accepted"] == 1
    assert services.answers.on_sale.product_id("NEW-1") is None


def named(product_id: str, *aliases: str) -> dict[str, Any]:
    return {"product_id": product_id, "title": "Pan", "price": "1.00", "aliases": list(aliases)}


def event(clock: ManualClock, kind: str, product_id: str, **fields: Any) -> dict[str, Any]:
    told = {"id": str(uuid4()), "type": kind, "occurred_at": clock.now().isoformat()}
    return told | {"shopper_id": "ayla", "product_id": product_id} | fields


def stored(engine: Engine) -> list[str | None]:
    with Session(engine) as session:
        return list(session.exec(select(Event.product_id)))


def shown(server: Ask, **asked: object) -> list[str]:
    answer = server("GET", "/v1/recommendations", params={"limit": 50, **asked}).json()
    return [recommended["product"]["product_id"] for recommended in answer["products"]]


@pytest.mark.parametrize(
    "typed", [*CALLED, "mug / red m".replace(" / ", "/"), "mug/redm", "0 012345 678905", "MUG"]
)
def test_the_search_finds_what_is_called_so_first(server: Ask, visitor: Visitor, typed: str) -> None:
    products = visitor.get("/v1/search", q=typed).json()["products"]
    assert products[0]["product"]["product_id"] == "mug"
    assert products[0]["score"] == 1.0
    assert server("PATCH", MUG, json={"active": False}).status_code == 200
    left = visitor.get("/v1/search", q=typed).json()["products"]
    assert "mug" not in {hit["product"]["product_id"] for hit in left}
