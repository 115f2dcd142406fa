"""The chat panel on real pages: markup, memory, and a line that breaks."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shopper import conversation, events_of, say

pytestmark = pytest.mark.browser


def test_markup_in_the_chat_stays_text(desktop: Page) -> None:
    page = desktop
    page.goto("/")
    page.get_by_role("button", name="Ask us").click()
    text = '<img src=x onerror="window.harmed = 1"><b>blue</b>'
    say(page, text)
    expect(conversation(page).get_by_text(text)).to_be_visible()
    assert conversation(page).locator(".own b, .own img").count() == 0
    page.reload()
    expect(conversation(page).get_by_text(text)).to_be_visible()
    assert page.evaluate("window.harmed") is None


def test_a_remembered_preference_can_be_taken_back(desktop: Page) -> None:
    page = desktop
    page.goto("/")
    page.get_by_role("button", name="Ask us").click()
    say(page, "I would like something blue under 20 pounds")
    blue = page.get_by_role("button", name=re.compile("Forget: .*blue", re.IGNORECASE))
    expect(blue).to_be_visible()
    blue.click()
    expect(blue).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Ask us")).to_be_focused()


def test_a_chat_message_written_offline_goes_out_later(desktop: Page) -> None:
    page = desktop
    page.goto("/")
    page.get_by_role("button", name="Ask us").click()
    expect(conversation(page).locator(".assistants").first).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.", exact=False)).to_be_visible()
    page.get_by_label("Your message").fill("something blue")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.context.set_offline(False)
    expect(conversation(page).locator(".assistants").nth(1)).to_be_visible()
    expect(page.get_by_text("Not sent yet.")).to_have_count(0)


def test_a_product_of_an_answer_goes_into_the_shops_basket(desktop: Page) -> None:
    page = desktop
    page.goto("/")
    page.get_by_role("button", name="Ask us").click()
    say(page, "I would like something blue under 20 pounds")
    product = conversation(page).locator(".product").filter(has_not_text="Sold out").first
    product.get_by_role("button", name="Add to basket").click()
    expect(conversation(page).get_by_text("In your basket: ")).to_be_visible()
    expect(page.get_by_role("link", name="Basket")).to_contain_text("1")
    put_in = [event["product_id"] for event in events_of(page, "cart")]
    assert put_in == [product.get_attribute("data-product")]


def test_a_button_of_the_shop_opens_the_chat_at_once(desktop: Page) -> None:
    desktop.goto("/")
    desktop.get_by_role("button", name="Ask for a gift idea").click()
    expect(desktop.get_by_label("Your message")).to_be_focused()
