"""The recommender: a pure library, arrays and plain values in, ranked products with reasons out."""

from recommender.config import TrainingConfig
from recommender.embeddings import (
    DamagedEncoder,
    Encoder,
    OnnxEncoder,
    RememberingEncoder,
    knows_language,
)
from recommender.explanation import Explanation, reason
from recommender.hybrid import Hybrid
from recommender.policy.filters import Filters
from recommender.products.catalog import Catalog
from recommender.products.changes import prepared
from recommender.query import Context, Query
from recommender.recommendation import Contribution, Recommendation
from recommender.training import fitted, train

__all__ = [
    "Catalog",
    "Context",
    "Contribution",
    "DamagedEncoder",
    "Encoder",
    "Explanation",
    "Filters",
    "Hybrid",
    "OnnxEncoder",
    "Query",
    "Recommendation",
    "RememberingEncoder",
    "TrainingConfig",
    "fitted",
    "knows_language",
    "prepared",
    "reason",
    "train",
]
