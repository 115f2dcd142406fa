"""Tastes: products as points in few dimensions, by alternating least squares; a shopper is folded in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.catalogue import Catalogue
from recommender.config import Factors
from recommender.dataset import Dataset
from recommender.itemitem import Alignment
from recommender.profile import Profiles
from recommender.scorer import Source, Terms

_BLOCK = 8192  # rows solved at once


@dataclass(frozen=True)
class FactorScorer:
    """score = u · V with u the ridge solution for her history x, so that each product of x has its share."""

    factors: NDArray[np.float32]  # (P, d)
    product_ids: tuple[str, ...]
    config: Factors
    name: str = "factors"
    standardised: bool = True

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """Fold every history in, then compare with every product: (n, P); none speaks for itself."""
        rows = profiles.history
        if not self.factors.shape[1]:
            return np.zeros(rows.shape, dtype=np.float32)
        inverse = np.linalg.inv(self._solver.normal(rows))
        right = np.asarray(rows @ self._solver.factors)
        folded = np.einsum("nde,ne->nd", inverse, right)
        scores = folded.astype(np.float32) @ self.factors.T
        at = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        vectors = self._solver.factors[rows.indices]
        itself = rows.data * np.einsum("kd,kde,ke->k", vectors, inverse[at], vectors)
        scores[at, rows.indices] -= itself.astype(np.float32)
        return np.asarray(scores)

    def terms(self, profiles: Profiles, products: NDArray[np.int64]) -> Terms:
        """One source for each product of the history: the solution is linear in the right-hand side."""
        own = profiles.history[[0]]
        if not self.factors.shape[1]:
            return Terms.none(len(products))
        towards = np.linalg.solve(self._solver.normal(own)[0], self._solver.factors[products].T)
        values = own.data[:, None] * (self._solver.factors[own.indices] @ towards)
        values[own.indices[:, None] == products] = 0.0
        acts = profiles.acts or (None,) * len(own.indices)
        sources = (Source(self.product_ids[each], act) for each, act in zip(own.indices, acts, strict=True))
        return Terms(tuple(sources), values)

    def aligned(self, alignment: Alignment, catalogue: Catalogue) -> "FactorScorer":
        """Factors moved to another catalogue; a new product has none."""
        moved = np.zeros((len(catalogue), self.factors.shape[1]), dtype=np.float32)
        known = alignment.old >= 0
        moved[known] = self.factors[alignment.old[known]]
        return replace(self, factors=moved, product_ids=catalogue.product_ids)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The factors."""
        return {"factors": self.factors}

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> "FactorScorer":
        """This scorer with factors from a file."""
        return replace(self, factors=arrays["factors"])

    @cached_property
    def _solver(self) -> "_Solver":
        return _Solver(self.factors.astype(np.float64), self.config)


def fit(dataset: Dataset, catalogue: Catalogue, config: Factors) -> FactorScorer:
    """Implicit alternating least squares, regularised by frequency (Rendle et al., RecSys 2022)."""
    matrix = csr_array(dataset.matrix, dtype=np.float64)
    turned = csr_array(matrix.T.tocsr())
    # In a small shop a dimension for every product would explain each product by itself.
    dimensions = min(config.dimensions, dataset.products // 4) if matrix.nnz else 0
    scale = 0.1 / np.sqrt(max(dimensions, 1))
    factors = np.random.default_rng(0).normal(0.0, scale, (dataset.products, dimensions))
    for _ in range(config.rounds if dimensions else 0):
        shoppers = _fold_in(matrix, _Solver(factors, config))
        factors = _fold_in(turned, _Solver(shoppers, config))
    return FactorScorer(factors.astype(np.float32), catalogue.product_ids, config)


@dataclass(frozen=True)
class _Solver:
    """The least-squares problems of rows over fixed factors (m, d)."""

    factors: NDArray[np.float64]
    config: Factors

    @cached_property
    def background(self) -> NDArray[np.float64]:
        """What all products together ask of every row, lightly: (d, d)."""
        return np.asarray(self.config.background * (self.factors.T @ self.factors))

    def normal(self, rows: csr_array) -> NDArray[np.float64]:
        """The normal equations of each row: the background, its own with their weight, and the ridge."""
        used, places = np.unique(rows.indices, return_inverse=True)
        own = self.factors[used]
        products = (own[:, :, None] * own[:, None, :]).reshape(len(used), self._dimensions**2)
        shape = (rows.shape[0], len(used))
        confidence = csr_array((np.abs(rows.data), places, rows.indptr), shape=shape)
        weighted = np.asarray(confidence @ products).reshape(-1, self._dimensions, self._dimensions)
        size = np.asarray(confidence.sum(axis=1)).ravel() + self.config.background * len(self.factors)
        ridge = self.config.regularisation * size[:, None, None] * np.eye(self._dimensions)
        return np.asarray(weighted + self.background + ridge)

    @property
    def _dimensions(self) -> int:
        return int(self.factors.shape[1])


def _fold_in(weights: csr_array, solver: _Solver) -> NDArray[np.float64]:
    """The ridge solution of every row of `weights` (n, m) for fixed factors (m, d): (n, d)."""
    solved = np.zeros((weights.shape[0], solver.factors.shape[1]))
    for start in range(0, weights.shape[0], _BLOCK):
        rows = weights[start : start + _BLOCK]
        right = np.asarray(rows @ solver.factors)
        solved[start : start + _BLOCK] = np.linalg.solve(solver.normal(rows), right[:, :, None])[:, :, 0]
    return solved
