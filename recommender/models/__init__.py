"""Versions on disk, comparing them, and watching the one that serves."""

from recommender.models import registry, watch
from recommender.models.comparison import METRIC, PairedMarks, decide
from recommender.models.drift import REFERENCE, Shift, Spans, shifts
from recommender.models.holdout import FEWEST_SHOPPERS, Holdout, marks, means
from recommender.models.manifest import Decision, Manifest
from recommender.models.registry import LoadedModel
from recommender.models.retention import prune
from recommender.models.scorer_shares import Share, by_scorer, shares
from recommender.models.watch import DriftWatch, Measurement, Report

__all__ = [
    "FEWEST_SHOPPERS",
    "METRIC",
    "REFERENCE",
    "Decision",
    "DriftWatch",
    "Holdout",
    "LoadedModel",
    "Manifest",
    "Measurement",
    "PairedMarks",
    "Report",
    "Share",
    "Shift",
    "Spans",
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
