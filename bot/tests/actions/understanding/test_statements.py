"""What may be recorded of a message."""

import pytest

from actions.understanding.message import Message
from actions.understanding.statements import states
from tests.actions.understanding.shop import VOCABULARY


def stated(text: str) -> str:
    known = states(Message.read(text, VOCABULARY))
    words = [wish.value if wish.wanted else f"-{wish.value}" for wish in known.wishes]
    return ", ".join([*words, *([f"up to {known.budget.maximum}"] if known.budget.maximum else [])])


@pytest.mark.parametrize(
    "text",
    [
        "is the red one wool?",
        "is the red one wool",
        "do you have blue mugs",
        "got any in green?",
        "hi, do u sell blue scarves",
        "what is under £20",
        "any red ones under 20 pounds",
        "which one is warmer, the wool or the cotton",
        "can i get it in blue",
        "ist das aus Wolle",
        "blue?",
        "Haben Sie blaue Tassen unter 20 Pfund",
    ],
)
def test_a_question_states_nothing(text: str) -> None:
    assert stated(text) == ""
    assert not states(Message.read(text, VOCABULARY))


@pytest.mark.parametrize(
    "text",
    [
        "i hate pink, just kidding",
        "maybe green",
        "not sure, perhaps blue",
        "if it were blue",
        "might be wool",
        "she likes purple",
        "my cat hates wool",
        "he already has a torch",
        "merino makes him itch",
    ],
)
def test_nor_does_a_joke_a_doubt_or_anothers_taste(text: str) -> None:
    assert stated(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wool makes me itch", "-wool"),
        ("wool? it makes me itch", "-wool"),
        ("i love green and cant stand pink", "green, -pink"),
        ("i never spend more than 25", "up to 25"),
        ("im a size 6 shoe", "6"),
        ("something blue under 20 pounds", "blue, up to 20"),
        ("I love green. do you have it in wool?", "green"),
        ("do you have mugs? I hate pink", "-pink"),
        ("up to £12.50, blue. is it wool?", "blue, up to 12.50"),
        ("something blue for my dad", "dad"),
        ("its for my toddler", "toddlers"),
        ("my mum loves green", ""),
        ("do not show me pink", "-pink"),
    ],
)
def test_what_is_stated(text: str, expected: str) -> None:
    assert stated(text) == expected
