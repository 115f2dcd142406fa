"""Events on their way from a real page: offline, an answer that is lost, and consent."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shopper import (
    events_of,
    leave_through_top,
    put_into_basket,
    settle,
    stored,
    survey,
)

pytestmark = pytest.mark.browser


def test_what_happens_offline_arrives_once(desktop: Page) -> None:
    page = desktop
    page.goto("/")
    page.locator(".tiles a").first.click()
    page.locator(".card-link").filter(has_not_text="Sold out").first.click()
    expect(page.get_by_role("button", name="Add to basket")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_timeout(1_500)
    assert page.evaluate("rapport.events.pending.filter(({ type }) => type === 'cart').length") == 1
    page.context.set_offline(False)
    settle(page)
    page.reload()
    settle(page)
    assert len(events_of(page, "cart")) == 1


def test_an_event_whose_answer_was_lost_is_stored_once(desktop: Page) -> None:
    page = desktop
    lost = 0

    def lose_first(route: Any) -> None:
        nonlocal lost
        lost += 1
        if lost == 1:
            route.fetch()  # the server has it, the browser never hears so
            route.abort()
        else:
            route.continue_()

    page.goto("/")
    page.locator(".tiles a").first.click()
    page.locator(".card-link").filter(has_not_text="Sold out").first.click()
    expect(page.get_by_role("button", name="Add to basket")).to_be_visible()
    settle(page)
    page.route("**/v1/events", lose_first)
    page.get_by_role("button", name="Add to basket").click()
    settle(page)
    assert lost == 2
    assert len(events_of(page, "cart")) == 1


def test_who_does_not_want_to_be_followed_is_not(desktop: Page) -> None:
    page = desktop
    page.goto("/privacy.html")
    box = page.get_by_label("Remember what I look at")
    expect(box).to_be_checked()
    box.uncheck()
    expect(page.get_by_text("Kept.")).to_be_visible()
    settle(page)
    seen_before = len(stored(page)["event"])
    put_into_basket(page)
    settle(page)
    assert [event["type"] for event in stored(page)["event"]][seen_before:] == ["cart"]
    leave_through_top(page)
    page.wait_for_timeout(500)
    assert survey(page).count() == 0
