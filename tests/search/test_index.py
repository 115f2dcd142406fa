"""The index knows texts by their places, and nothing of what they are of."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.analysis import terms
from search.index import SearchIndex

TEXTS = ("blue rain jacket", "red mug with a blue handle", "tin kettle", "")
texts = st.lists(st.text(alphabet="abc xyz", max_size=20), min_size=1, max_size=6)


def called(word: str) -> NDArray[np.int64]:
    return np.array([at for at, text in enumerate(TEXTS) if word in terms(text)], dtype=np.int64)


def best(query: str, *, meaning: NDArray[np.float64] | None = None) -> list[int]:
    ranked = SearchIndex.of(TEXTS).ranked(query, named=called, meaning=meaning)
    return [int(at) for at in ranked.best(10, among=np.ones(len(TEXTS), dtype=bool))]


def test_words_alone_find_where_there_is_no_meaning() -> None:
    assert best("blue jackets") == [0]
    assert best("blue") == [0, 1]
    assert best("ketle") == [2]
    assert best("boat") == []


def test_meaning_finds_what_no_word_names_and_doubts_what_means_something_else() -> None:
    assert best("boat", meaning=np.array([0.0, 0.0, 0.9, 0.0])) == [2]
    assert best("boat", meaning=np.array([0.0, 0.0, 0.2, 0.0])) == []


def test_what_may_not_be_shown_is_left_out() -> None:
    ranked = SearchIndex.of(TEXTS).ranked("blue", named=called, meaning=None)
    assert ranked.best(10, among=np.array([False, True, True, True])).tolist() == [1]


@given(before=texts, after=texts)
def test_a_changed_index_is_that_of_the_new_texts(before: list[str], after: list[str]) -> None:
    size = max(len(before), len(after))
    whole = [*after, *before[len(after) :]]
    gone = {at: before[at] for at in range(min(len(before), len(after)))}
    changed = SearchIndex.of(before).changed(gone, dict(enumerate(after)), size=size)
    fresh = SearchIndex.of(whole)
    assert changed.lengths.tolist() == fresh.lengths.tolist()
    assert {word: changed.words.positions(word).tolist() for word in changed.words.entries} == {
        word: fresh.words.positions(word).tolist() for word in fresh.words.entries
    }


def test_a_text_whose_meaning_is_not_known_yet_is_found_by_its_words() -> None:
    unread = np.array([np.nan, 0.7, 0.0, 0.0])
    assert set(best("handle jacket", meaning=unread)) == {0, 1}
    assert best("blue rain jacket", meaning=unread)[0] == 0
    assert best("boat", meaning=unread)[:1] == [1]
