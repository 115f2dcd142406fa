"""How good rankings are: metrics, splits, intervals."""

from recommender.evaluation.importance import importances
from recommender.evaluation.rankings import Metrics, compared
from recommender.evaluation.splits import SPLITS

__all__ = [
    "SPLITS",
    "Metrics",
    "compared",
    "importances",
]
