"""Which misspelt words are colours and materials."""

import pytest

from actions.understanding.slips import mended

KNOWN = (
    "green",
    "blue",
    "black",
    "white",
    "gold",
    "yellow",
    "purple",
    "brown",
    "leather",
    "cotton",
    "wool",
    "brass",
    "pink",
)


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("grean", "green"),
        ("gren", "green"),
        ("balck", "black"),
        ("yelow", "yellow"),
        ("purpel", "purple"),
        ("lether", "leather"),
        ("coton", "cotton"),
        ("whit", "white"),
        ("bleu", "blue"),
    ],
)
def test_an_easy_slip_is_mended(slip: str, word: str) -> None:
    assert mended(slip, KNOWN) == word


@pytest.mark.parametrize(
    "word",
    [
        "while",
        "whole",
        "write",
        "glue",
        "clue",
        "great",
        "good",
        "block",
        "grain",
        "back",
        "punk",
        "bra",
        "red",
        "well",
        "boss",
        "x" * 500,
        "cottage",
        "weather",
        "w00l",
    ],
)
def test_another_word_is_left_alone(word: str) -> None:
    assert mended(word, KNOWN) == ""
