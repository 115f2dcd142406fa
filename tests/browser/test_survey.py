"""The exit-intent survey on real pages: at a desk, on a phone, by keyboard, and not twice."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Screenshot
from tests.browser.shopper import flick_up, leave_through_top, put_into_basket, say, survey

pytestmark = pytest.mark.browser


def test_on_a_phone_the_sheet_comes_from_below(phone: Page, screenshot: Screenshot) -> None:
    page = phone
    width = page.viewport_size["width"] if page.viewport_size else 0
    put_into_basket(page)
    flick_up(page)
    expect(survey(page)).to_be_visible()
    screenshot(page, f"phone-{width}-survey")
    box = survey(page).bounding_box()
    assert box is not None
    assert page.viewport_size is not None
    assert box["width"] == width
    assert box["y"] + box["height"] == pytest.approx(page.viewport_size["height"], abs=1)
    for button in survey(page).get_by_role("button").all():
        size = button.bounding_box()
        assert size is not None
        assert size["height"] >= 44
        assert size["width"] >= 44
    survey(page).get_by_role("button", name="The price is too high").click()
    expect(survey(page).locator(".answer")).not_to_be_empty()
    screenshot(page, f"phone-{width}-survey-answer")
    survey(page).get_by_role("button", name="Back to the shop").click()

    page.get_by_role("button", name="Ask us").click()
    say(page, "a blue mug under 20 pounds")
    panel = page.locator("rapport-chat").get_by_role("dialog").bounding_box()
    assert panel is not None
    assert panel["width"] == width
    screenshot(page, f"phone-{width}-chat")


FORGET = """() => {
  const session = JSON.parse(localStorage["rapport.session"]);
  localStorage["rapport.session"] = JSON.stringify({ ...session, done: [] });
}"""
"""As if each tab had looked before the other noted that it asks."""


def test_of_two_tabs_one_asks_and_none_whose_claim_does_not_arrive(desktop: Page) -> None:
    put_into_basket(desktop)
    other = desktop.context.new_page()
    other.goto(desktop.url)
    other.keyboard.press("Shift")
    other.route("**/v1/surveys/showings", lambda route: route.abort())
    with other.expect_event("requestfailed", lambda request: request.url.endswith("/showings")):
        leave_through_top(other)
    other.unroute("**/v1/surveys/showings")
    assert survey(other).count() == 0
    desktop.bring_to_front()
    desktop.evaluate(FORGET)
    leave_through_top(desktop)
    expect(survey(desktop)).to_be_visible()
    other.evaluate(FORGET)
    with other.expect_response("**/v1/surveys/showings") as claimed:
        leave_through_top(other)
    assert claimed.value.json() == {"survey": None}
    assert survey(other).count() == 0


def test_the_survey_needs_no_mouse_and_comes_once(desktop: Page) -> None:
    page = desktop
    put_into_basket(page)
    page.get_by_role("link", name="See the basket").focus()
    leave_through_top(page)
    expect(survey(page)).to_be_focused()
    for _ in range(8):  # the cross, then seven answers: the last one is "Something else"
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(survey(page).get_by_role("textbox")).to_be_focused()
    page.keyboard.type("<b>the colour</b>")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(survey(page).get_by_role("status")).to_contain_text("plain text")
    survey(page).get_by_role("textbox").fill("the colour on the picture")
    survey(page).get_by_role("button", name="Send").press("Enter")
    expect(survey(page).locator(".answer")).to_be_focused()
    page.keyboard.press("Escape")
    expect(survey(page)).to_have_count(0)
    expect(page.get_by_role("link", name="See the basket")).to_be_focused()

    leave_through_top(page)
    page.wait_for_timeout(500)
    assert survey(page).count() == 0, "asked twice in one session"
    page.evaluate("localStorage.removeItem('rapport.session')")
    leave_through_top(page)
    page.wait_for_timeout(1_000)
    assert survey(page).count() == 0, "asked twice in a month"
