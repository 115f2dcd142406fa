"""Numbers in words."""

from decimal import Decimal

import pytest

from actions.understanding.numerals import number


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("five", "5", 1),
        ("twenty five quid", "25", 2),
        ("a hundred and fifty", "150", 4),
        ("a hundred and two hundred", "100", 2),
        ("hundred", "100", 1),
        ("fifteen hundred", "1500", 2),
        ("two thousand five hundred pounds", "2500", 4),
        ("two and a half thousand", "2500", 5),
        ("fünfundzwanzig Euro", "25", 1),
        ("fünf und zwanzig", "5", 1),
        ("hundertfünfzig", "150", 1),
        ("neunhundertneunundneunzig", "999", 1),
        ("zweitausendfünfhundert", "2500", 1),
        ("zwei hundert", "200", 2),
    ],
)
def test_it_is_read_as_long_as_it_goes(text: str, value: str, words: int) -> None:
    assert number(text.split()) == (Decimal(value), words)


@pytest.mark.parametrize(
    "text", ["", "a", "a mug", "first", "undzwanzig", "tausendtausend", "und", "x" * 1_000]
)
def test_what_is_no_number(text: str) -> None:
    assert number(text.split()) is None
