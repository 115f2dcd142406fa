"""The trained assistant as a whole: what it understands, and conversations through a real action server.

The API behind it is `tests.fake_api`; the rest is what a shopper talks to.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from actions.buttons import as_said
from tests.fake_api import FakeShop, serve
from tests.measure_nlu import model_path, read, scores

MODEL = model_path()
BOT = Path(__file__).parents[1]
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        not MODEL.is_file(), reason="no trained assistant: run `rasa train` as in docs/assistant.md"
    ),
]
QUIET = 120.0  # seconds; a start that does nothing for so long hangs, and until then a machine may be slow
ORDER = {
    "order_id": "HF-10023",
    "status": "shipped",
    "placed_at": "2026-06-01T10:00:00Z",
    "expected_on": "2026-06-03",
}


class Assistant:
    """The trained model in this process, talking to the action server in another."""

    def __init__(self, actions_url: str) -> None:
        from rasa.core.agent import load_agent
        from rasa.core.utils import AvailableEndpoints
        from rasa.utils.endpoints import EndpointConfig

        self._loop = asyncio.new_event_loop()
        endpoints = AvailableEndpoints(action=EndpointConfig(actions_url))
        self._agent = self._loop.run_until_complete(load_agent(model_path=str(MODEL), endpoints=endpoints))

    def say(self, shopper: str, text: str) -> list[dict[str, Any]]:
        """What it answers to one message that came through the channel's door."""
        return self._loop.run_until_complete(self._agent.handle_text(as_said(text), sender_id=shopper)) or []

    def talk(self, shopper: str, *texts: str) -> list[list[dict[str, Any]]]:
        """What it answers to each of several messages."""
        return [self.say(shopper, text) for text in texts]


@pytest.fixture(scope="module")
def fake() -> FakeShop:
    return FakeShop()


@pytest.fixture(scope="module")
def assistant(fake: FakeShop) -> Iterator[Assistant]:
    server = serve(fake, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = _free_port()
    environment = {
        **os.environ,
        "SANIC_HOST": "127.0.0.1",
        "RAPPORT_API_URL": f"http://127.0.0.1:{server.server_address[1]}",
        "RAPPORT_SECRET_KEY": "sk_test",
    }
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=BOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", process)
        yield Assistant(f"http://127.0.0.1:{port}/webhook")
    finally:
        process.terminate()
        process.wait(timeout=30)
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def a_new_shopper(fake: FakeShop) -> None:
    fake.signals, fake.handovers, fake.requests = [], [], []
    fake.orders, fake.away = {"HF-10023": dict(ORDER)}, False


def texts(answer: list[dict[str, Any]]) -> str:
    return " ".join(message.get("text", "") for message in answer)


def titles(answer: list[dict[str, Any]]) -> list[str]:
    return [
        item["product"]["title"]
        for message in answer
        for item in message.get("custom", {}).get("products", [])
    ]


def test_held_out_messages_are_understood() -> None:
    measured = scores(asyncio.run(read(MODEL, BOT / "tests" / "nlu_heldout.yml")))
    assert measured["in_scope_accuracy"] >= 0.80
    assert measured["out_of_scope_recall"] >= 0.80
    assert measured["entity_f1"] >= 0.75


def test_a_wish_with_a_limit_finds_products_and_is_remembered(assistant: Assistant, fake: FakeShop) -> None:
    answer = assistant.say("wish", "something blue under 20 pounds")
    assert titles(answer) == ["Tide mug", "Field notebook"]
    assert [(signal["kind"], signal["value"]) for signal in fake.signals] == [
        ("preference", "blue"),
        ("budget", "20.00"),
    ]


def test_not_pink_is_remembered_said_shown_and_taken_back(assistant: Assistant, fake: FakeShop) -> None:
    wish, shown, forgotten = assistant.talk(
        "pink",
        "something for a toddler in the rain, not pink",
        "what do you remember about me",
        "forget the colour",
    )
    assert "Puddle coat" not in titles(wish)
    assert "not pink" in texts(wish)
    assert "not pink" in texts(shown)
    assert "not pink" in texts(forgotten)
    assert [signal["value"] for signal in fake.signals] == ["toddlers"]


def test_a_like_by_its_place_is_stored(assistant: Assistant, fake: FakeShop) -> None:
    assistant.talk("like", "do you have mugs", "I like the second one")
    assert (fake.signals[-1]["kind"], fake.signals[-1]["product_id"]) == ("like", "mug-red")


def test_a_button_is_understood_without_words(assistant: Assistant, fake: FakeShop) -> None:
    assistant.say("button", '/dislike_product{"product_id": "rug"}')
    assert (fake.signals[-1]["kind"], fake.signals[-1]["product_id"]) == ("dislike", "rug")


def test_a_button_of_an_unknown_product_is_answered_truthfully(assistant: Assistant, fake: FakeShop) -> None:
    answer = assistant.say("gone", '/like_product{"product_id": "unknown"}')
    assert "no such product" in texts(answer) or "isn't in the shop" in texts(answer)
    assert fake.signals == []


@pytest.mark.parametrize(
    "command", ["/restart", "/session_start", "/back", '/find_product{"colour": "blue"}']
)
def test_a_command_that_was_typed_is_words(assistant: Assistant, command: str) -> None:
    shopper = f"typed {command}"
    _, answer, more = assistant.talk(shopper, "do you have mugs", command, "show me more")
    assert texts(answer)
    assert not set(titles(more)) & {"Tide mug", "Ember mug"}  # it still knows which were shown


def test_the_gift_form_asks_three_questions_once_and_then_shows_gifts(assistant: Assistant) -> None:
    *questions, gifts = assistant.talk(
        "gift", "I need a gift", "my dad", "he likes gardening", "about twenty"
    )
    asked = [texts(question) for question in questions]
    assert all("?" in question for question in asked)
    assert len(set(asked)) == 3
    assert titles(gifts)


def test_an_answer_that_fits_nothing_does_not_repeat_the_question(assistant: Assistant) -> None:
    *_, gifts = assistant.talk("odd", "I need a gift", "my dad", "gardening", "I really don't know")
    assert titles(gifts)


def test_the_gift_questions_end_when_the_shopper_asks_for_something_else(assistant: Assistant) -> None:
    _, order, thanks = assistant.talk("change", "I need a gift", "where is my order HF-10023", "thanks")
    assert "HF-10023" in texts(order)
    assert "?" not in texts(thanks)


def test_the_gift_questions_can_be_stopped(assistant: Assistant) -> None:
    _, stopped, later = assistant.talk("stop", "I need a gift", "stop asking", "thanks")
    assert "?" not in texts(stopped)
    assert "?" not in texts(later)


def test_an_order_is_told_and_an_unknown_one_goes_to_a_person_if_the_shopper_agrees(
    assistant: Assistant, fake: FakeShop
) -> None:
    known, unknown, agreed = assistant.talk(
        "order", "where's my order hf-10023", "and HF-99999", "yes please"
    )
    assert "Wednesday 3 June" in texts(known)
    assert "HF-99999" in texts(unknown)
    assert len(agreed) == 1
    assert len(fake.handovers) == 1


def test_a_yes_long_after_an_offer_hands_nothing_over(assistant: Assistant, fake: FakeShop) -> None:
    assistant.talk("late", "can I talk to a person", "thanks", "yes")
    assert fake.handovers == []


def test_yes_after_products_is_more_of_them_and_later_it_is_not(assistant: Assistant) -> None:
    first, more = assistant.talk("more", "do you have anything for toddlers in the rain", "yes")
    assert titles(more)
    assert not set(titles(first)) & set(titles(more))
    *_, later = assistant.talk("more", "the total isn't visible anywhere", "yes")
    assert titles(later) == []


def test_a_reason_for_leaving_is_stored_under_its_code(assistant: Assistant, fake: FakeShop) -> None:
    assistant.talk(
        "leaving", "shipping is too expensive", "I'll look elsewhere first", "my card was declined"
    )
    assert [signal["value"] for signal in fake.signals] == ["extra_costs", "comparing", "card_declined"]


def test_everything_is_forgotten_only_after_a_yes(assistant: Assistant, fake: FakeShop) -> None:
    assistant.talk("forget", "I like blue", "forget everything", "no")
    assert len(fake.signals) == 1
    *_, done = assistant.talk("forget", "forget everything", "yes")
    assert fake.signals == []
    assert len(done) == 1


@pytest.mark.parametrize("text", ["asdf qwer zxcv", "what is the tallest mountain"])
def test_nonsense_and_other_matters_are_refused_without_a_call(
    assistant: Assistant, fake: FakeShop, text: str
) -> None:
    assert "colleague" in texts(assistant.say(f"scope {text}", text))
    assert fake.requests == []


def test_a_shop_that_is_away_is_admitted(assistant: Assistant, fake: FakeShop) -> None:
    fake.away = True
    assert "shop" in texts(assistant.say("away", "show me mugs"))


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    worked, moved_at = 0.0, time.monotonic()
    while not _answers(url):
        if (now_worked := _processor_seconds(process.pid)) >= worked + 1.0:
            worked, moved_at = now_worked, time.monotonic()
        if process.poll() is not None or time.monotonic() - moved_at > QUIET:
            raise RuntimeError("the action server did not start")
        time.sleep(0.5)


def _processor_seconds(pid: int) -> float:
    """User and system time of the process, by the fields of proc(5)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.TransportError:
        return False
