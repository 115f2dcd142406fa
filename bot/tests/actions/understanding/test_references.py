"""Which of the shown products the shopper means."""

import pytest

from actions.understanding.references import Shown, positions, resolve

SHOWN = [
    Shown("a", "Tide mug", colour="blue"),
    Shown("b", "Harbour scarf", colour="red"),
    Shown("c", "Oak trowel", colour="brown"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I like the second one", [1]),
        ("the 1st", [0]),
        ("number 3 please", [2]),
        ("#2", [1]),
        ("I like number 2 and 3", [1, 2]),
        ("option two", [1]),
        ("2", [1]),
        ("the last one", [2]),
        ("the middle one", [1]),
        ("first and third", [0, 2]),
        ("the first two", [0, 1]),
        ("all of them", [0, 1, 2]),
        ("none of these", [0, 1, 2]),
        ("the fifth", []),
        ("I have 2 dogs", []),
        ("that one is nice", []),
    ],
)
def test_positions_of_three(text: str, expected: list[int]) -> None:
    assert positions(text, 3) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not the mug", ["a"]),
        ("the trowels look good", ["c"]),
        ("I love the red one", ["b"]),
        ("the harbour scarf", ["b"]),
        ("I like the second one", ["b"]),
        ("something else", []),
        ("that's nice", []),
    ],
)
def test_a_product_is_named_by_place_title_or_colour(text: str, expected: list[str]) -> None:
    assert [product.product_id for product in resolve(text, SHOWN)] == expected


def test_a_tie_is_left_open() -> None:
    twins = [Shown("a", "Tide mug"), Shown("b", "Ember mug")]
    assert resolve("the mug", twins) == []


def test_the_only_product_shown_is_meant_without_a_name() -> None:
    assert resolve("I like that", SHOWN[:1]) == SHOWN[:1]


def test_nothing_shown_means_nothing() -> None:
    assert resolve("the first one", []) == []
