"""The trained assistant on the longest messages that it reads: none takes it away from the others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from actions.buttons import LONGEST, as_said
from actions.skills import SKILLS
from tests.fake_api import FakeShop
from tests.long_texts import TEXTS
from tests.measure_nlu import model_path
from tests.talking import say, showing

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        not model_path().is_file(), reason="no trained assistant: run `rasa train` as in docs/assistant.md"
    ),
]
USUAL = "something blue under 20 pounds for my dad, not wool please"
MOST = 30  # times the CPU of a usual message; the transformer reads thirty times the words
Reading = Callable[[str], None]


@pytest.fixture(scope="module")
def answer() -> Reading:
    """Reads a message with the trained model, then answers it by every skill."""
    from rasa.core.agent import load_agent

    agent = asyncio.run(load_agent(model_path=str(model_path())))

    def read_and_answer(text: str) -> None:
        parsed: dict[str, Any] = asyncio.run(agent.parse_message(text))
        assert parsed["intent"]["name"]
        for intent in SKILLS:
            said = say(FakeShop(), intent, text, dialogue=showing("mug-blue", "mug-red"))
            assert said.responses
            assert "utter_shop_away" not in said.responses

    read_and_answer(USUAL)
    return read_and_answer


def cost(answer: Reading, text: str) -> float:
    """CPU seconds of the best of three."""

    def once() -> float:
        started = time.process_time()
        answer(text)
        return time.process_time() - started

    return min(once() for _ in range(3))


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_message_costs_what_its_words_cost(answer: Reading, name: str) -> None:
    assert cost(answer, as_said(TEXTS[name](LONGEST))) < MOST * cost(answer, USUAL)
