import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.products.alignment import Alignment
from recommender.scorers.itemitem import ItemItem
from recommender.scorers.ridge import Gram, dense_ridge, likely, local_ridge


def purchases(seed: int) -> NDArray[np.float64]:
    return (np.random.default_rng(seed).random((40, 6)) < 0.5).astype(float)


def gram_of(matrix: csr_array) -> Gram:
    return Gram.of(lambda rows: matrix[rows], np.diff(matrix.indptr))


def on_likely_sources(matrix: csr_array, *, neighbours: int, regularisation: float) -> csr_array:
    sources = likely(lambda rows: matrix[rows], matrix.shape[0], neighbours)
    return local_ridge(gram_of(matrix), sources, regularisation=regularisation)


@given(seed=st.integers(0, 200))
@settings(max_examples=20)
def test_with_all_neighbours_the_local_solve_is_the_dense_one(seed: int) -> None:
    matrix = purchases(seed)
    gram = csr_array(matrix.T @ matrix)
    local = on_likely_sources(gram, neighbours=6, regularisation=3.0).toarray()
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
    local = on_likely_sources(gram, neighbours=2, regularisation=1.0)
    assert np.diff(local.tocsc().indptr).max() == 2


def test_products_that_nobody_touched_have_no_relations() -> None:
    empty = csr_array((4, 4))
    assert on_likely_sources(empty, neighbours=3, regularisation=1.0).nnz == 0


@given(seed=st.integers(0, 50), width=st.integers(1, 5))
@settings(max_examples=25)
def test_blocks_are_the_entries_among_some_products(seed: int, width: int) -> None:
    matrix = csr_array(purchases(seed).T @ purchases(seed))
    gram = gram_of(matrix)
    random = np.random.default_rng(seed)
    chosen = np.array([random.permutation(6)[:width] for _ in range(3)])
    ascending = np.take_along_axis(chosen, np.argsort(gram.rank[chosen], axis=1), axis=1)
    for products, block in zip(ascending, gram.blocks(ascending), strict=True):
        np.testing.assert_allclose(block, matrix.toarray()[np.ix_(products, products)])


def test_a_pair_is_kept_once_and_with_the_less_connected() -> None:
    hub = np.ones((5, 5)) * np.eye(5)
    hub[0, :] = hub[:, 0] = 2.0
    gram = gram_of(csr_array(hub))
    assert np.diff(gram.pairs.indptr).tolist() == [0, 1, 1, 1, 1]
    assert gram.diagonal.tolist() == [2, 1, 1, 1, 1]


def test_directed_each_column_is_the_regression_of_the_target_on_its_likely_sources() -> None:
    past, future = purchases(3), purchases(4)
    target = past.T @ future
    sources = likely(lambda rows: csr_array(target.T)[rows], 6, 3)
    weights = local_ridge(gram_of(csr_array(past.T @ past)), sources, regularisation=2.0).toarray()
    for product in range(6):
        without_itself = np.where(np.arange(6) == product, -np.inf, target[:, product])
        chosen = np.sort(np.argsort(-without_itself, kind="stable")[:3])
        normal = (past.T @ past)[np.ix_(chosen, chosen)] + 2.0 * np.eye(3)
        expected = np.zeros(6)
        expected[chosen] = np.linalg.solve(normal, target[chosen, product])
        np.testing.assert_allclose(weights[:, product], expected, atol=1e-5)


@pytest.mark.parametrize("form", [csr_array, np.asarray])
def test_alignment_drops_moves_and_adds(form: type) -> None:
    relations = ItemItem(form(np.array([[0, 1, 2], [3, 0, 4], [5, 6, 0]], dtype=np.float32)))
    moved = relations.aligned(Alignment(np.array([2, -1, 0]), 3))
    entries = moved.entries.toarray() if moved.sparse else moved.entries
    assert entries.tolist() == [[0, 0, 5], [0, 0, 0], [2, 0, 0]]
