"""The chat with the keyboard alone: what is reached, in which order, and where the focus goes."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, SMALL
from tests.browser.scripted import (
    CATALOG,
    FOUR,
    JACKET,
    SEARCH,
    SOLD_OUT,
    comparison,
    focused,
    panel,
    scripted,
    searched,
)
from tests.browser.shopper import conversation

pytestmark = pytest.mark.browser


def test_everything_is_reached_with_the_keyboard_in_the_order_of_reading(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        page.get_by_role("button", name="Ask us").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Your message")).to_be_focused()
        script.answer(SEARCH, {"text": "", "comparison": comparison(2)})
        page.keyboard.type("blue")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("please")
        page.keyboard.press("Enter")
        expect(conversation(page).get_by_role("table")).to_be_visible()
        assert script.texts == ["blue\nplease"]
        panel(page).get_by_role("button", name="Save this conversation").focus()
        order = [focused(page)]
        while order[-1] != "Send":
            page.keyboard.press("Tab")
            order.append(focused(page))
        title, sold_out = CATALOG[JACKET].title, CATALOG[SOLD_OUT].title
        assert [name.split("\n")[0] for name in order] == [
            "Save this conversation as a text file",
            "Close chat",
            "Conversation",
            "Take off: blue",
            "Take off: up to £80",
            title,
            f"Add to basket: {title}",
            f"Like: {title}",
            f"Not for me: {title}",
            sold_out,
            f"Like: {sold_out}",
            f"Not for me: {sold_out}",
            "2 products side by side",
            *[CATALOG[product_id].title for product_id in FOUR[:2]],
            "Your message",
            "Send",
        ]


@pytest.mark.parametrize("opener", ["Ask us", "Ask for a gift idea"])
@pytest.mark.parametrize("device", [DESKTOP, SMALL], ids=["desktop", "small"])
def test_escape_closes_and_the_focus_goes_back(browser: Browser, device: dict[str, Any], opener: str) -> None:
    with scripted(browser, device) as (page, _):
        page.get_by_role("button", name=opener).click()
        expect(page.get_by_label("Your message")).to_be_focused()
        page.keyboard.press("Escape")
        expect(panel(page)).to_be_hidden()
        expect(page.get_by_role("button", name=opener)).to_be_focused()


def test_on_a_small_screen_nothing_behind_it_is_reached(browser: Browser) -> None:
    with scripted(browser, SMALL) as (page, script):
        searched(page, script)
        places = set()
        for _ in range(30):
            page.keyboard.press("Tab")
            places.add(page.evaluate("document.activeElement.localName"))
        assert places <= {"rapport-chat", "body"}  # body: the browser's own bar has its turn
