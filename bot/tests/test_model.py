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
IN_SCOPE, OUT_OF_SCOPE, REASONS = 0.75, 0.70, 0.90
NOT_REASONS = (BOT / "tests" / "not_reasons.txt").read_text(encoding="utf-8").splitlines()
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

    def parts(self, text: str) -> list[str]:
        """What each part of a message asks for."""
        parsed = self._loop.run_until_complete(self._agent.parse_message(text))
        return [clause["intent"]["name"] for clause in parsed["clauses"]]

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
    assert measured["in_scope_accuracy"] >= IN_SCOPE
    assert measured["out_of_scope_recall"] >= OUT_OF_SCOPE
    assert measured["leaving_precision"] >= 0.95
    assert measured["reason_precision"] >= REASONS


def test_hardly_anything_but_a_reason_is_heard_as_one(assistant: Assistant) -> None:
    heard = {text: assistant.parts(text) for text in NOT_REASONS}
    wrong = {text: parts for text, parts in heard.items() if any(part.startswith("leave_") for part in parts)}
    assert len(wrong) <= 0.02 * len(NOT_REASONS), wrong


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("is it waterproof and how much is delivery?", ["ask_product", "ask_shop"]),
        ("i love the second one but is it dishwasher safe", ["like_product", "ask_product"]),
        ("hello, do you sell kites?", ["find_product"]),
        ("i need a coat, size 14, under 50", ["find_product"]),
        ("salt and pepper mill", ["find_product"]),
    ],
)
def test_the_parts_of_a_message_are_read(assistant: Assistant, text: str, intents: list[str]) -> None:
    assert assistant.parts(text) == intents


def test_german_is_answered_in_german(assistant: Assistant, fake: FakeShop) -> None:
    answer = assistant.say("german", "ich suche eine rote Tasse")
    assert "Englisch" in texts(answer)
    assert fake.signals == []


def test_a_button_is_understood_without_words(assistant: Assistant, fake: FakeShop) -> None:
    assistant.say("button", '/dislike_product{"product_id": "rug"}')
    assert (fake.signals[-1]["kind"], fake.signals[-1]["product_id"]) == ("dislike", "rug")


@pytest.mark.parametrize(
    "command", ["/restart", "/session_start", "/back", '/find_product{"colour": "blue"}']
)
def test_a_command_that_was_typed_is_words(assistant: Assistant, command: str) -> None:
    shopper = f"typed {command}"
    _, answer, more = assistant.talk(shopper, "do you have mugs", command, "show me more")
    assert texts(answer)
    assert not set(titles(more)) & {"Tide mug", "Ember mug"}  # it still knows which were shown


def test_a_reason_for_leaving_is_stored_under_its_code(assistant: Assistant, fake: FakeShop) -> None:
    assistant.talk("leaving", "shipping is too expensive, i'm not ordering", "my card was declined")
    assert [signal["value"] for signal in fake.signals] == ["extra_costs", "card_declined"]


def test_too_dear_before_products_wishes_for_cheaper_ones(assistant: Assistant, fake: FakeShop) -> None:
    assistant.talk("dear", "do you have mugs", "too expensive")
    assert [signal for signal in fake.signals if signal["kind"] == "reason"] == []


def test_a_question_is_no_reason(assistant: Assistant, fake: FakeShop) -> None:
    assistant.talk("asking", "is this site safe to buy from?", "do you have good reviews")
    assert fake.signals == []


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
