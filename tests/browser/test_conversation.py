"""The conversation in the browser: from page to page, to a screen reader, into a file."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.scripted import (
    CATALOG,
    JACKET,
    QUOTE,
    ROBE,
    SHOP,
    SOLD_OUT,
    comparison,
    open_panel,
    panel,
    scripted,
    searched,
)
from tests.browser.shopper import conversation, say

pytestmark = pytest.mark.browser


def test_the_conversation_and_the_open_panel_outlive_the_page(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        searched(page, script)
        conversation(page).get_by_role("link", name=CATALOG[JACKET].title).click()
        expect(page.get_by_role("heading", name=CATALOG[JACKET].title)).to_be_visible()
        expect(panel(page)).to_be_visible()
        expect(conversation(page).get_by_text("something blue up to 80 pounds")).to_be_visible()
        expect(conversation(page).get_by_role("button", name="Take off: blue")).to_be_visible()
        assert page.evaluate("document.activeElement === document.body")  # who reads the page goes on reading
        other = page.context.new_page()
        other.goto(f"{SHOP}/")
        expect(other.get_by_role("button", name="Ask us")).to_be_visible()
        page.get_by_role("button", name="Close chat").click()
        page.reload()
        expect(page.get_by_role("button", name="Ask us")).to_be_visible()


def test_an_answer_that_was_on_its_way_comes_on_the_next_page(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        open_panel(page)
        script.loses_an_answer = True
        script.answer(QUOTE)
        page.get_by_label("Your message").fill("is it waterproof?")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Not sent yet.")).to_be_visible()
        page.reload()
        expect(conversation(page).locator("blockquote")).to_be_visible()
        expect(conversation(page).locator(".own")).to_have_count(1)
        assert script.texts == ["is it waterproof?"]


def test_on_a_phone_the_page_that_a_card_opens_is_seen(browser: Browser) -> None:
    with scripted(browser, PHONE) as (page, script):
        searched(page, script)
        page.reload()
        expect(panel(page)).to_be_visible()
        conversation(page).get_by_role("link", name=CATALOG[JACKET].title).click()
        expect(page.get_by_role("heading", name=CATALOG[JACKET].title)).to_be_visible()
        page.get_by_role("button", name="Ask us").click()
        expect(conversation(page).get_by_text("Two that are blue.")).to_be_visible()
        script.stock[JACKET] = 0
        conversation(page).get_by_role("button", name="Add to basket").click()
        conversation(page).get_by_role("link", name="its own page").click()
        expect(page.get_by_role("button", name="Ask us")).to_be_visible()


def test_a_turned_phone_keeps_it_open_and_says_nothing_twice(browser: Browser) -> None:
    with scripted(browser, PHONE) as (page, script):
        searched(page, script)
        page.set_viewport_size({"width": 844, "height": 390})
        expect(panel(page)).to_be_visible()
        page.get_by_role("link", name="Basket").focus()  # beside the page again
        page.set_viewport_size({"width": 390, "height": 844})
        expect(panel(page)).to_be_visible()
        expect(conversation(page).get_by_text("Two that are blue.")).to_have_count(1)


def test_a_page_that_comes_back_shows_what_was_said_meanwhile(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        searched(page, script)
        script.conversation.append(
            {"id": "m", "sender": "person", "text": "Ada here.", "sent_at": "2026-11-29"}
        )
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(conversation(page).get_by_text("Ada here.")).to_be_visible()
        expect(conversation(page).get_by_text("Two that are blue.")).to_have_count(1)


def test_history_is_not_read_out_and_answers_are(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        searched(page, script)
        page.evaluate(
            """() => {
              const seen = (window.announced = []);
              const list = document.querySelector('rapport-chat').shadowRoot.querySelector('ol');
              new MutationObserver((changes) => {
                for (const { target, addedNodes } of changes)
                  for (const node of addedNodes)
                    if (target.closest('[aria-live]').ariaLive === 'polite' && node.className !== 'typing')
                      seen.push(node.textContent);
              }).observe(list, { childList: true });
              dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
            }"""
        )
        expect(conversation(page).get_by_text("Two that are blue.")).to_be_visible()
        expect(conversation(page)).to_have_attribute("aria-live", "polite")
        script.answer({"text": "It is waterproof."})
        say(page, "is it waterproof?")
        assert page.evaluate("announced") == [
            "You said:is it waterproof?",
            "The assistant said:It is waterproof.",
        ]


def test_what_both_said_is_saved_as_a_text(browser: Browser) -> None:
    with scripted(browser, {**DESKTOP, "timezone_id": "UTC"}) as (page, script):
        searched(page, script)
        script.answer(QUOTE, {"comparison": comparison(2)})
        say(page, "is it waterproof?")
        page.reload()
        expect(conversation(page).locator("blockquote")).to_be_visible()
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save this conversation").click()
        assert saving.value.suggested_filename.startswith("conversation-2")
        head, *said = saving.value.path().read_text().strip().split("\n\n")
        jacket, robe = CATALOG[JACKET], CATALOG[ROBE]
        sold_out = CATALOG[SOLD_OUT]
        assert head.startswith("Conversation with the assistant of shop.test, saved ")
        assert said == [
            "You (29 Nov 2026, 09:30):\nsomething blue up to 80 pounds",
            "The assistant (29 Nov 2026, 09:30):\nTwo that are blue.\nSearched for: blue, up to £80\n"
            f"- {jacket.title} | £{jacket.price} | It keeps the rain off. | {jacket.url}\n"
            f"- {sold_out.title} | £{sold_out.price} | {sold_out.url}",
            "You (29 Nov 2026, 09:30):\nis it waterproof?",
            "The assistant (29 Nov 2026, 09:30):\nIts description says:\n"
            "“Taped seams <b>keep</b> the rain out.” (Its description)",
            f"The assistant (29 Nov 2026, 09:30):\n{jacket.title} | {robe.title}\n"
            f"Price: £{jacket.price} | £{robe.price}\nMaterial: cotton | –\nWaterproof: yes | yes\n"
            "The robe, if it is for the beach.\nThe jacket, if it is for the city.",
        ]
