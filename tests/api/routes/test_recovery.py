"""What the links of an email lead to: the cart put back, and an end to the emails."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own

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


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}


def is_page(answer: Response, services: Services) -> bool:
    """Whether it is a page that names the shop, fits a phone and follows dark mode."""
    parts = ("<h1>", "width=device-width", "prefers-color-scheme", '<html lang="en">', "<main>")
    names_the_shop = services.settings.shop_name in answer.text.partition("<main>")[0]
    return (
        answer.headers["content-type"].startswith("text/html")
        and names_the_shop
        and all(part in answer.text for part in parts)
    )


LINKS = {
    "made up": "/v1/unsubscribe?token=made-up",
    "for something else": "/v1/unsubscribe?token={cart}",
    "cut off": "/v1/unsubscribe?token=",
    "without a token": "/v1/unsubscribe",
    "confirmation made up": "/v1/confirm?token=made-up",
    "cart made up": "/v1/carts/made-up",
    "cart of another shop": "/v1/carts/{foreign}",
    "cart that is gone": "/v1/carts/{gone}",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_a_link_that_fails_is_told_on_a_page(link: str, http: TestClient, services: Services) -> None:
    keys = services.keys
    address = link.format(
        cart=sign(keys, Purpose.CART, "c"),
        gone=sign(keys, Purpose.CART, "erased"),
        foreign=sign(replace(keys, signing="another shop's"), Purpose.CART, "c"),
    )
    answer = http.get(address, headers=BROWSER)
    assert is_page(answer, services)
    assert answer.status_code in (401, 404, 422)
    assert f'href="{services.settings.storefront_url}"' in answer.text
    told = http.get(address, headers=JSON)
    assert told.headers["content-type"] == "application/problem+json"


def test_a_mail_program_that_asks_for_nothing_gets_a_page_too(
    http: TestClient, services: Services, unsubscribe: str
) -> None:
    assert is_page(http.get(unsubscribe), services)
    assert is_page(http.get("/v1/unsubscribe?token=made-up"), services)
    done = http.post(
        unsubscribe, data={"List-Unsubscribe": "One-Click"}, headers={"Accept": "*/*"}
    )  # RFC 8058
    assert done.status_code == 200
    assert is_suppressed(services)
    assert is_page(http.post(unsubscribe, headers=BROWSER), services)


def test_who_opens_the_link_of_a_cart_is_led_to_the_shop(
    http: TestClient, visitor: Visitor, services: Services, cart: str
) -> None:
    answer = http.get(f"/v1/carts/{cart}", headers=BROWSER, follow_redirects=False)
    page = f"{services.settings.storefront_url}/cart.html?restore={cart}"
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    visitor.does("purchase", "mug", order_id="HF-1", price="9.50", quantity=9)
    used = http.get(f"/v1/carts/{cart}", headers=BROWSER)
    assert (used.status_code, is_page(used, services)) == (200, True)
    assert "has been bought" in used.text
    assert http.get(f"/v1/carts/{cart}").status_code == 401, "a script needs its key"
