"""Tastes: products as points in few dimensions, by alternating least squares; a shopper is folded in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.config import Factors
from recommender.dataset import Dataset
from recommender.matrices.sparse import strips
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scores import DenseScores, Scores, Silent, Terms, standard_deviation
from recommender.shopper import ShopperVector

_CELLS = 1 << 22  # of the normal equations that are solved at once


@dataclass(frozen=True)
class Solution:
    """Fixed points (m, d), products' or shoppers', and the least-squares problems of rows over them."""

    points: NDArray[np.float64]
    config: Factors

    @property
    def dimensions(self) -> int:
        """How many: d."""
        return int(self.points.shape[1])

    @cached_property
    def background(self) -> NDArray[np.float64]:
        """What all points together ask of every row, lightly: (d, d)."""
        return np.asarray(self.config.background * (self.points.T @ self.points))

    def normal(self, rows: csr_array) -> NDArray[np.float64]:
        """The normal equations of each row: the background, its own with their weight, and the ridge."""
        # A refusal is as sure as a purchase; its sign stands on the right-hand side.
        confidence, counts = np.abs(rows.data), np.diff(rows.indptr)
        equations = np.zeros((rows.shape[0], self.dimensions, self.dimensions))
        # Rows of one length are multiplied together: to the last digit what each is alone, with fewer calls.
        for count in np.unique(counts[counts > 0]).tolist():
            alike = np.flatnonzero(counts == count)
            places = rows.indptr[alike, None] + np.arange(count)
            own = self.points[rows.indices[places]]
            equations[alike] = (own * confidence[places][:, :, None]).swapaxes(1, 2) @ own
        equations += self.background
        diagonal = np.arange(self.dimensions)
        sums = np.asarray(np.abs(rows).sum(axis=1)).ravel()
        equations[:, diagonal, diagonal] += self.ridge(sums)[:, None]
        return equations

    def ridge(self, confidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """How strongly each row is held, by the sum of its weights (n,): what has more is held more."""
        # Regularised by frequency: a constant ridge would hold the busy too loosely and the rare too tightly.
        size = confidence + self.config.background * len(self.points)
        return np.asarray(self.config.regularisation * size)


@dataclass(frozen=True)
class FactorScorer:
    """score = Σ u · V, u the ridge solution for a history, so that each product of it has its share.

    Several solutions from different starts, added up, are steadier than one: each ends in its own valley.
    """

    factors: NDArray[np.float32]  # (solutions, P, d)
    config: Factors
    name: str = "factors"
    standardised: bool = True

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """Fold every history in, then compare with every product: (n, P); none speaks for itself."""
        rows = profiles.history
        total = np.zeros(rows.shape, dtype=np.float32)
        at = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        for solution in self._solutions:
            inverse = np.linalg.inv(solution.normal(rows))
            folded = np.einsum("nde,ne->nd", inverse, np.asarray(rows @ solution.points))
            total += folded.astype(np.float32) @ solution.points.T.astype(np.float32)
            vectors = solution.points[rows.indices]
            # What a product says of itself is left out, as EASE's zero diagonal leaves it out.
            itself = rows.data * np.einsum("kd,kde,ke->k", vectors, inverse[at], vectors)
            total[at, rows.indices] -= itself.astype(np.float32)
        return total

    def row(self, shopper: ShopperVector) -> Scores:
        """One source for each product of the history: a solution is linear in the right-hand side."""
        products, weights = shopper.products, shopper.history.astype(np.float64)
        if not self._solutions or not len(products):
            return Silent()
        # All solutions at once: one product with a wide matrix instead of several with narrow ones.
        own = self._together[products].reshape(len(products), *self._background.shape[:2]).swapaxes(0, 1)
        shares = own @ np.linalg.inv(self._normal(own, np.abs(weights)))  # what a unit of each asks for
        share = shares.swapaxes(0, 1).reshape(len(products), -1)
        total = self._together @ (weights @ share).astype(np.float32)
        total[products] -= (weights * np.einsum("smd,smd->m", shares, own)).astype(np.float32)

        def terms(asked: NDArray[np.int64]) -> Terms:
            values = weights[:, None] * (share @ self._together[asked].T)
            values[products[:, None] == asked] = 0.0
            return Terms(shopper.sources, values)

        return DenseScores(total, standard_deviation(total), terms)

    def _normal(self, own: NDArray[np.floating], confidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """As `Solution.normal`, of one row in all solutions: its points (s, m, d) give (s, d, d)."""
        normal = (own * confidence[:, None]).swapaxes(1, 2) @ own + self._background
        diagonal = np.arange(normal.shape[-1])
        normal[:, diagonal, diagonal] += self._solutions[0].ridge(confidence.sum(keepdims=True))
        return np.asarray(normal, dtype=np.float64)

    def aligned(self, alignment: Alignment, catalog: Catalog) -> "FactorScorer":
        """Factors moved to another catalog; a new product has none."""
        solutions, _, dimensions = self.factors.shape
        moved = np.zeros((solutions, len(catalog), dimensions), dtype=np.float32)
        known = alignment.old >= 0
        moved[:, known] = self.factors[:, alignment.old[known]]
        return replace(self, factors=moved)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The factors."""
        return {"factors": self.factors}

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> "FactorScorer":
        """This scorer with factors from a file."""
        return replace(self, factors=arrays["factors"])

    @cached_property
    def _together(self) -> NDArray[np.float32]:
        """Each product's points in all solutions, side by side: (P, s·d)."""
        return np.ascontiguousarray(self.factors.swapaxes(0, 1)).reshape(self.factors.shape[1], -1)

    @cached_property
    def _background(self) -> NDArray[np.float64]:
        """What all points together ask of every row, in each solution: (s, d, d)."""
        return np.stack([solution.background for solution in self._solutions])

    @cached_property
    def _solutions(self) -> tuple[Solution, ...]:
        if not self.factors.shape[2]:
            return ()
        return tuple(Solution(points.astype(np.float64), self.config) for points in self.factors)


def fit(dataset: Dataset, config: Factors) -> FactorScorer:
    """Implicit alternating least squares, regularised by frequency (Rendle et al., RecSys 2022)."""
    matrix = csr_array(dataset.matrix, dtype=np.float64)
    # In a small shop a dimension for every product would explain each product by itself.
    dimensions = min(config.dimensions, dataset.products // 4) if matrix.nnz else 0
    count = config.solutions if dataset.products <= config.several_products else 1
    factors = [_alternated(matrix, config, dimensions=dimensions, seed=seed) for seed in range(count)]
    return FactorScorer(np.stack(factors).astype(np.float32), config)


def _alternated(matrix: csr_array, config: Factors, *, dimensions: int, seed: int) -> NDArray[np.float64]:
    """The products' points (P, d) after alternating from random ones."""
    # Rows must be contiguous for both halves of a round.
    turned = csr_array(matrix.T.tocsr())
    scale = 0.1 / np.sqrt(max(dimensions, 1))
    points = np.random.default_rng(seed).normal(0.0, scale, (matrix.shape[1], dimensions))
    for _ in range(config.rounds if dimensions else 0):
        shoppers = _fold_in(matrix, Solution(points, config))
        points = _fold_in(turned, Solution(shoppers, config))
    return points


def _fold_in(weights: csr_array, solution: Solution) -> NDArray[np.float64]:
    """The ridge solution of every row of `weights` (n, m) over the points (m, d): (n, d)."""
    solved = np.zeros((weights.shape[0], solution.dimensions))
    for part in strips(weights.shape[0], max(1, _CELLS // max(solution.dimensions, 1) ** 2)):
        rows = weights[part]
        right = np.asarray(rows @ solution.points)
        solved[part] = np.linalg.solve(solution.normal(rows), right[:, :, None])[:, :, 0]
    return solved
