"""What may be bought again: each product of the history speaks for itself, as often as it is bought again."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags_array

from core.interactions import Kind
from recommender.dataset import KINDS, Dataset
from recommender.scorers.history import HistoryScorer
from recommender.scorers.itemitem import ItemItem

CAUTION = 5.0
"""So many buyers who never came back for it are added to every product."""
LEAST = 0.1
"""The share that even a product nobody has bought twice is given."""


def fit(
    dataset: Dataset, wanted: NDArray[np.float32], *, rate_power: float, demand_power: float
) -> HistoryScorer:
    """score = x_p · (share of p's buyers who bought it again)^a · (demand for p)^b, in the manner of a
    shopper's own top products, the baseline that is hardest to beat in next-basket recommendation
    (Li et al., TOIS 2023).
    """
    bought = dataset.kind == KINDS.index(Kind.PURCHASE)
    buyers = np.bincount(dataset.product[bought], minlength=dataset.products)
    returned = np.bincount(dataset.product[bought & (dataset.times > 1)], minlength=dataset.products)
    rate = returned / (buyers + CAUTION) + LEAST
    own = (rate**rate_power * wanted**demand_power).astype(np.float32)
    return HistoryScorer("repurchase", ItemItem(diags_array(own).tocsr()))
