"""The event by which the chat asks a page for its basket: what counts as done, and what does not."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_widget import run

pytestmark = pytest.mark.browser

DOCS = Path("docs/storefront.md")
BLOCK = re.compile(r"```js\n(.+?)```", re.DOTALL)
ASK = """
const { askPage, happened } = await import('/basket.js');
const request = { requestId: 'r', action: 'add', productId: 'mug', quantity: 1 };
const late = [];
const ask = () => askPage(request, { patience: 50, late: () => late.push('late') });
const pause = () => new Promise((over) => setTimeout(over, 100));
const handle = (handler) => document.addEventListener('rapport:basket', handler, { once: true });
"""


@pytest.mark.parametrize(
    ("handler", "done"),
    [
        ("(event) => { event.preventDefault(); event.detail.done(true); }", True),
        ("(event) => { event.preventDefault(); setTimeout(event.detail.done, 10, true); }", True),
        ("(event) => { event.preventDefault(); event.detail.done(false); event.detail.done(true); }", False),
        ("(event) => { event.preventDefault(); event.detail.done(); }", False),
        ("(event) => { event.preventDefault(); }", False),
        ("(event) => {}", False),
    ],
    ids=["at once", "a moment later", "the first counts", "nothing said", "never", "not handled"],
)
def test_only_what_the_page_says_it_did_is_done(blank: Page, handler: str, done: bool) -> None:
    script = f"handle({handler}); const done = await ask(); await pause(); return [done, late];"
    assert run(blank, ASK + script) == [done, []]


def test_what_is_done_after_it_was_given_up_is_told(blank: Page) -> None:
    script = """
    let answer;
    handle((event) => { event.preventDefault(); answer = event.detail.done; });
    const done = await ask();
    answer(true); answer(true);
    return [done, late];
    """
    assert run(blank, ASK + script) == [False, ["late"]]


def test_the_event_says_what_is_asked_and_cannot_be_changed(blank: Page) -> None:
    script = """
    let told;
    handle(({ detail: { done, ...asked }, cancelable }) => { told = [asked, typeof done, cancelable]; });
    await ask();
    return told;
    """
    asked = {"requestId": "r", "action": "add", "productId": "mug", "quantity": 1}
    assert run(blank, ASK + script) == [asked, "function", True]


@pytest.mark.parametrize("status", [200, 409])
def test_the_documented_handler_does_what_it_says(blank: Page, status: int) -> None:
    example = next(block for block in BLOCK.findall(DOCS.read_text()) if "rapport:basket" in block)
    shop = f"""
    const sent = [], told = [];
    globalThis.rapport = {{ setCart: (lines) => told.push(lines) }};
    globalThis.fetch = async (address, {{ body }}) => {{
      sent.push([address, JSON.parse(body)]);
      return new Response('["lines"]', {{ status: {status} }});
    }};
    """
    outcome = run(blank, ASK + shop + example + "return [await ask(), sent, told];")
    sent = [["/basket", {"action": "add", "productId": "mug", "quantity": 1}]]
    assert outcome == ([True, sent, [["lines"]]] if status == 200 else [False, sent, []])


@pytest.mark.parametrize(
    ("action", "quantity", "words"),
    [
        ("add", 1, "In your basket: Mug"),
        ("add", 2, "Added to your basket: 2 × Mug"),
        ("set", 2, "In your basket: 2 × Mug"),
        ("set", 0, "Taken out of your basket: Mug"),
        ("remove", 1, "Taken out of your basket: Mug"),
    ],
)
def test_what_happened_in_words(blank: Page, action: str, quantity: int, words: str) -> None:
    script = f"return happened({{ action: '{action}', quantity: {quantity} }}, 'Mug');"
    assert run(blank, ASK + script) == words
