"""For whom: of a product by its words, of a question by its words and by an age."""

from collections.abc import Iterator

import pytest

from search import read_in
from search.audiences import audience, groups_of, read_age
from search.languages import ENGLISH


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    read_in(ENGLISH)


@pytest.mark.parametrize(
    ("word", "group"),
    [("men", "men"), ("men's", "men"), ("mens", "men"), ("gran", "women"), ("ladies", "women"),
     ("kids", "children"), ("nephew", "children"), ("baby", "babies"), ("puppy", "dogs")],
)  # fmt: skip
def test_words_stand_for_groups(word: str, group: str) -> None:
    assert groups_of(word)[0] == group


def test_most_words_stand_for_nobody() -> None:
    assert groups_of("mug") == groups_of("unisex") == groups_of("everyone") == ()


def test_each_language_has_its_words() -> None:
    read_in("de")
    assert groups_of("damen") == ("women",)
    assert groups_of("kinder")[0] == "children"


def test_a_product_says_for_whom_it_is() -> None:
    assert audience(["man", "shirt"]) == {"men"}
    assert audience(["shirt"]) == frozenset()
    assert audience(["man", "everyon"]) == frozenset()


@pytest.mark.parametrize(
    ("text", "rest", "groups"),
    [
        ("nephew turns four", "nephew", ("toddlers", "children")),
        ("toys for a 4 year old", "toys for a", ("toddlers", "children")),
        ("gift, aged 8", "gift,", ("children",)),
        ("rattle for a 1-year-old", "rattle for a", ("babies", "toddlers")),
        ("gift for a 40 year old", "gift for a", ()),
        ("4 mugs", "4 mugs", ()),
    ],
)
def test_an_age_is_read(text: str, rest: str, groups: tuple[str, ...]) -> None:
    left, read = read_age(text)
    assert (left.strip(), read) == (rest, groups)
