"""The basket is the shop's: the chat asks its page by an event, and says only what happened."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.scripted import CATALOG, JACKET, ROBE, SHOP, Script, open_panel, recommended, scripted
from tests.browser.shopper import conversation, say

pytestmark = pytest.mark.browser

TITLE = CATALOG[JACKET].title
BASKET: dict[str, Any] = {"request_id": "r-1", "product_id": JACKET}
DONE = '/basket_result{"request_id":"r-1","done":"yes"}'
NOT_DONE = DONE.replace("yes", "no")
REFUSED = "The shop’s page did not take it."


def asked_of(script: Script, action: str, quantity: int, product_id: str = JACKET) -> None:
    """The assistant asks for it, and says afterwards what it was told."""
    asked = {"action": action, "product_id": product_id, "quantity": quantity}
    script.answer({"basket": BASKET | asked})
    script.answer({"text": "I was told."})


def add_button(page: Page) -> Locator:
    return conversation(page).get_by_role("button", name=f"Add to basket: {TITLE}")


def card(page: Page, script: Script) -> None:
    open_panel(page)
    script.answer({"text": "This one:", "products": [recommended(JACKET)]})
    say(page, "a rain jacket")


def basket(page: Page) -> Any:
    return page.evaluate("import('/js/basket.js').then(({ lines }) => lines())")


def quantities(page: Page) -> dict[str, int]:
    return {line["product_id"]: line["quantity"] for line in basket(page)}


def events(script: Script) -> list[tuple[str, str, int]]:
    return [
        (told["type"], told["product_id"], told["quantity"])
        for told in script.told
        if told.get("type") in ("cart", "remove")
    ]


def test_a_card_puts_it_into_the_shops_basket(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        card(page, script)
        add_button(page).click()
        expect(conversation(page).get_by_text(f"In your basket: {TITLE}")).to_be_visible()
        expect(page.get_by_role("link", name="Basket")).to_contain_text("1")
        assert quantities(page) == {JACKET: 1}
        page.wait_for_function("() => rapport.events.pending.length === 0")
        assert events(script) == [("cart", JACKET, 1)]
        assert script.texts == ["a rain jacket"]  # it was not said, so it is not sent


def test_a_card_says_so_where_the_page_refuses_and_leads_to_the_products_own(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        card(page, script)
        script.stock[JACKET] = 1
        add_button(page).click()
        expect(conversation(page).get_by_text("In your basket")).to_be_visible()
        add_button(page).click()
        refusal = conversation(page).get_by_text(REFUSED)
        expect(refusal).to_have_text(f"{REFUSED} You can add it on its own page.")
        expect(refusal.get_by_role("link")).to_have_attribute("href", CATALOG[JACKET].url)
        assert quantities(page) == {JACKET: 1}


def test_a_busy_button_asks_once(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        card(page, script)
        page.evaluate(
            """() => {
              window.asked = [];
              const keep = (event) => (event.preventDefault(), asked.push(event.detail));
              document.addEventListener('rapport:basket', (event) => {
                event.stopImmediatePropagation();
                keep(event);
              }, true);
            }"""
        )
        add_button(page).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(add_button(page)).to_have_attribute("aria-busy", "true")
        assert page.evaluate("asked.length") == 1
        page.evaluate("asked[0].done(true)")
        expect(conversation(page).get_by_text("In your basket")).to_be_visible()
        expect(add_button(page)).to_be_focused()


@pytest.mark.parametrize(
    ("action", "quantity", "before", "after", "told"),
    [
        ("add", 2, {}, {JACKET: 2}, [("cart", JACKET, 2)]),
        ("set", 3, {JACKET: 1}, {JACKET: 3}, [("cart", JACKET, 2)]),
        ("set", 0, {JACKET: 1}, {}, [("remove", JACKET, 1)]),
        ("remove", 1, {JACKET: 2}, {}, [("remove", JACKET, 2)]),
    ],
)
def test_the_shop_does_what_the_assistant_asks_and_the_assistant_hears_it(
    browser: Browser,
    action: str,
    quantity: int,
    before: dict[str, int],
    after: dict[str, int],
    told: list[tuple[str, str, int]],
) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        fill(page, before)
        script.told.clear()
        open_panel(page)
        asked_of(script, action, quantity)
        say(page, "do it")
        expect(conversation(page).get_by_text("I was told.")).to_be_visible()
        assert quantities(page) == after
        assert script.texts == ["do it", DONE]
        assert events(script) == told
        expect(conversation(page).locator(".own")).to_have_count(
            1
        )  # the payload is not what the shopper said
        kinds = [entry.get("type") or entry["text"] for entry in script.told]
        assert kinds.index(told[0][0]) < kinds.index(DONE)  # the basket is known before it is spoken of


def fill(page: Page, wanted: dict[str, int]) -> None:
    for product_id, quantity in wanted.items():
        page.evaluate(
            "([product, quantity]) => import('/js/basket.js').then(({ put }) => put(product, quantity))",
            [recommended(product_id)["product"], quantity],
        )
    page.wait_for_function("() => rapport.events.pending.length === 0")


@pytest.mark.parametrize(
    ("action", "quantity", "product_id"),
    [("add", 99, JACKET), ("set", 99, JACKET), ("remove", 1, ROBE), ("add", 1, "flying-carpet")],
    ids=["too many", "set too high", "not in it", "no such product"],
)
def test_what_the_shop_cannot_do_is_not_done(
    browser: Browser, action: str, quantity: int, product_id: str
) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        fill(page, {JACKET: 1})
        open_panel(page)
        asked_of(script, action, quantity, product_id)
        say(page, "do it")
        expect(conversation(page).get_by_text("I was told.")).to_be_visible()
        assert script.texts == ["do it", NOT_DONE]
        assert quantities(page) == {JACKET: 1}


def test_a_page_that_does_not_know_the_event_has_done_nothing(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        page.evaluate(
            "document.addEventListener('rapport:basket', (event) => event.stopImmediatePropagation(), true)"
        )
        open_panel(page)
        asked_of(script, "add", 1)
        say(page, "do it")
        expect(conversation(page).get_by_text("I was told.")).to_be_visible()
        assert script.texts == ["do it", NOT_DONE]


def test_a_page_that_answers_too_late_has_not_done_it_and_what_it_did_is_said(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        page.clock.install()
        page.evaluate(
            """() => document.addEventListener('rapport:basket', (event) => {
              event.stopImmediatePropagation();
              event.preventDefault();
              window.asked = event.detail;
            }, true)"""
        )
        open_panel(page)
        asked_of(script, "add", 1)
        page.get_by_label("Your message").fill("do it")
        page.keyboard.press("Enter")
        page.wait_for_function("() => window.asked")
        expect(conversation(page).get_by_text("The assistant is writing")).to_be_attached()
        page.clock.fast_forward(8_000)
        expect(conversation(page).get_by_text("I was told.")).to_be_visible()
        assert script.texts == ["do it", NOT_DONE]
        page.evaluate("asked.done(true)")
        expect(conversation(page).get_by_text(f"In your basket: {TITLE}")).to_be_visible()
        assert script.texts == ["do it", NOT_DONE]


def test_where_the_assistant_cannot_be_told_the_panel_says_it(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        open_panel(page)
        script.breaks_at = "/basket_result"
        asked_of(script, "add", 1)
        page.get_by_label("Your message").fill("do it")
        page.keyboard.press("Enter")
        expect(conversation(page).get_by_text(f"In your basket: {TITLE}")).to_be_visible()
        expect(conversation(page).get_by_text("Not sent yet.")).to_have_count(0)


def test_one_request_is_acted_on_once_in_two_tabs_and_not_again_from_the_history(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        open_panel(page)
        asked_of(script, "add", 1)
        say(page, "do it")
        expect(conversation(page).get_by_text("I was told.")).to_be_visible()
        page.reload()
        expect(conversation(page).get_by_text("I was told.")).to_be_visible()
        other = page.context.new_page()
        other.goto(f"{SHOP}/")
        open_panel(other)
        script.answer({"text": "The same.", "basket": BASKET | {"action": "add", "quantity": 1}})
        say(other, "and here")
        script.answer({"text": "Still one."})
        say(other, "how many?")
        assert quantities(other) == {JACKET: 1}
        assert script.texts == ["do it", DONE, "and here", "how many?"]


def test_the_basket_page_follows(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        fill(page, {JACKET: 1})
        page.goto(f"{SHOP}/cart.html")
        open_panel(page)
        asked_of(script, "set", 3)
        say(page, "make it three")
        expect(page.get_by_label(f"Quantity of {TITLE}")).to_have_value("3")


def test_no_page_of_the_shop_sells_more_than_there_is(browser: Browser) -> None:
    with scripted(browser, DESKTOP) as (page, script):
        script.stock[JACKET] = 2
        page.goto(f"{SHOP}/product.html?id={JACKET}")
        buy = page.get_by_role("button", name="Add to basket")
        for words in (
            "It is in your basket.",
            "It is in your basket.",
            "You can have 2 of it, and 2 are in your",
        ):
            buy.click()
            expect(page.get_by_text(words)).to_be_visible()
        page.goto(f"{SHOP}/cart.html")
        field = page.get_by_label(f"Quantity of {TITLE}")
        field.fill("9")
        field.blur()
        expect(field).to_have_value("2")
        page.get_by_role("button", name="Remove").click()
        page.get_by_role("button", name="Put it back").click()
        expect(field).to_have_value("2")
