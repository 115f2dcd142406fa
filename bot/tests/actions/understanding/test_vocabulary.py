"""The shop's words: what they mean where several things go by one name."""

import pytest

from actions.understanding.vocabulary import Vocabulary, from_file
from tests.actions.understanding.shop import VOCABULARY


def named(text: str, beside: str = "") -> list[str]:
    return [f"{name.attribute} {name.value}" for name in VOCABULARY.named(text, beside)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a rose candle", ["scent rose"]),
        ("candle but nothing lavender", ["scent lavender"]),
        ("a rose jumper", ["colour rose"]),
        ("a mug in rose", ["colour rose"]),
        ("a rose bush", []),
        ("mint tea", []),
        ("a mint mug", ["colour mint"]),
        ("orange jam", []),
        ("an orange scarf", ["colour orange"]),
        ("rust or blue", ["colour rust", "colour blue"]),
        ("an oak table", ["material oak"]),
        ("an oak tree", []),
        ("hand cream", []),
        ("a cream jumper", ["colour cream"]),
        ("coral cushions", ["colour coral"]),
    ],
)
def test_a_word_is_read_by_what_stands_beside_it(text: str, expected: list[str]) -> None:
    assert named(text) == expected


def test_and_by_what_is_looked_for() -> None:
    assert named("no rose", "candles") == ["scent rose"]


def test_the_longest_name_counts() -> None:
    assert named("navy blue organic cotton") == ["colour navy blue", "material organic cotton"]


def test_other_words_for_the_same() -> None:
    assert named("woollen, gray, ladies, scandi") == [
        "material wool",
        "colour grey",
        "for women",
        "style scandinavian",
    ]


def test_the_catalogs_topics_are_no_wishes() -> None:
    assert named("rain jacket in any colour, a gift") == []


def test_slips_of_the_finger() -> None:
    assert named("grean lether gluves") == ["colour green", "material leather"]
    assert named("while I read about beaches") == []


def test_things_go_by_their_singular_and_plural() -> None:
    assert VOCABULARY.thing("jumpers")
    assert VOCABULARY.thing("Mug")
    assert not VOCABULARY.thing("sofa")


def test_the_kinds_are_the_apis() -> None:
    assert "merino" in VOCABULARY.kinds_of("material", "wool")
    assert VOCABULARY.kinds_of("material", "tin") == ()
    assert Vocabulary.of(from_file()).kinds == {}
