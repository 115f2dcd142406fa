"""What an answer in the chat is made of, on every screen, in light and dark."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, SMALL
from tests.browser.scripted import (
    BLUE,
    CATALOG,
    FOUR,
    JACKET,
    QUOTE,
    SEARCH,
    comparison,
    focused,
    open_panel,
    panel,
    scripted,
    searched,
)
from tests.browser.shopper import conversation, say
from tests.browser.test_pages import FAULTS

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text()


def test_a_card_shows_what_it_is_what_it_costs_and_why(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        searched(page, script)
        jacket, sold_out = conversation(page).locator(".product").all()
        product = CATALOG[JACKET]
        for text in (product.title, f"£{product.price}", "It keeps the rain off."):
            expect(jacket.get_by_text(text)).to_be_visible()
        expect(jacket.locator("img")).to_have_attribute("src", product.image_url)
        expect(jacket.get_by_role("link")).to_have_attribute("href", product.url)
        expect(jacket.get_by_role("button", name=f"Add to basket: {product.title}")).to_be_visible()
        expect(sold_out.get_by_text("Sold out")).to_be_visible()
        expect(sold_out.get_by_role("button", name="Add to basket")).to_have_count(0)
        jacket.get_by_role("button", name="Like", exact=False).first.click()
        expect(conversation(page).get_by_text(f"Like: {product.title}")).to_be_visible()
        assert script.texts[-1] == f'/like_product{{"product_id":"{JACKET}"}}'


def test_a_part_of_the_search_is_taken_off_and_the_rest_stays(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        searched(page, script)
        chips = conversation(page).get_by_role("list", name="Your search")
        expect(chips.get_by_role("button")).to_have_text(["blue", "up to £80"])
        script.answer({**SEARCH, "text": "In any colour:", "chips": SEARCH["chips"][1:]})
        chips.get_by_role("button", name="Take off: blue").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")  # a second tap while the first is on its way
        expect(chips.get_by_role("button")).to_have_text(["up to £80"])
        expect(conversation(page).get_by_text("Take off: blue")).to_be_visible()
        assert script.texts[1:] == [BLUE]
        page.keyboard.press("Tab")  # the chip is gone; who stood on it stands on the answer
        assert focused(page) == "Take off: up to £80"


def test_a_question_about_a_product_leaves_the_search_on(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        searched(page, script)
        script.answer(QUOTE)
        say(page, "is it waterproof?")
        expect(conversation(page).get_by_role("button", name="Take off: blue")).to_be_visible()
        expect(conversation(page).get_by_role("group", name="Quick replies")).to_have_count(0)


def test_a_quick_reply_sends_its_payload_under_its_words(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        searched(page, script)
        conversation(page).get_by_role("button", name="Show more").click()
        expect(conversation(page).locator(".own").get_by_text("Show more")).to_be_visible()
        expect(conversation(page).get_by_text("Noted.")).to_be_visible()
        assert script.texts[1:] == ["/show_more"]
        page.keyboard.press("Escape")  # the button is gone, the focus is not
        expect(panel(page)).to_be_hidden()


def test_the_shops_own_words_are_a_quotation(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        open_panel(page)
        script.answer(QUOTE)
        say(page, "is it waterproof?")
        expect(conversation(page).locator("blockquote")).to_have_text(QUOTE["quote"]["text"])
        expect(conversation(page).locator("figcaption")).to_have_text("Its description")
        assert conversation(page).locator("blockquote b").count() == 0


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("device", [DESKTOP, PHONE, SMALL], ids=["desktop", "phone", "small"])
def test_a_comparison_is_a_table_that_fits_every_screen(
    browser: Browser, device: dict[str, Any], count: int
) -> None:
    with scripted(browser, device) as (page, script):
        open_panel(page)
        script.answer({"text": "Side by side:", "comparison": comparison(count)})
        say(page, "which of them?")
        table = conversation(page).get_by_role("table", name=f"{count} products side by side")
        for product_id in FOUR[:count]:
            expect(table.get_by_role("columnheader", name=CATALOG[product_id].title)).to_be_attached()
        expect(table.get_by_role("rowheader")).to_have_text(
            ["Price≠ (differs)", "Material≠ (differs)", "Waterproof"]
        )
        expect(table.get_by_role("cell", name="not stated")).to_have_count(1)
        expect(conversation(page).get_by_text("The robe, if it is for the beach.")).to_be_visible()
        assert conversation(page).evaluate("log => log.scrollWidth - log.clientWidth") == 0
        region = conversation(page).get_by_role("region", name="side by side")
        is_wide = region.evaluate("region => region.scrollWidth > region.clientWidth")
        assert is_wide is (count == 4)
        expect(region).to_have_class("wide more" if is_wide else "wide")
        name = region.get_by_role("rowheader", name="Price")
        region.focus()
        page.keyboard.press("End" if not is_wide else "ArrowRight")
        if is_wide:
            page.wait_for_function("region => region.scrollLeft > 0", arg=region.element_handle())
            left = region.evaluate("region => region.getBoundingClientRect().left")
            assert (name.bounding_box() or {"x": 0})["x"] - left < 2  # a row keeps its name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_in_light_and_dark(browser: Browser, scheme: str) -> None:
    with scripted(browser, {**DESKTOP, "color_scheme": scheme}) as (page, script):
        searched(page, script)
        script.answer(QUOTE, {"comparison": comparison(2)})
        say(page, "is it waterproof?")
        surface = panel(page).evaluate("panel => getComputedStyle(panel).backgroundColor")
        assert (max(map(int, surface[4:-1].split(","))) < 80) is (scheme == "dark")
        assert panel(page).evaluate(CONTRAST) == []


def test_names_labels_and_sizes_on_phones(browser: Browser) -> None:
    for device in (PHONE, SMALL):
        with scripted(browser, device) as (page, script):
            searched(page, script)
            script.answer(QUOTE, {"comparison": comparison(4)})
            say(page, "is it waterproof?")
            assert page.evaluate(FAULTS) == []
