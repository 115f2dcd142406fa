"""Whatever shoppers write costs time in proportion to its length: every pattern, and what is made of it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from actions import buttons
from actions.understanding import money, polarity, references, sizes, statements, wishes
from actions.understanding.message import Message
from actions.understanding.tokens import tokens
from tests.actions.understanding.shop import VOCABULARY
from tests.long_texts import LONGEST, TEXTS, Constant, constants, faster_than_linear_growth

BOT = Path(__file__).parents[1]
CONSTANTS = [
    constant
    for path in sorted([*BOT.glob("actions/**/*.py"), *BOT.glob("components/*.py")])
    for constant in constants(BOT, path.relative_to(BOT))
]
SHOWN = [references.Shown(str(place), f"blue mug {place}") for place in range(5)]


def everything(text: str) -> object:
    """All that a message may be asked."""
    message = Message.read(text, VOCABULARY, beside="candle", for_somebody=True)
    return message.added, message.things, message.relaxed, message.lifts_the_limit, statements.states(message)


FUNCTIONS: Mapping[str, Callable[[str], Any]] = {
    "a message on its way in": buttons.as_said,
    "its tokens": tokens,
    "a budget": money.parse,
    "a number alone": lambda text: money.parse(text, bare=True),
    "a text without amounts": money.without_amounts,
    "sizes": lambda text: list(sizes.sizes(text)),
    "names": lambda text: list(VOCABULARY.named(text)),
    "wishes": lambda text: wishes.read(text, VOCABULARY),
    "refusals": lambda text: polarity.refusals(tokens(text)),
    "wanted words": lambda text: wishes.wanted_words(text, wishes.read(text, VOCABULARY)),
    "a message": everything,
    "places": lambda text: references.positions(text, 5),
    "a product by its words": lambda text: references.resolve(text, SHOWN),
    "what is spoken of": references.points,
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


def test_the_texts_are_as_long_as_they_say() -> None:
    assert {name: len(make(LONGEST)) for name, make in TEXTS.items() if len(make(LONGEST)) != LONGEST} == {}
    assert len(TEXTS) >= 20


def test_a_budget_of_ten_thousand_digits_is_none() -> None:
    assert money.parse(f"under {'9' * 10_000} pounds") is None


def test_a_thousand_spaces_are_one() -> None:
    assert money.parse(f"under{' ' * 1_000}20{' ' * 1_000}pounds") == money.parse("under 20 pounds")
    (wish,) = wishes.read(f"a mug,{' ' * 1_000}not blue", VOCABULARY)
    assert not wish.wanted
