"""Near words are proposed for a word that nobody has; what is merely spelled alike is not near."""

import numpy as np

from search.neighbours import WordVectors

WORDS = WordVectors(
    ("backpack", "bag", "snowfall", "mug"),
    np.array([[1.0, 0.0, 0.0], [0.94, 0.34, 0.0], [0.0, 0.65, 0.76], [0.0, 0.0, 1.0]], dtype=np.float32),
)


def vector(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, dtype=np.float32)


def test_the_nearest_come_first_and_are_worth_most() -> None:
    (first, most), (second, less) = WORDS.nearest("rucksack", vector(0.99, 0.14, 0.0))
    assert (first, second) == ("backpack", "bag")
    assert 1 > most >= less > 0


def test_what_is_far_from_all_has_no_neighbours() -> None:
    assert WORDS.nearest("violin", vector(0.4, 0.3, 0.1)) == []


def test_what_begins_alike_must_be_nearer() -> None:
    assert WORDS.nearest("blizzard", vector(0.0, 0.9, 0.1))[0][0] == "snowfall"
    assert WORDS.nearest("snowmobile", vector(0.0, 0.9, 0.1)) == []


def test_no_words_are_near_where_there_are_none() -> None:
    assert WordVectors((), np.zeros((0, 0), dtype=np.float32)).nearest("mug", vector(1.0, 0.0, 0.0)) == []
