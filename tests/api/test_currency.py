"""An amount that comes without a currency is in the shop's own."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.app import create_app
from core.keys import Keys
from core.settings import Settings
from feedback.tables import Event
from tests.clock import ManualClock
from tests.services import open_shop
from tests.shop import Visitor


@pytest.fixture
def euros(settings: Settings, engine: Engine, keys: Keys, clock: ManualClock) -> Iterator[TestClient]:
    settings = settings.model_copy(update={"currency": "EUR"})
    with TestClient(create_app(settings, services=open_shop(settings, engine, keys, clock))) as client:
        yield client


@pytest.mark.parametrize(
    ("said", "stored"), [({}, "EUR"), ({"currency": None}, "EUR"), ({"currency": "USD"}, "USD")]
)
def test_a_products_price(
    euros: TestClient, secret: dict[str, str], said: dict[str, Any], stored: str
) -> None:
    cup = {"title": "Cup", "price": "7.00", **said}
    assert euros.put("/v1/products/cup", json=cup, headers=secret).json()["currency"] == stored
    many = {"products": [{"product_id": "pot", **cup}]}
    assert euros.post("/v1/products", json=many, headers=secret).status_code == 200
    for product_id in ("cup", "pot"):
        assert euros.get(f"/v1/products/{product_id}", headers=secret).json()["currency"] == stored


@pytest.mark.parametrize(
    ("said", "stored"),
    [({"price": "7.00"}, "EUR"), ({"price": "7.00", "currency": "USD"}, "USD"), ({}, None)],
)
def test_an_events_price(
    euros: TestClient,
    keys: Keys,
    clock: ManualClock,
    engine: Engine,
    said: dict[str, Any],
    stored: str | None,
) -> None:
    Visitor.arrives(euros, keys, clock).does("cart", "mug", **said)
    with Session(engine) as session:
        assert session.exec(select(Event.currency)).all() == [stored]
