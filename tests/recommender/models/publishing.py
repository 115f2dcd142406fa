"""Model versions with little in them, published at a time."""

from datetime import timedelta
from pathlib import Path

import numpy as np

from recommender.hybrid import Hybrid
from recommender.models.manifest import Manifest
from recommender.models.registry import publish
from tests.recommender.shop import NOW

MANIFEST = Manifest(
    encoder="words",
    counts={"shoppers": 40},
    metrics={"recall@10": 0.5},
    window=("2026-02-01T00:00:00+00:00", "2026-03-01T00:00:00+00:00"),
)
SECOND_BRAIN = {"intent": {"trees": np.array("tree"), "edges": np.arange(3)}}


def published(root: Path, hybrid: Hybrid, *, minutes: int = 0) -> str:
    return publish(root, hybrid, MANIFEST, now=NOW + timedelta(minutes=minutes))
