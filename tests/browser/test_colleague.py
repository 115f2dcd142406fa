"""A colleague in the chat: what they write appears by itself, and the assistant comes back when asked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.database import transaction
from feedback import conversations
from feedback.conversations import handovers
from feedback.tables import Sender
from tests.browser.conftest import Screenshot
from tests.browser.shopper import conversation, say, stored
from tests.live import LiveShop

pytestmark = pytest.mark.browser

WATCH = """
const { ColleagueWatch } = await import('/colleague.js');
const pauses = [];
let action = () => {};
let asked = 0, fails = false, visible = true, looked = () => {};
const page = {
  get visibilityState() { return visible ? 'visible' : 'hidden'; },
  addEventListener: (_type, listener) => { looked = listener; },
};
const watch = new ColleagueWatch({
  page,
  ask: async () => { asked += 1; if (fails) throw new Error('away'); },
  later: (then, milliseconds) => { action = then; pauses.push(milliseconds); return 1; },
  cancel: () => { action = () => {}; },
});
const open = { requested_at: '2026-03-02T12:00:00Z', attended: false };
const settle = () => new Promise((done) => setTimeout(done));
const time = async () => { action(); await settle(); };
"""


def run(page: Page, script: str) -> object:
    return page.evaluate("async () => {" + WATCH + script + "}")


def test_it_asks_every_two_seconds_while_somebody_is_waited_for_and_the_panel_is_open(blank: Page) -> None:
    script = """
    await time(); watch.start(); await time();
    const before = asked;
    watch.tell(open); await time(); await time();
    const during = asked;
    watch.stop(); await time();
    watch.start(); watch.tell(null); await time();
    return { before, during, after: asked, pauses: [...new Set(pauses)] };
    """
    assert run(blank, script) == {"before": 0, "during": 2, "after": 2, "pauses": [2000]}


def test_it_asks_seldom_where_nobody_looks_and_at_once_when_they_look_again(blank: Page) -> None:
    script = """
    visible = false; watch.start(); watch.tell(open);
    const hidden = pauses.at(-1);
    visible = true; looked(); await settle();
    return { hidden, asked, seen: pauses.at(-1) };
    """
    assert run(blank, script) == {"hidden": 30000, "asked": 1, "seen": 2000}


def test_each_failure_doubles_the_pause_and_an_answer_ends_that(blank: Page) -> None:
    script = """
    fails = true; watch.start(); watch.tell(open); pauses.length = 0;
    for (let number = 0; number < 5; number += 1) await time();
    fails = false; await time();
    return pauses;
    """
    assert run(blank, script) == [4000, 8000, 16000, 30000, 30000, 2000]


@pytest.fixture
def colleague(live_shop: LiveShop, desktop: Page) -> Callable[[str], str]:
    """Is asked to the conversation of the page at the first word, and writes as the dashboard does."""

    def writes(text: str) -> str:
        (talk,) = stored(desktop)["conversation"]
        now = live_shop.services.clock.now()
        with transaction(live_shop.engine) as session:
            chat = conversations.conversation(session, talk["conversation_id"])
            handover = conversations.hand_over(session, chat, summary="asks", now=now)
            if text:
                conversations.keep(session, chat, [conversations.NewMessage(Sender.PERSON, text)], now=now)
                handovers.answer(session, handover, now=now)
        return str(talk["conversation_id"])

    return writes


def test_a_colleague_answers_in_the_open_panel_and_the_assistant_comes_back(
    desktop: Page, live_shop: LiveShop, colleague: Callable[[str], str], screenshot: Screenshot
) -> None:
    page = desktop
    page.goto("/")
    page.get_by_role("button", name="Ask us").click()
    say(page, "hello")
    conversation_id = colleague("")
    say(page, "hello? anyone there")
    expect(conversation(page).get_by_text("A colleague was asked just now")).to_be_visible()
    expect(page.get_by_text("A colleague has been asked.", exact=False)).to_be_visible()

    colleague("I am Mara. How can I help?")
    expect(conversation(page).get_by_text("I am Mara. How can I help?")).to_be_visible()
    expect(conversation(page).get_by_text("A colleague writes")).to_be_in_viewport()
    expect(page.get_by_text("A colleague is in this conversation.", exact=False)).to_be_visible()
    screenshot(page, "chat-with-a-colleague")

    page.get_by_label("Your message").fill("my teapot has a crack")
    page.keyboard.press("Enter")
    colleague("I am sorry. A new one is on its way.")
    answers = conversation(page).locator(".assistants")
    expect(answers.last).to_contain_text("A new one is on its way.")
    assert answers.count() == 5, "the greeting, two of the assistant's, two of the colleague's"

    page.get_by_role("button", name="Back to the assistant").click()
    expect(conversation(page).get_by_text("You are with the assistant again.", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Back to the assistant")).to_have_count(0)

    colleague("One more thing.")
    expect(page.get_by_role("button", name="Back to the assistant")).to_be_visible()
    with transaction(live_shop.engine) as session:
        handovers.close(session, conversation_id, now=live_shop.services.clock.now())
    expect(page.get_by_text("The colleague has closed this conversation.", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Back to the assistant")).to_have_count(0)
    page.reload()
    expect(conversation(page).get_by_text("One more thing.")).to_be_visible()
