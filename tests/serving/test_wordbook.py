"""A process learns words in the background, and reads the shop's synonyms anew where the file changed."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import InvalidInput, Unavailable
from search import SearchIndex, SearchText
from serving import wordbook
from serving.wordbook import AT_ONCE, WordbookKeeper
from tests.recommender.shop import WordEncoder


class CountingEncoder(WordEncoder):
    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return super().encode(texts)


def test_a_file_is_read_where_it_changed(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    keeper = WordbookKeeper(file, encoder=WordEncoder())
    assert not keeper.refresh()
    wordbook.write(file, ["brolly, umbrella"])
    assert keeper.refresh()
    assert keeper.wordbook.synonyms.of_phrase(("brolli",)) == (("umbrella",),)
    assert not keeper.refresh()
    file.unlink()
    assert keeper.refresh()
    assert keeper.wordbook.synonyms.of_phrase(("brolli",)) == ()


def test_a_broken_file_leaves_those_before(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "synonyms.txt"
    wordbook.write(file, ["brolly, umbrella"])
    keeper = WordbookKeeper(file, encoder=WordEncoder())
    keeper.refresh()
    file.write_text("alone\n")
    os.utime(file, ns=(1, 1))
    with caplog.at_level(logging.WARNING):
        assert not keeper.refresh()
        assert not keeper.refresh()
    assert len(caplog.records) == 1
    assert "no second word" in caplog.text
    assert keeper.wordbook.synonyms.of_phrase(("brolli",)) == (("umbrella",),)


def test_what_is_no_synonym_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "synonyms.txt"
    with pytest.raises(InvalidInput) as refused:
        wordbook.write(file, ["a1, b1", "a, , b"])
    assert [error.field for error in refused.value.errors] == ["synonyms[1]"]
    assert wordbook.read(file) == []


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be written"):
        wordbook.write(tmp_path / "file" / "synonyms.txt", ["a1, b1"])


def test_each_word_is_learned_once(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    keeper = WordbookKeeper(tmp_path / "none.txt", encoder=encoder)
    texts = [SearchText("Blue mugs and a mug", "Kitchen", "said only"), SearchText("Mug 12")]
    index = SearchIndex.of(texts)
    for _ in range(2):
        assert not keeper.learn(index)
    assert sorted(encoder.encoded) == ["blue", "kitchen", "mug"]
    assert keeper.wordbook.vectors.words[0] == "mug"  # that of most products
    keeper.learn(SearchIndex.of([*texts, SearchText("A teapot")]))
    assert encoder.encoded[3:] == ["teapot"]


def test_many_words_are_learned_a_few_at_a_time(tmp_path: Path) -> None:
    letters = "abcdefghij"
    index = SearchIndex.of([SearchText(" ".join(f"qu{a}{b}z" for a in letters for b in letters))])
    encoder = CountingEncoder()
    keeper = WordbookKeeper(tmp_path / "none.txt", encoder=encoder)
    assert keeper.learn(index)
    assert len(encoder.encoded) == AT_ONCE
    assert not keeper.wordbook.vectors.words
    assert not keeper.learn(index)
    assert len(keeper.wordbook.vectors.words) == len(encoder.encoded) == 100
