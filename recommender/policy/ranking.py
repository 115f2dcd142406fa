"""The best products by score, without sorting them all."""

import numpy as np
from numpy.typing import NDArray

_SAMPLE_STEP = 16


def best(scores: NDArray[np.float32], allowed: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """The `count` allowed products with the greatest scores, best first; ties in catalog order."""
    floor = _floor(scores, allowed, count)
    candidates = np.flatnonzero((scores >= floor) & allowed)
    own = scores[candidates]
    return candidates[np.argsort(-own, kind="stable")[:count]]


def _floor(scores: NDArray[np.float32], allowed: NDArray[np.bool_], count: int) -> float:
    """A score that at least `count` allowed products reach: that of the `count`-th among a sample of them.

    A sample's is never above the whole catalog's, and the little that lies over it is sorted in no time.
    """
    for step in (_SAMPLE_STEP, 1):
        sample = scores[::step][allowed[::step]]
        if len(sample) >= count:
            return float(np.partition(sample, len(sample) - count)[len(sample) - count])
    return -np.inf
