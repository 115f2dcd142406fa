import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.itemitem import Alignment, ItemItem, strongest
from recommender.ridge import dense_ridge, local_ridge


def purchases(seed: int) -> NDArray[np.float64]:
    return (np.random.default_rng(seed).random((40, 6)) < 0.5).astype(float)


@given(seed=st.integers(0, 200))
@settings(deadline=None, max_examples=20)
def test_with_all_neighbours_the_local_solve_is_the_dense_one(seed: int) -> None:
    matrix = purchases(seed)
    gram = csr_array(matrix.T @ matrix)
    local = local_ridge(gram, gram, neighbours=6, regularisation=3.0).toarray()
    connected = (matrix.T @ matrix > 0).all()
    if connected:
        np.testing.assert_allclose(local, dense_ridge(gram, regularisation=3.0), atol=1e-5)


def test_each_column_is_the_ridge_regression_on_the_others() -> None:
    matrix = purchases(1)
    weights = dense_ridge(csr_array(matrix.T @ matrix), regularisation=2.0)
    others = matrix[:, 1:]
    expected = np.linalg.solve(others.T @ others + 2.0 * np.eye(5), others.T @ matrix[:, 0])
    np.testing.assert_allclose(weights[1:, 0], expected, atol=1e-5)
    assert weights[0, 0] == 0


def test_keeps_no_more_sources_than_asked() -> None:
    gram = csr_array(purchases(2).T @ purchases(2))
    local = local_ridge(gram, gram, neighbours=2, regularisation=1.0)
    assert np.diff(local.tocsc().indptr).max() == 2


def test_products_that_nobody_touched_have_no_relations() -> None:
    empty = csr_array((4, 4))
    assert local_ridge(empty, empty, neighbours=3, regularisation=1.0).nnz == 0


def test_strongest_keeps_the_greatest_and_prefers_the_lower_column() -> None:
    kept = strongest(csr_array(np.array([[1.0, 3.0, 3.0, 2.0], [0.0, 0.0, 1.0, 0.0]])), 2)
    assert kept.toarray().tolist() == [[0, 3, 3, 0], [0, 0, 1, 0]]
    assert strongest(csr_array(np.array([[2.0, 2.0, 2.0]])), 1).toarray().tolist() == [[2, 0, 0]]


@pytest.mark.parametrize("form", [csr_array, np.asarray])
def test_alignment_drops_moves_and_adds(form: type) -> None:
    relations = ItemItem(form(np.array([[0, 1, 2], [3, 0, 4], [5, 6, 0]], dtype=np.float32)))
    moved = relations.aligned(Alignment(np.array([2, -1, 0]), 3))
    entries = moved.entries.toarray() if moved.sparse else moved.entries
    assert entries.tolist() == [[0, 0, 5], [0, 0, 0], [2, 0, 0]]
