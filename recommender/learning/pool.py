"""Likely products with every scorer's opinion of them: on these, weights are tried in no time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.rankings import leading, ndcg

CUTOFF = 10
_STEPS = (0.0, 0.5, 0.75, 0.9, 1.1, 1.33, 2.0)
_ROUNDS = 3
_WAKING = 0.1  # what a scorer that is off counts for while it is tried


@dataclass(frozen=True)
class Pool:
    """Candidates (c) of several shoppers (n) with the standardised scores of every scorer (k)."""

    scores: NDArray[np.float32]  # (k, n, c)
    barred: NDArray[np.bool_]  # (n, c) may not be shown, or fills the row up
    wanted: NDArray[np.bool_]  # (n, c)
    size: NDArray[np.int64]  # (n,) how many products the shopper wanted, in the pool or not

    def __len__(self) -> int:
        return len(self.size)

    def __getitem__(self, rows: NDArray[np.bool_]) -> "Pool":
        """Some of the shoppers."""
        return Pool(self.scores[:, rows], self.barred[rows], self.wanted[rows], self.size[rows])

    def ndcg(self, weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """nDCG@10 of the blend with `weights` (k), for every shopper: (n,)."""
        return self.ranked(np.tensordot(weights, self.scores, axes=1))

    def ranked(self, blended: NDArray[np.float32]) -> NDArray[np.float64]:
        """nDCG@10 of any scores (n, c), which are changed where a candidate is barred."""
        blended[self.barred] = -np.inf
        hits = np.take_along_axis(self.wanted, leading(blended, CUTOFF), axis=1)
        return ndcg(hits, self.size, CUTOFF)


def ascended(pools: Sequence[Pool], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Coordinate ascent on the mean nDCG of all pools, from `weights` (k); none becomes negative."""

    def quality(tried: NDArray[np.float32]) -> float:
        return sum(float(pool.ndcg(tried).mean()) for pool in pools if len(pool))

    best = quality(weights)
    for _ in range(_ROUNDS):
        before = best
        for place in range(len(weights)):
            for step in _STEPS:
                changed = weights.copy()
                changed[place] = weights[place] * step if weights[place] else _WAKING * step
                changed_quality = quality(changed)
                if changed_quality > best:
                    best, weights = changed_quality, changed
        if best == before:
            break
    return weights
