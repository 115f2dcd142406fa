"""What the links of an email lead to: the cart put back, and an end to the emails."""

import pytest
from fastapi.testclient import TestClient

from api.http.dependencies import Services
from core.database import transaction
from core.keys import Purpose, address_hash, sign
from core.tables import SuppressedAddress
from recovery.tables import AbandonedCart
from tests.shop import Visitor

EMAIL = "ayla@example.com"
LINES = [{"product_id": "mug", "quantity": 9}, {"product_id": "sold-out-bowl", "quantity": 1}]


@pytest.fixture
def cart(visitor: Visitor, services: Services) -> str:
    """A cart that was left: nine mugs, of which there are five, and a bowl that is sold out by now."""
    visitor.does("cart", "mug", quantity=9)
    shopper_id = visitor.get("/v1/privacy/export").json()["shopper"][0]["shopper_id"]
    now = services.clock.now()
    with transaction(services.engine) as session:
        session.add(
            AbandonedCart(
                cart_id="cart-1",
                shopper_id=shopper_id,
                session_id="s-1",
                lines=LINES,
                started_at=now,
                last_activity_at=now,
                detected_at=now,
            )
        )
    return sign(services.keys, Purpose.CART, "cart-1")


@pytest.fixture
def unsubscribe(services: Services) -> str:
    """The address of the page with the button."""
    token = sign(services.keys, Purpose.UNSUBSCRIBE, f"email-1:{address_hash(services.keys, EMAIL)}")
    return f"/v1/unsubscribe?token={token}"


def is_suppressed(services: Services) -> bool:
    with transaction(services.engine, writes=False) as session:
        return session.get(SuppressedAddress, address_hash(services.keys, EMAIL)) is not None


def test_a_cart_is_put_back_less_what_is_not_there_any_more(visitor: Visitor, cart: str) -> None:
    response = visitor.get(f"/v1/carts/{cart}")
    assert response.status_code == 200, response.text
    lines = response.json()["lines"]
    assert [(line["product"]["product_id"], line["quantity"]) for line in lines] == [("mug", 5)]
    assert (lines[0]["product"]["title"], lines[0]["product"]["price"]) == ("Blue stoneware mug", "9.50")


def test_what_was_bought_is_not_put_back_again(visitor: Visitor, cart: str) -> None:
    visitor.does("purchase", "mug", order_id="HF-1", price="9.50", quantity=9)
    assert visitor.get(f"/v1/carts/{cart}").json() == {"lines": []}


def test_a_cart_that_is_gone_and_a_link_that_is_not_ours(visitor: Visitor, services: Services) -> None:
    gone = visitor.get(f"/v1/carts/{sign(services.keys, Purpose.CART, 'erased')}")
    assert (gone.status_code, gone.json()["errors"][0]["field"]) == (404, "cart_id")
    assert visitor.get("/v1/carts/made-up").status_code == 401


def test_the_page_asks_before_it_ends_the_emails(
    http: TestClient, services: Services, unsubscribe: str
) -> None:
    """A mail program that follows every link must not unsubscribe anybody."""
    page = http.get(unsubscribe)
    assert page.status_code == 200
    assert f"No more emails from {services.settings.shop_name}?" in page.text
    assert "<button" in page.text
    assert not is_suppressed(services)


def test_the_button_ends_the_emails_and_once_more_does_no_harm(
    http: TestClient, services: Services, unsubscribe: str
) -> None:
    for _ in ("once", "twice"):
        page = http.post(unsubscribe)
        assert page.status_code == 200
        assert "You will get no more emails about your basket." in page.text
        assert is_suppressed(services)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_link_ends_nothing(http: TestClient, services: Services, method: str) -> None:
    assert http.request(method, "/v1/unsubscribe?token=made-up").status_code == 401
    assert not is_suppressed(services)
