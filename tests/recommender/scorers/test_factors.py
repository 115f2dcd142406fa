"""The least-squares problem of each row: worked out for many at once, it is that of each alone."""

import numpy as np
from scipy.sparse import csr_array

from recommender.config import Factors
from recommender.scorers.factors import Solution


def test_the_normal_equations_of_rows_of_all_lengths() -> None:
    random = np.random.default_rng(3)
    dense = np.where(random.random((40, 30)) < random.random((40, 1)), random.normal(size=(40, 30)), 0.0)
    dense[7] = 0.0  # a row without anything
    rows, points = csr_array(dense), random.normal(size=(30, 5))
    solution = Solution(points, Factors(dimensions=5))
    for row, own in enumerate(solution.normal(rows)):
        confidence = np.abs(dense[row])
        ridge = solution.ridge(np.array([confidence.sum()]))[0]
        expected = (points.T * confidence) @ points + solution.background + ridge * np.eye(5)
        np.testing.assert_allclose(own, expected, rtol=1e-5, atol=1e-5)
