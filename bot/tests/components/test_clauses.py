"""Parting a message: questions and requests of their own, and nothing that is a list."""

import pytest

from components.clauses import MOST, Part, joined, split
from tests.long_texts import TEXTS


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "text",
    [
        "salt and pepper mill",
        "black and white",
        "hats and gloves",
        "i need a coat, size 14, under 50",
        "a scarf for mum and a penknife for dad, under 50 all in",
        "bread, butter and jam",
        "no. 5 please",
        "it costs 12.50 and that is fine",
        "a coat, which is warm",
        "my back is bad, i need a firm one",
        "",
        "?!",
    ],
)
def test_what_asks_for_one_thing_stays_whole(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("do you sell it in oak and when would it come?", ["do you sell it in oak", "when would it come?"]),
        ("Where's my parcel? Also can I return it", ["Where's my parcel?", "can I return it"]),
        ("hello, where is my order", ["hello", "where is my order"]),
        ("remove the hat and add the gloves", ["remove the hat", "add the gloves"]),
        ("is it warm, how do i wash it", ["is it warm", "how do i wash it"]),
        ("i love it but is it real leather", ["i love it", "is it real leather"]),
    ],
)
def test_what_asks_for_two_things_is_parted(text: str, expected: list[str]) -> None:
    assert [part.removeprefix("Also ") for part in parts(text)] == expected


def test_a_story_is_read_as_a_whole() -> None:
    story = "I went to the sea. " * (MOST + 1)
    assert parts(story) == [story.strip()]


@pytest.mark.parametrize("name", TEXTS)
def test_parts_lie_in_order_within_any_text(name: str) -> None:
    text = TEXTS[name](2_000)
    edges = [edge for span in split(text) for edge in span]
    assert edges == sorted(edges)
    assert 0 <= edges[0] <= edges[-1] <= len(text)


def of(text: str, *intents: str) -> list[str]:
    """The intents that are answered when the parts of `text` have these."""
    spans = split(text)
    assert len(spans) == len(intents)
    return [
        part.intent
        for part in joined(text, [Part(*span, intent) for span, intent in zip(spans, intents, strict=True)])
    ]


def test_a_limit_goes_with_the_search_before_it() -> None:
    assert of("I need a coat. Size 14. Under 50.", "find_product", "state_preference", "refine_search") == [
        "find_product"
    ]


def test_two_searches_are_two() -> None:
    assert of("show me mugs and do you have plates", "find_product", "find_product") == ["find_product"] * 2


def test_a_greeting_is_not_answered_beside_a_question() -> None:
    assert of("hello, where is my order", "greet", "track_order") == ["track_order"]


def test_two_questions_of_a_kind_are_both_answered() -> None:
    assert of("is it warm, how do i wash it", "ask_product", "ask_product") == ["ask_product"] * 2


def test_a_word_by_the_way_goes_with_what_is_asked() -> None:
    assert of("I am so bored. Show me a puzzle", "chat", "find_product") == ["find_product"]


def test_an_unclear_question_is_one_of_its_own() -> None:
    assert of("cancel my order and find me a belt", "order_problem", "nlu_fallback") == [
        "order_problem",
        "nlu_fallback",
    ]
