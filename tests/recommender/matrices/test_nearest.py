import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.matrices.nearest import nearest


def spread_out(count: int, dimensions: int = 16) -> NDArray[np.float32]:
    """Unit vectors around fifty centres."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(50, dimensions))
    vectors = centres[random.integers(50, size=count)] + 0.7 * random.normal(size=(count, dimensions))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def by_sorting(vectors: NDArray[np.float32], row: int, count: int) -> set[int]:
    cosines = vectors @ vectors[row]
    cosines[row] = -np.inf
    return set(np.argsort(-cosines, kind="stable")[:count].tolist())


def own(neighbours: csr_array, row: int) -> set[int]:
    return set(neighbours.indices[neighbours.indptr[row] : neighbours.indptr[row + 1]].tolist())


@pytest.mark.parametrize("count", [1, 5, 20])
@pytest.mark.parametrize("size", [30, 700])
def test_one_by_one_finds_what_sorting_finds(size: int, count: int) -> None:
    vectors = spread_out(size)
    rows = np.array([0, 7, size - 1])
    neighbours = nearest(vectors, rows, count)
    assert neighbours.shape == (3, size)
    for place, row in enumerate(rows.tolist()):
        assert own(neighbours, place) == by_sorting(vectors, row, count)
    near = neighbours[[0]]
    np.testing.assert_allclose(near.data, (vectors @ vectors[0])[near.indices], atol=1e-6)


def test_lists_miss_few_and_those_are_the_far_ones() -> None:
    vectors = spread_out(4000)
    everyone = np.arange(4000)
    true = nearest(vectors, everyone, 20)
    approximate = nearest(vectors, everyone, 20, exact=1, probes=16)
    assert np.diff(approximate.indptr).max() <= 20
    assert not approximate.diagonal().any()
    both = (true != 0).multiply(approximate != 0)
    assert both.nnz >= 0.9 * true.nnz
    first = [int(true.indices[start:stop][true.data[start:stop].argmax()]) for start, stop in runs(true)]
    assert np.mean([column in own(approximate, row) for row, column in enumerate(first)]) >= 0.97


def runs(matrix: csr_array) -> list[tuple[int, int]]:
    return list(zip(matrix.indptr[:-1].tolist(), matrix.indptr[1:].tolist(), strict=True))


def test_the_same_vectors_have_the_same_neighbours_each_time() -> None:
    vectors, rows = spread_out(1500), np.arange(1500)
    first, again = (nearest(vectors, rows, 10, exact=1) for _ in range(2))
    assert (first != again).nnz == 0


@pytest.mark.parametrize("exact", [1, 10_000])
def test_equal_vectors_are_neighbours_and_do_not_flood(exact: int) -> None:
    vectors = np.zeros((3000, 4), dtype=np.float32)
    vectors[:2000, 0] = vectors[2000:, 1] = 1.0
    neighbours = nearest(vectors, np.arange(3000), 5, exact=exact)
    assert np.diff(neighbours.indptr).tolist() == [5] * 3000
    np.testing.assert_allclose(neighbours.data, 1.0)
    assert not neighbours.diagonal().any()


@pytest.mark.parametrize("exact", [1, 10_000])
def test_a_zero_vector_has_no_neighbours(exact: int) -> None:
    vectors = spread_out(600)
    vectors[[3, 500]] = 0.0
    neighbours = nearest(vectors, np.arange(600), 10, exact=exact)
    assert own(neighbours, 3) == own(neighbours, 500) == set()
    assert len(own(neighbours, 4)) == 10


@pytest.mark.parametrize("size", [0, 1])
def test_alone_it_has_none(size: int) -> None:
    neighbours = nearest(np.ones((size, 3), dtype=np.float32), np.arange(size), 5)
    assert neighbours.shape == (size, size)
    assert neighbours.nnz == 0
