"""Statements read from entities: what is wanted, what is not, and in which words."""

import re
from typing import Any

import pytest

from actions.preferences import normalise, statements, wanted_words, without_overlaps


def entities(text: str, **named: str) -> list[dict[str, Any]]:
    """Entities as Rasa gives them: each `type="words of the text"`."""
    extracted = []
    for kind, words in named.items():
        match = re.search(re.escape(words), text)
        assert match is not None
        extracted.append({"entity": kind, "value": words, "start": match.start(), "end": match.end()})
    return extracted


@pytest.mark.parametrize(
    ("text", "colour", "wanted"),
    [
        ("something blue", "blue", True),
        ("not pink", "pink", False),
        ("something for a toddler in the rain, not pink", "pink", False),
        ("I don't like green", "green", False),
        ("anything but black", "black", False),
        ("no red please", "red", False),
        ("without any yellow", "yellow", False),
        ("I hate purple", "purple", False),
        ("pink isn't for me", "pink", False),
        ("I can't stand orange", "orange", False),
        ("not pink but blue", "blue", True),
        ("not too dear. blue", "blue", True),
        ("no more than 20 pounds, blue", "blue", True),
        ("I don't mind, maybe green", "green", True),
        ("not only blue", "blue", True),
        ("actually blue not green", "blue", True),
        ("red instead of brown", "brown", False),
        ("not pink or purple", "purple", False),
    ],
)
def test_what_the_shopper_denies_is_unwanted(text: str, colour: str, wanted: bool) -> None:
    (statement,) = statements(text, entities(text, colour=colour))
    assert (statement.attribute, statement.value, statement.wanted) == ("colour", colour, wanted)


def test_each_entity_becomes_the_attribute_of_the_api() -> None:
    text = "a cotton hat for my dad"
    said = statements(text, entities(text, material="cotton", category="hat", recipient="dad"))
    assert [(s.attribute, s.value) for s in said] == [
        ("material", "cotton"),
        ("category", "hat"),
        ("for", "dad"),
    ]


def test_the_same_statement_twice_counts_once() -> None:
    text = "blue, really blue"
    twice = [*entities(text, colour="blue"), {"entity": "colour", "value": "blue", "start": 13, "end": 17}]
    assert len(statements(text, twice)) == 1


def test_entities_that_are_no_preference_are_left_out() -> None:
    assert statements("HF-10023", entities("HF-10023", order_number="HF-10023")) == []


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("My dad", "dad"),
        ("dark blue", "blue"),
        ("the Kids", "kids"),
        ("light-grey", "grey"),
        ("Wool.", "wool"),
        ("for her", "her"),
    ],
)
def test_values_are_normalised(value: str, plain: str) -> None:
    assert normalise(value) == plain


def learned(value: str, confidence: float) -> dict[str, Any]:
    """A category as DIET finds it at the start of a message."""
    span = {"entity": "category", "value": value, "start": 0, "end": len(value)}
    return {**span, "extractor": "DIETClassifier", "confidence_entity": confidence}


def test_a_word_list_beats_a_learned_entity_on_the_same_words() -> None:
    listed = {"entity": "colour", "value": "blue", "start": 0, "end": 9, "extractor": "RegexEntityExtractor"}
    assert without_overlaps([learned("navy blue hat", 0.9), listed]) == [listed]


def test_a_learned_entity_without_confidence_is_dropped() -> None:
    assert without_overlaps([learned("thing", 0.3)]) == []


@pytest.mark.parametrize("text", ["don't you have blue mugs", "aren't there any blue ones"])
def test_a_question_with_not_denies_nothing(text: str) -> None:
    assert statements(text, entities(text, colour="blue"))[0].wanted


def test_a_search_leaves_out_what_the_shopper_does_not_want() -> None:
    text = "something for a toddler in the rain, not pink"
    said = statements(text, entities(text, recipient="toddler", colour="pink"))
    assert wanted_words(text, said) == "something for a toddler in the rain"
