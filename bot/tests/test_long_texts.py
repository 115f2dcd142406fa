"""Whatever shoppers write costs time in proportion to its length: every pattern, and what is made of it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.nlu.utils.pattern_utils import _generate_lookup_regex

from actions import buttons, handover, money, ordinals, preferences, remember
from actions.conversation import Turn
from actions.finding import Search, only_narrows
from tests.fake_api import FakeShop
from tests.long_texts import LONGEST, TEXTS, Constant, constants, faster_than_linear_growth
from tests.talking import entity, shop

BOT = Path(__file__).parents[1]
CONSTANTS = [
    constant
    for path in sorted([*BOT.glob("actions/*.py"), *BOT.glob("components/*.py")])
    for constant in constants(BOT, path.relative_to(BOT))
]
SHOWN = [ordinals.Shown(str(place), f"blue mug {place}") for place in range(5)]


def turn(text: str) -> Turn:
    """A message in which every "blue" is a colour that the shopper names."""
    entities, start = [], text.find("blue")
    while start >= 0:
        entities.append({"entity": "colour", "value": "blue", "start": start, "end": start + 4})
        start = text.find("blue", start + 4)
    return Turn(
        shop=shop(FakeShop()), dispatcher=None, conversation="c", text=text, intent="find_product",  # type: ignore[arg-type]
        entities=entities, slots={}, metadata={},
    )  # fmt: skip


FUNCTIONS: Mapping[str, Callable[[str], Any]] = {
    "a message on its way in": buttons.as_said,
    "a budget": money.parse,
    "a number alone": lambda text: money.parse(text, bare=True),
    "a text without amounts": money.without_amounts,
    "statements": lambda text: preferences.statements(text, turn(text).entities),
    "what is denied at the end": lambda text: preferences.denied(text, len(text) - 1, len(text)),
    "what is denied at the start": lambda text: preferences.denied(text, 0, 1),
    "a value": preferences.normalise,
    "wanted words": lambda text: preferences.wanted_words(
        text, preferences.statements(text, turn(text).entities)
    ),
    "places": lambda text: ordinals.positions(text, 5),
    "a product by its words": lambda text: ordinals.resolve(text, SHOWN),
    "a search": lambda text: Search.asked(turn(text)),
    "whether it only narrows": lambda text: only_narrows(turn(text)),
    "what to forget": lambda text: remember.to_forget(turn(text), [{"kind": "budget", "value": "20.00"}]),
    "a summary for a person": lambda text: handover.summary([text] * 3),
}


@pytest.mark.parametrize("constant", CONSTANTS, ids=lambda constant: f"{constant.module}.{constant.name}")
def test_every_pattern_is_linear(constant: Constant) -> None:
    value = getattr(importlib.import_module(constant.module), constant.name)
    uses = list(constant.uses(value))
    assert uses
    assert [grown for use in uses for grown in faster_than_linear_growth(use)] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_reader_is_linear(name: str) -> None:
    assert faster_than_linear_growth(FUNCTIONS[name]) == []


def word_lists() -> dict[str, list[re.Pattern[str]]]:
    """The patterns that Rasa makes of the vocabulary, by the name of the entity."""
    patterns = {}
    for part in yaml.safe_load((BOT / "data/nlu/vocabulary.yml").read_text())["nlu"]:
        lines = [line.removeprefix("- ") for line in part["examples"].splitlines()]
        if "lookup" in part:
            table = {"name": part["lookup"], "elements": lines}
            patterns[part["lookup"]] = [re.compile(_generate_lookup_regex(table), re.IGNORECASE)]
        elif "regex" in part:
            patterns[part["regex"]] = [re.compile(line, re.IGNORECASE) for line in lines]
    return patterns


@pytest.mark.parametrize(("name", "patterns"), word_lists().items(), ids=list(word_lists()))
def test_the_vocabulary_is_linear(name: str, patterns: list[re.Pattern[str]]) -> None:
    assert [
        grown
        for pattern in patterns
        for grown in faster_than_linear_growth(lambda text, own=pattern: list(own.finditer(text)))
    ] == []


def test_the_texts_are_as_long_as_they_say() -> None:
    assert {name: len(make(LONGEST)) for name, make in TEXTS.items() if len(make(LONGEST)) != LONGEST} == {}
    assert len(TEXTS) >= 20


def test_a_budget_of_ten_thousand_digits_is_none() -> None:
    assert money.parse(f"under {'9' * 10_000} pounds") is None


def test_a_thousand_spaces_are_one() -> None:
    assert money.parse(f"under{' ' * 1_000}20{' ' * 1_000}pounds") == money.parse("under 20 pounds")
    text = f"a mug,{' ' * 1_000}not blue"
    assert not preferences.statements(text, [entity(text, "blue", "colour")])[0].wanted
