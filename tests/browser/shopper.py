"""What a shopper does in the sample shop, and where to look for what became of it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

ARMED_AFTER = 3_200


def put_into_basket(page: Page) -> None:
    """From the front door to a basket with one product in it."""
    page.goto("/")
    page.get_by_role("navigation", name="Departments").get_by_role("link").first.click()
    page.locator(".card-link").filter(has_not_text="Sold out").first.click()
    page.get_by_role("button", name="Add to basket").click()
    expect(page.get_by_text("It is in your basket.")).to_be_visible()


def leave_through_top(page: Page) -> None:
    page.wait_for_timeout(ARMED_AFTER)
    page.mouse.move(600, 300)
    page.mouse.move(600, -5)


def flick_up(page: Page) -> None:
    """Read down, then scroll back to the address bar in one go."""
    page.wait_for_timeout(ARMED_AFTER)
    page.evaluate("scrollTo({ top: 800, behavior: 'instant' })")
    page.wait_for_timeout(100)
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")


def survey(page: Page) -> Locator:
    return page.locator("rapport-survey").get_by_role("dialog")


def conversation(page: Page) -> Locator:
    return page.get_by_role("log", name="Conversation")


def say(page: Page, text: str) -> None:
    """Write to the assistant and wait until it has answered."""
    answers = conversation(page).locator(".assistants")
    expect(answers.first).to_be_visible()  # the greeting, or what was said before
    before = answers.count()
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(answers.nth(before)).to_be_visible()


def shelf(page: Page) -> list[str]:
    """The product ids in the recommendations slot."""
    cards = page.locator("rapport-recommendations .product")
    expect(cards.first).to_be_visible()
    return [str(card.get_attribute("data-product")) for card in cards.all()]


def settle(page: Page) -> None:
    """Wait until no event is on its way any more."""
    page.wait_for_function("() => window.rapport && rapport.events.pending.length === 0")


def stored(page: Page) -> Any:
    """All that the API holds of this visitor, once nothing is on its way any more."""
    settle(page)
    return page.evaluate("rapport.exportData()")


def events_of(page: Page, kind: str) -> list[Any]:
    return [event for event in stored(page)["event"] if event["type"] == kind]
