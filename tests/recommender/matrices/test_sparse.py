import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.matrices.sparse import gathered, kept, row_numbers, strips, strongest, strongest_of

matrices = arrays(np.float32, (7, 9), elements=st.integers(-3, 3).map(np.float32))


def by_sorting(matrix: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Of each row's entries that are not zero the greatest, the earlier of equals."""
    chosen = np.zeros_like(matrix)
    for row, values in enumerate(matrix):
        entries = np.flatnonzero(values)
        best = entries[np.argsort(-values[entries], kind="stable")[:count]]
        chosen[row, best] = values[best]
    return chosen


@given(matrix=matrices, count=st.integers(1, 10))
def test_strongest_is_what_sorting_finds(matrix: NDArray[np.float32], count: int) -> None:
    kept_ones = strongest(csr_array(matrix), count)
    np.testing.assert_array_equal(kept_ones.toarray(), by_sorting(matrix, count))
    assert np.diff(kept_ones.indptr).max() <= count


def test_strongest_keeps_the_greatest_and_prefers_the_lower_column() -> None:
    kept_ones = strongest(csr_array(np.array([[1.0, 3.0, 3.0, 2.0], [0.0, 0.0, 1.0, 0.0]])), 2)
    assert kept_ones.toarray().tolist() == [[0, 3, 3, 0], [0, 0, 1, 0]]
    assert strongest(csr_array(np.array([[2.0, 2.0, 2.0]])), 1).toarray().tolist() == [[2, 0, 0]]


def test_rows_of_very_unlike_length() -> None:
    random = np.random.default_rng(0)
    lengths = [0, 1, 5, 4000, 3, 0, 900]
    indptr = np.append(0, np.cumsum(lengths))
    columns = np.concatenate([np.sort(random.permutation(5000)[:length]) for length in lengths])
    matrix = csr_array((random.random(len(columns)), columns, indptr), shape=(len(lengths), 5000))
    kept_ones = strongest(matrix, 4)
    assert np.diff(kept_ones.indptr).tolist() == [0, 1, 4, 4, 3, 0, 4]
    for row, length in enumerate(lengths):
        own, all_ = kept_ones[[row]].data, matrix[[row]].data
        assert sorted(own) == sorted(all_)[-4:][: max(length, 0)]


@given(matrix=matrices, size=st.integers(1, 8))
def test_strips_put_together_are_the_whole(matrix: NDArray[np.float32], size: int) -> None:
    whole = csr_array(matrix)
    put_together = gathered((whole[part] for part in strips(7, size)), 9)
    np.testing.assert_array_equal(put_together.toarray(), matrix)
    assert [row for part in strips(7, size) for row in range(7)[part]] == list(range(7))


def test_nothing_put_together_is_empty() -> None:
    assert gathered([], 4).shape == (0, 4)
    assert strongest_of(csr_array((0, 0)).__getitem__, 0, 3).shape == (0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_strip_by_strip_the_strongest_are_the_same(count: int) -> None:
    matrix = csr_array(np.random.default_rng(1).random((20, 20)).astype(np.float32))
    strip_by_strip = strongest_of(lambda rows: matrix[rows], 20, count)
    np.testing.assert_array_equal(strip_by_strip.toarray(), strongest(matrix, count).toarray())


@given(matrix=matrices)
def test_kept_drops_what_is_not_flagged(matrix: NDArray[np.float32]) -> None:
    rows = csr_array(matrix)
    flags = (rows.data > 0) & (rows.indices > row_numbers(rows))
    expected = np.where(np.triu(np.ones((7, 9)), 1) > 0, np.maximum(matrix, 0), 0)
    np.testing.assert_array_equal(kept(rows, flags).toarray(), expected)
