"""Orders as a server tells them and as a browser does: they end carts, and count once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core.database import transaction
from core.interactions import Kind
from core.shoppers import ensure_shopper
from core.tables import OrderStatus
from feedback.profiles import acquisition, read_profile
from feedback.reports import Period, abandonment
from recovery import carts
from tests.clock import ManualClock
from tests.shop import Visitor

Secret = Mapping[str, str]
TAKEN_BACK = ["cancelled", "returned", "refunded"]


class Shop:
    """What the shop's server sends, and what Rapport makes of it."""

    def __init__(self, http: TestClient, engine: Engine, clock: ManualClock, secret: Secret) -> None:
        self._http, self._engine, self._clock, self._secret = http, engine, clock, secret

    def tells(self, order_id: str = "HF-1", **news: Any) -> Any:
        """The shop's server, of an order of Ayla's that was placed now."""
        self._clock.advance(timedelta(seconds=1))
        body = {"shopper_id": "ayla", "status": "placed", "placed_at": self._clock.now().isoformat(), **news}
        told = {name: value for name, value in body.items() if value is not None}
        return self._http.put(f"/v1/orders/{order_id}", json=told, headers=self._secret)

    def records(self, *events: dict[str, Any]) -> Any:
        """Events that the shop's server sends."""
        return self._http.post("/v1/events", json={"events": list(events)}, headers=self._secret)

    def carts(self) -> int:
        """How many carts were found left, two hours later."""
        self._clock.advance(timedelta(hours=2))
        with transaction(self._engine) as session:
            seen = carts.look(
                session, now=self._clock.now(), idle=timedelta(hours=1), within=timedelta(days=7)
            )
            return len(seen.left)

    def left(self) -> tuple[int, int]:
        """(abandoned, purchased) sessions with a cart, two hours later."""
        self._clock.advance(timedelta(hours=2))
        now = self._clock.now()
        with transaction(self._engine) as session:
            week = Period.days(7, until=now)
            counts = abandonment(session, week, finished_before=now - timedelta(hours=1)).sessions
        return counts.abandoned, counts.purchased

    def bought(self) -> dict[str, float]:
        """Product -> what Ayla, who bought it, paid in all."""
        with transaction(self._engine) as session:
            shopper_id = ensure_shopper(session, "ayla", now=self._clock.now()).shopper_id
            profile = read_profile(session, shopper_id, products={}, now=self._clock.now())
            paid = acquisition.paid(session, {}).get(shopper_id, 0.0)
        return {
            interaction.product_id: paid
            for interaction in profile.history
            if interaction.kind is Kind.PURCHASE
        }


@pytest.fixture
def shop(http: TestClient, engine: Engine, clock: ManualClock, secret: dict[str, str]) -> Shop:
    return Shop(http, engine, clock, secret)


@pytest.fixture
def ayla(visitor: Visitor, clock: ManualClock) -> Visitor:
    identity = visitor.signed(external_id="ayla", email="ayla@example.com")
    assert visitor.post("/v1/identify", identity).status_code == 200
    visitor.does("cart", "mug")
    clock.advance(timedelta(minutes=2))
    return visitor


def server_event(visitor: Visitor, **fields: Any) -> dict[str, Any]:
    event = visitor.event("purchase", order_id="HF-1", **fields)
    del event["session_id"]
    return event


def test_an_order_that_the_server_tells_ends_the_cart(shop: Shop, ayla: Visitor) -> None:
    assert shop.tells().status_code == 200
    assert shop.carts() == 0
    assert shop.left() == (0, 1)


def test_an_order_may_be_told_of_by_address(shop: Shop, ayla: Visitor) -> None:
    assert shop.tells(shopper_id=None, email="Ayla@example.com").status_code == 200
    assert shop.tells(status="shipped").status_code == 200, "the same person, named by their id"
    assert shop.carts() == 0
    assert shop.left() == (0, 1)


@pytest.mark.parametrize("who", [{"shopper_id": "ayla"}, {"email": "ayla@example.com"}])
@pytest.mark.parametrize("product_id", ["mug", "gift-card", None])
def test_a_server_that_knows_no_session_ends_the_cart_by_an_event(
    shop: Shop, ayla: Visitor, who: dict[str, str], product_id: str | None
) -> None:
    event = server_event(ayla, **who)
    recorded = shop.records(event if product_id is None else {**event, "product_id": product_id})
    assert recorded.status_code == 202, recorded.text
    assert shop.carts() == 0
    assert shop.left() == (0, 1)


def test_a_gift_card_in_an_order_ends_the_cart_as_a_browser_tells_it(shop: Shop, ayla: Visitor) -> None:
    lines = [ayla.event("purchase", name, order_id="HF-1") for name in ("mug", "gift-card")]
    assert ayla.post("/v1/events", {"events": lines}).json()["accepted"] == 2
    assert shop.carts() == 0
    assert ayla.get("/v1/recommendations?placement=home").status_code == 200


def test_what_is_no_order_is_still_refused(shop: Shop, ayla: Visitor) -> None:
    assert ayla.post("/v1/events", {"events": [ayla.event("purchase", "gift-card")]}).status_code == 422
    assert ayla.post("/v1/events", {"events": [ayla.event("return", "mug")]}).status_code == 422
    nameless = server_event(ayla, product_id="mug")
    assert ayla.post("/v1/events", {"events": [nameless]}).status_code == 422
    assert shop.records(nameless).status_code == 422
    assert shop.tells(shopper_id=None).status_code == 422
    assert shop.tells(email="ayla@example.com").status_code == 422


def test_an_order_of_the_browser_and_of_the_server_is_one(shop: Shop, ayla: Visitor) -> None:
    ayla.does("purchase", "mug", order_id="HF-1", price="9.00")
    lines = [
        {"product_id": "mug", "quantity": 2, "price": "8.00"},
        {"product_id": "teapot", "price": "20.00"},
    ]
    for status in ("placed", "packed", "shipped"):
        assert shop.tells(lines=lines, status=status).status_code == 200
    assert shop.bought() == {"mug": 36.0, "teapot": 36.0}


@pytest.mark.parametrize("status", TAKEN_BACK)
def test_an_order_that_was_taken_back_was_not_bought(
    shop: Shop, ayla: Visitor, clock: ManualClock, status: str
) -> None:
    ayla.does("purchase", "mug", order_id="HF-1", price="9.00")
    shop.tells()
    assert shop.bought() == {"mug": 9.0}
    assert shop.tells(status=status).json()["status"] == status
    assert shop.bought() == {}
    clock.advance(timedelta(seconds=1))
    ayla.does("purchase", "mug", order_id="HF-1", price="9.00")  # its page, opened again
    assert shop.bought() == {}
    shop.tells(status="delivered")  # it was a mistake
    assert shop.bought() == {"mug": 9.0}


@pytest.mark.parametrize("status", TAKEN_BACK)
def test_a_line_that_was_taken_back_was_not_bought(shop: Shop, ayla: Visitor, status: str) -> None:
    teapot = {"product_id": "teapot", "price": "20.00"}
    shop.tells(lines=[{"product_id": "mug", "price": "8.00"}, teapot])
    shop.tells(lines=[{"product_id": "mug", "price": "8.00", "status": status}])
    assert shop.bought() == {"teapot": 20.0}
    shop.tells(lines=[{"product_id": "mug", "price": "8.00"}])
    assert shop.bought() == {"mug": 28.0, "teapot": 28.0}


def test_what_is_taken_back_leaves_todays_cart_and_revives_none(
    shop: Shop, ayla: Visitor, clock: ManualClock
) -> None:
    placed_at = clock.now().isoformat()
    shop.tells()
    clock.advance(timedelta(minutes=30))
    shop.tells(status="cancelled", placed_at=placed_at)
    assert shop.carts() == 0, "what was ordered is not written about, although it was cancelled"
    ayla.does("cart", "mug")
    clock.advance(timedelta(minutes=5))
    shop.tells(status="refunded", placed_at=placed_at)
    assert shop.carts() == 1


def test_every_status_can_be_told(shop: Shop) -> None:
    for status in OrderStatus:
        assert shop.tells(status=status).status_code == 200


PLACEHOLDERS = ["undefined", "null", "0", "None", "NaN", "-", "[object Object]", "guest", "{{order.id}}"]


@pytest.mark.parametrize("order_id", PLACEHOLDERS)
def test_a_placeholder_makes_no_two_purchases_one_order(
    shop: Shop, ayla: Visitor, clock: ManualClock, order_id: str
) -> None:
    ayla.does("purchase", "mug", order_id=order_id, price="9.00")
    clock.advance(timedelta(days=2))
    ayla.does("cart", "teapot")
    clock.advance(timedelta(minutes=10))
    ayla.does("purchase", "teapot", order_id=order_id, price="20.00")
    assert shop.carts() == 0
    assert shop.bought() == {"mug": 29.0, "teapot": 29.0}


@pytest.mark.parametrize("order_id", PLACEHOLDERS)
def test_an_order_by_the_name_of_a_placeholder_is_refused(shop: Shop, order_id: str) -> None:
    answer = shop.tells(order_id)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "order_id"


def test_an_order_that_is_still_to_be_placed_is_refused(
    shop: Shop, ayla: Visitor, clock: ManualClock
) -> None:
    later = (clock.now() + timedelta(minutes=50)).isoformat()
    answer = shop.tells(placed_at=later)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "placed_at"
    assert shop.carts() == 1


def test_an_order_was_placed_once_whatever_of_it_is_named(
    shop: Shop, ayla: Visitor, clock: ManualClock
) -> None:
    yesterday = (clock.now() - timedelta(hours=15)).isoformat()
    shop.tells(lines=[{"product_id": "teapot"}])
    assert shop.tells(placed_at=yesterday).status_code == 200
    assert shop.carts() == 1, "it was before this cart"


def test_pieces_that_come_back_one_by_one_add_up(shop: Shop, ayla: Visitor, clock: ManualClock) -> None:
    ayla.does("purchase", "mug", order_id="HF-1", price="9.00", quantity=3)
    sent_back = [
        server_event(ayla, product_id="mug") | {"type": "return", "shopper_id": "ayla"} for _ in "123"
    ]
    for number, event in enumerate(sent_back, start=1):
        clock.advance(timedelta(days=1))
        for _ in range(2):
            assert shop.records(event).status_code == 202
        assert shop.bought() == ({"mug": 27.0 - 9 * number} if number < 3 else {})


def test_what_the_order_says_replaces_the_returns_before_it(shop: Shop, ayla: Visitor) -> None:
    mug, teapot = ({"product_id": name, "price": "9.00"} for name in ("mug", "teapot"))
    sent_back = server_event(ayla, product_id="mug") | {"type": "return", "shopper_id": "ayla"}
    shop.tells(lines=[mug, teapot])
    shop.records(sent_back)
    assert shop.bought() == {"teapot": 9.0}
    shop.tells(status="delivered")
    assert shop.bought() == {"teapot": 9.0}, "nothing is said of the mug"
    shop.tells(status="delivered", lines=[mug])
    shop.records(sent_back)  # sent again, it is known
    assert shop.bought() == {"mug": 18.0, "teapot": 18.0}


def test_a_whole_order_that_came_back_did_not_where_its_lines_say_so(shop: Shop, ayla: Visitor) -> None:
    mug = {"product_id": "mug", "price": "9.00"}
    shop.tells(lines=[mug])
    sent_back = server_event(ayla, product_id=None) | {"type": "return", "shopper_id": "ayla"}
    assert shop.records(sent_back).status_code == 202
    assert shop.bought() == {}
    shop.tells(status="delivered", lines=[mug])
    assert shop.bought() == {"mug": 9.0}


def test_an_order_told_of_the_wrong_shopper_is_put_right(shop: Shop, ayla: Visitor) -> None:
    line = {"product_id": "mug", "price": "9.00"}
    assert shop.tells(shopper_id="zoe", lines=[line]).status_code == 200
    assert shop.tells(shopper_id="ayla").status_code == 200
    assert shop.bought() == {"mug": 9.0}
    assert shop.carts() == 0
    assert shop.tells(shopper_id="zoe").status_code == 200
    assert shop.bought() == {}
    assert shop.carts() == 1
