"""Versions on disk, comparing them, and watching the one that serves."""

from recommender.models import registry, watch
from recommender.models.comparison import METRIC, Contest, decide
from recommender.models.drift import REFERENCE, Shift, Spans, shifts
from recommender.models.exam import FEWEST_SHOPPERS, Exam, marks, means
from recommender.models.manifest import Decision, Manifest
from recommender.models.registry import LoadedModel
from recommender.models.retention import prune
from recommender.models.scorer_shares import Share, by_scorer, shares
from recommender.models.watch import Measurement, Report, Watch

__all__ = [
    "FEWEST_SHOPPERS",
    "METRIC",
    "REFERENCE",
    "Contest",
    "Decision",
    "Exam",
    "LoadedModel",
    "Manifest",
    "Measurement",
    "Report",
    "Share",
    "Shift",
    "Spans",
    "Watch",
    "by_scorer",
    "decide",
    "marks",
    "means",
    "prune",
    "registry",
    "shares",
    "shifts",
    "watch",
]
