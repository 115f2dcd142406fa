"""Every page of the sample shop: usable by everyone, and silent towards everyone else."""

from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from tests.browser.conftest import Screenshot
from tests.browser.shopper import conversation, put_into_basket
from tests.live import LiveShop

pytestmark = pytest.mark.browser


FAULTS = (Path(__file__).parent / "faults.js").read_text()
PAGES = (
    "/",
    "/category.html?name=Kitchen",
    "/search.html?q=mug",
    "/cart.html",
    "/checkout.html",
    "/privacy.html",
)


def faults_on(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Sample shop.", exact=False).first).to_be_visible()
    faults: list[str] = page.evaluate(FAULTS)
    return [f"{address}: {fault}" for fault in faults]


def test_every_page_has_names_labels_and_no_sideways_scroll(phone: Page, screenshot: Screenshot) -> None:
    faults = [fault for address in PAGES for fault in faults_on(phone, address)]
    phone.goto("/")
    phone.locator(".card-link").first.click()
    expect(phone.get_by_role("button", name="Add to basket")).to_be_visible()
    width = phone.viewport_size["width"] if phone.viewport_size else 0
    screenshot(phone, f"phone-{width}-product")
    assert faults + faults_on(phone, phone.url) == []


def test_the_page_asks_nobody_but_the_shop_and_its_api(desktop: Page, live_shop: LiveShop) -> None:
    asked: list[str] = []
    complaints: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    def read(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    desktop.on("request", note)
    desktop.on("console", read)
    put_into_basket(desktop)
    desktop.get_by_role("button", name="Ask us").click()
    expect(conversation(desktop)).to_be_visible()
    allowed = (live_shop.storefront_url, live_shop.api_url)
    assert [url for url in asked if not url.startswith(allowed)] == []
    assert complaints == []
