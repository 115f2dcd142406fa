"""The index knows texts by their places, and nothing of what they are of."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.index import SearchIndex
from search.query import ParsedQuery, QueryReader
from search.texts import SearchText

TEXTS = (
    SearchText("Blue rain jacket", "for men", "Keeps a kettle dry"),
    SearchText("Red mug", "", "with a blue handle"),
    SearchText("Tin kettle", "for everyone", "Made of tin plate in a small town"),
    SearchText(""),
    SearchText("Trousers", "women", "With pockets and pleats"),
    SearchText("Trousers", "men", "With pockets and creases"),
)
INDEX = SearchIndex.of(TEXTS)
EVERYTHING = np.ones(len(TEXTS), dtype=bool)
titles = st.text(alphabet="abc xyz", max_size=20)
texts = st.lists(st.builds(SearchText, titles, titles, titles), min_size=1, max_size=6)


def read(query: str) -> ParsedQuery:
    return QueryReader(INDEX.vocabulary, INDEX.groups).read(query)


def best(query: str, *, meaning: NDArray[np.float64] | None = None) -> list[int]:
    order = INDEX.ranked(read(query), meaning=meaning).order(EVERYTHING)
    return [int(position) for position in order]


def cosines(**by_place: float) -> NDArray[np.float64]:
    return np.array([by_place.get(f"at_{place}", 0.0) for place in range(len(TEXTS))])


def test_words_alone_find_where_there_is_no_meaning() -> None:
    assert best("blue jackets") == [0]
    assert best("ketle") == [2, 0]
    assert best("boat") == []


def test_what_a_text_is_called_counts_more_than_what_it_says() -> None:
    assert best("blue") == [0, 1]
    assert best("kettle") == [2, 0]


def test_meaning_finds_what_no_word_names_and_doubts_what_means_something_else() -> None:
    assert best("boat", meaning=cosines(at_2=0.9)) == [2]
    assert best("boat", meaning=cosines(at_2=0.2)) == []
    assert best("handle", meaning=cosines()) == []  # a description says it, and nothing agrees


def test_what_is_called_all_that_is_asked_for_fits_whatever_it_means() -> None:
    assert best("red mug", meaning=cosines()) == [1]


def test_where_no_text_has_been_encoded_its_words_speak() -> None:
    meaning = cosines(at_0=0.5)
    meaning[2] = np.nan
    assert best("kettle", meaning=meaning) == [2, 0]


def test_for_whom_something_is_weighs_as_such() -> None:
    assert best("trousers for men") == [5]
    assert best("trousers for women")[0] == 4
    assert 5 not in best("ladies' trousers")
    assert best("something for men") == [0, 5]  # and not what is for everyone


def test_what_is_for_others_is_not_for_whom_nothing_is() -> None:
    assert best("trousers for my dog") == []


def test_a_quantity_is_met_wherever_it_stands() -> None:
    index = SearchIndex.of([SearchText("Hand wash", body="In a bottle of 250 ml"), SearchText("Mug")])
    reader = QueryReader(index.vocabulary, index.groups)
    ranked = index.ranked(reader.read("250ml"), meaning=np.zeros(2))
    assert ranked.order(np.ones(2, dtype=bool)).tolist() == [0]


def test_what_may_not_be_shown_is_left_out() -> None:
    ranked = INDEX.ranked(read("blue"), meaning=None)
    assert ranked.order(np.arange(len(TEXTS)) > 0).tolist() == [1]


@given(before=texts, after=texts)
def test_a_changed_index_is_that_of_the_new_texts(before: list[SearchText], after: list[SearchText]) -> None:
    size = max(len(before), len(after))
    whole = [*after, *before[len(after) :]]
    gone = {at: before[at] for at in range(min(len(before), len(after)))}
    changed = SearchIndex.of(before).changed(gone, dict(enumerate(after)), size=size)
    fresh = SearchIndex.of(whole)
    assert changed.lengths.tolist() == fresh.lengths.tolist()
    assert changed.audiences.tolist() == fresh.audiences.tolist()
    for part in ("names", "body"):
        new, old = getattr(changed, part).entries, getattr(fresh, part).entries
        assert {word: entry.tolist() for word, entry in new.items()} == {
            word: entry.tolist() for word, entry in old.items()
        }
