"""A list that is not five of a kind: maximal marginal relevance on the texts, one variant of each product."""

import numpy as np
from numpy.typing import NDArray

from recommender.products.catalog import Catalog

POOL = 5
"""Candidates looked at for each place to fill."""


def diversified(
    ranked: NDArray[np.int64],
    scores: NDArray[np.float32],
    catalog: Catalog,
    *,
    count: int,
    diversity: float,
) -> NDArray[np.int64]:
    """Maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998) on the product texts.

    `ranked` holds candidate positions, best first, `scores` theirs; the first candidate always stays first.
    """
    pool, relevance = ranked[: POOL * count], scores[: POOL * count].astype(np.float32)
    if diversity <= 0 or len(pool) <= 1 or count <= 1:
        return ranked[:count]
    spread = relevance.max() - relevance.min()
    relevance = (
        (relevance - relevance.min()) / spread if spread > 0 else np.zeros(len(pool), dtype=np.float32)
    )
    gain = np.float32(1 - diversity) * relevance
    vectors = catalog.embeddings[pool]
    chosen, likeness = [0], vectors @ vectors[0]
    while len(chosen) < min(count, len(pool)):
        gain[chosen[-1]] = -np.inf
        chosen.append(int((gain - np.float32(diversity) * likeness).argmax()))
        np.maximum(likeness, vectors @ vectors[chosen[-1]], out=likeness)
    return pool[chosen]


def distinct(
    ranked: NDArray[np.int64], variants: NDArray[np.int64], taken: frozenset[int]
) -> NDArray[np.int64]:
    """`ranked` with the first of each group of variants (P,) only, none of a group that is `taken`."""
    seen = set(taken)
    kept = []
    for place, group in enumerate(variants[ranked].tolist()):
        if group not in seen:
            seen.add(group)
            kept.append(place)
    return ranked if len(kept) == len(ranked) else ranked[kept]
