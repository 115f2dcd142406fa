"""What is wanted now: seasons and fashions, as a factor on what the relations between products say."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.dataset import Dataset
from recommender.scorers.history import HistoryScorer
from recommender.scorers.itemitem import ItemItem

NOW_DAYS = 7.0
"""The half-life of what counts as now: a week of Christmas sales differs from the one before."""
BEFORE_DAYS = 90.0
"""The half-life of what it is held against."""
CAUTION = 1.0
"""So many purchases as before are added to every product, so that few of them prove nothing."""


def demand(dataset: Dataset) -> NDArray[np.float32]:
    """How much more of each product (P) is wanted now than before; 1 where nothing changed.

    Both are counts of interest that fade by age, brought to the same total, so that it is the product's
    share that is compared: a good week of the whole shop lifts nothing.
    """
    age = dataset.last_day - dataset.day
    interest = np.maximum(dataset.weight, 0.0)
    now, before = (interest * np.exp2(-age / half_life) for half_life in (NOW_DAYS, BEFORE_DAYS))
    recent, usual = (
        np.bincount(dataset.product, weights=weights, minlength=dataset.products) for weights in (now, before)
    )
    expected = usual * (now.sum() / before.sum() if before.sum() > 0 else 1.0)
    return ((recent + CAUTION) / (expected + CAUTION)).astype(np.float32)


def following(scorer: HistoryScorer, wanted: NDArray[np.float32], power: float) -> HistoryScorer:
    """The scorer with what it says for each product times its demand (P) to a power; 0 changes nothing.

    It stays a history times a matrix, so every reason is still a term of the sum.
    """
    if not power:
        return scorer
    return replace(scorer, relations=_scaled(scorer.relations, wanted ** np.float32(power)))


def _scaled(relations: ItemItem, factor: NDArray[np.float32]) -> ItemItem:
    entries = relations.entries
    if not relations.sparse:
        return ItemItem(entries * factor)
    places = (entries.data * factor[entries.indices], entries.indices, entries.indptr)
    return ItemItem(csr_array(places, shape=entries.shape))
