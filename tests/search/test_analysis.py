"""Words are met in any form of theirs, whole, and none that says something is lost."""

from collections.abc import Iterator

import pytest

from search import read_in, terms, words
from search.languages import ENGLISH


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    read_in(ENGLISH)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Umbrellas", "umbrella"),
        ("batteries", "battery"),
        ("running shoes", "run shoe"),
        ("the woman's watches", "watch of a woman"),
        ("can you recommend a nice kettle please", "kettle"),
    ],
)
def test_forms_of_a_word_are_one(text: str, same: str) -> None:
    assert sorted(terms(text)) == sorted(terms(same))


@pytest.mark.parametrize(
    ("language", "text", "same"),
    [
        ("de", "Tassen und Gläser", "Tasse mit Glas"),
        ("fr", "des robes d'été", "robe l'été"),
        ("it", "le borse rosse", "borsa rossa"),
        ("pl", "czerwona kurtka", "czerwony kurtki"),
        ("sv", "röda jackor", "röd jacka"),
    ],
)
def test_each_language_has_its_own_forms(language: str, text: str, same: str) -> None:
    read_in(language)
    assert set(terms(same)) >= set(terms(text)) - {"und"}


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    read_in("ja")
    assert terms("the umbrellas 傘") == ["the", "umbrellas", "傘"]


@pytest.mark.parametrize(
    "text",
    ["without handle", "not pink", "no sugar", "under bed", "size M", "size L", "T shirt", "red", "12"],
)
def test_what_tells_products_apart_stays(text: str) -> None:
    assert len(terms(text)) == len(text.split())


@pytest.mark.parametrize(
    ("language", "word"), [("de", "ohne"), ("fr", "sans"), ("es", "sin"), ("sv", "utan")]
)
def test_what_a_product_is_without_stays_in_every_language(language: str, word: str) -> None:
    read_in(language)
    assert terms(word)


def test_the_limit_of_a_price_is_not_what_lies_under_something() -> None:
    assert terms("kettles under £40") == terms("kettle 40")
    assert terms("box under beds") == terms("box under bed")


def test_a_word_is_not_met_by_one_that_contains_it() -> None:
    assert not {"red", "ring", "tea"}.intersection(words("shredded string teak"))


def test_what_is_too_long_for_a_word_stays_as_it_is() -> None:
    assert words("s" * 100_000) == ["s" * 100_000]
