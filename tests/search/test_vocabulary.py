"""What the words of a catalog say of a word that it does not have: joined, parted, or a slip."""

import numpy as np
import pytest

from search.analysis import read_in
from search.index import SearchIndex
from search.query import QueryReader
from search.texts import SearchText
from search.vocabulary import Vocabulary

TEXTS = (
    SearchText("Head torch, SPF 50", "Outdoors", "Shines on a coner of the tent"),
    SearchText("Cafetière and sunglasses", "Pet food, cars"),
    SearchText("Tee in green"),
    SearchText("Pot cover"),
)
WORDS: Vocabulary = SearchIndex.of(TEXTS).vocabulary


def test_a_word_is_parted_where_a_text_is_called_by_both_parts() -> None:
    assert WORDS.parts("headtorch") == ("head", "torch")
    assert WORDS.parts("spf50") == ("spf", "50")
    assert WORDS.parts("teepot") == ()  # there is a tee and a pot, and no text with both
    assert WORDS.parts("torches") == ()


def test_words_that_no_text_is_called_by() -> None:
    assert WORDS.unnamed("The torch shines on a torch, the green coner shines") == ["shines", "coner"]


def test_two_words_are_joined_where_a_text_writes_them_so() -> None:
    assert WORDS.joined("sun", "glasses") == "sunglass"
    assert WORDS.joined("head", "torch") == ""


def test_an_accent_is_no_slip() -> None:
    assert WORDS.mended("cafetiere") == "cafetière"


def test_what_texts_are_called_is_meant_before_what_they_say() -> None:
    assert WORDS.mended("covner") == "cover"
    assert WORDS.mended("coneer") == "coner"


def test_a_synonym_may_be_meant_too() -> None:
    assert WORDS.mended("flashlihgt") == ""
    assert WORDS.mended("flashlihgt", also=["flashlight"]) == "flashlight"


@pytest.mark.parametrize(
    ("language", "word", "places"),
    [
        ("de", "handtuch", [0]),
        ("de", "Flaschen", [2, 1]),
        ("de", "asche", []),
        ("nl", "handdoek", [4]),
        ("fr", "handtuch", []),
    ],
)
def test_a_word_finds_what_it_is_the_head_of(language: str, word: str, places: list[int]) -> None:
    read_in(language)
    try:
        titles = ("Küchenhandtuch", "Trinkflasche", "Flasche", "Tasche", "Keukenhanddoek")
        index = SearchIndex.of(SearchText(title, "Küche, keuken") for title in titles)
        ranked = index.ranked(QueryReader(index.vocabulary).read(word), meaning=None)
        assert ranked.order(np.ones(5, dtype=bool)).tolist() == places
    finally:
        read_in("en")
