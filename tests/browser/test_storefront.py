"""The sample shop as its shoppers meet it: the whole loop in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Screenshot
from tests.browser.shopper import (
    conversation,
    events_of,
    leave_through_top,
    put_into_basket,
    say,
    settle,
    shelf,
    stored,
    survey,
)
from tests.live import LiveShop

pytestmark = pytest.mark.browser


GIFT = "I am looking for a gift for my sister who likes cooking, up to 30 pounds"
GIFT_ANSWERS = ("my sister", "cooking", "30 pounds")


def test_the_loop_from_a_basket_to_the_slot(desktop: Page, screenshot: Screenshot) -> None:
    page = desktop
    put_into_basket(page)
    leave_through_top(page)
    expect(survey(page)).to_be_visible()
    expect(survey(page).get_by_role("heading")).to_contain_text("what held you back")
    screenshot(page, "desktop-survey")
    survey(page).get_by_role("button", name="Delivery or fees cost too much").click()
    expect(survey(page).locator(".answer")).to_contain_text("£40")
    screenshot(page, "desktop-survey-answer")
    survey(page).get_by_role("button", name="Back to the shop").click()
    expect(survey(page)).to_have_count(0)

    page.goto("/")
    before = shelf(page)
    screenshot(page, "desktop-home")
    page.get_by_role("button", name="Ask us").click()
    say(page, GIFT)
    for answer in GIFT_ANSWERS:
        if conversation(page).locator(".product").count():
            break
        say(page, answer)
    offered = conversation(page).locator(".product")
    expect(offered.first).to_be_visible()
    expect(offered.first.locator(".reason")).not_to_be_empty()
    answers = conversation(page).locator(".assistants")
    answered = answers.count()
    offered.first.get_by_role("button", name=re.compile("^Like")).click()
    expect(answers.nth(answered)).to_be_visible()
    liked = [signal["product_id"] for signal in stored(page)["chat_signal"] if signal["kind"] == "like"]
    assert liked == [offered.first.get_attribute("data-product")]
    expect(page.locator(".remembered")).to_be_visible()
    page.wait_for_function(
        """before => {
          const slot = document.querySelector('rapport-recommendations');
          const now = [...slot.shadowRoot.querySelectorAll('.product')].map((card) => card.dataset.product);
          return !slot.hasAttribute('aria-busy') && now.join() !== before.join();
        }""",
        arg=before,
    )
    screenshot(page, "desktop-chat")
    page.get_by_role("button", name="Close chat").click()
    page.locator("rapport-recommendations").scroll_into_view_if_needed()
    screenshot(page, "desktop-slot-after-chat")

    kinds = {event["type"] for event in stored(page)["event"]}
    assert {"view", "cart", "exit_intent", "survey_shown", "impression"} <= kinds
    assert stored(page)["survey_response"][0]["reason"] == "extra_costs"


def test_an_order_is_told_and_the_email_only_with_a_tick(desktop: Page, screenshot: Screenshot) -> None:
    page = desktop
    put_into_basket(page)
    page.get_by_role("link", name="See the basket").click()
    expect(page.get_by_text("Delivery", exact=True)).to_be_visible()
    screenshot(page, "desktop-cart")
    page.get_by_role("link", name="Check out").click()
    remind = page.get_by_label("Email me if I leave something in my basket")
    expect(remind).not_to_be_checked()
    page.get_by_label("Email", exact=True).fill("ayla@example.com")
    assert stored(page)["shopper"][0]["email"] is None
    remind.check()
    expect(page.get_by_text("One email at most", exact=False)).to_be_visible()
    assert page.evaluate("rapport.consent()")["recovery_email"] is True
    for label, words in {"Name": "Ayla", "Address": "1 Quay", "Town": "Leith", "Postcode": "EH6"}.items():
        page.get_by_label(label, exact=True).fill(words)
    screenshot(page, "desktop-checkout")
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    settle(page)
    bought = events_of(page, "purchase")
    assert len(bought) == 1
    assert re.fullmatch(r"HF-\d{6}", bought[0]["order_id"])
    assert events_of(page, "remove") == []


def test_a_shopper_reads_what_is_known_and_erases_it(desktop: Page, screenshot: Screenshot) -> None:
    page = desktop
    put_into_basket(page)
    settle(page)
    page.goto("/privacy.html")
    expect(page.get_by_text("you put into the basket", exact=False)).to_be_visible()
    screenshot(page, "desktop-privacy")
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    assert len(events_of(page, "cart")) == 1
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("dialog").get_by_role("button", name="Erase it").click()
    expect(page.get_by_text(re.compile(r"Done: \d+ records? (is|are) erased"))).to_be_visible()
    assert events_of(page, "cart") == []


def test_a_restore_link_that_ran_out_says_so(desktop: Page) -> None:
    desktop.goto("/?restore=unknown")
    expect(desktop.get_by_text("That link has run out.", exact=False)).to_be_visible()
    assert "restore" not in desktop.url


def test_without_the_api_the_shop_still_stands(desktop: Page, live_shop: LiveShop) -> None:
    page = desktop
    put_into_basket(page)
    page.context.route(f"{live_shop.api_url}/**", lambda route: route.abort())
    page.goto("/cart.html")
    expect(page.get_by_role("button", name=re.compile("Remove"))).to_be_visible()
    expect(page.locator("rapport-recommendations")).not_to_be_visible()
