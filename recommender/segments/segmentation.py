"""From everybody's behaviour to segments: scales, groups, names; the shoppers themselves are not kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import pairwise_distances_argmin_min

from recommender.segments import clustering, naming
from recommender.segments.arrivals import Arrivals
from recommender.segments.behaviour import FEATURES, SKEWED, Behaviour
from recommender.segments.clustering import Clusters
from recommender.segments.model import FACTS, FEWEST_SHOPPERS, Choice, Segments
from recommender.segments.scale import Scale

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SegmentationConfig:
    """`method` is "kmeans", "dbscan", or "auto": DBSCAN where it is usable and lasts better."""

    method: str = "auto"
    least: int = 3  # fewer than three say nothing that a marketer did not know
    most: int = 8
    noise: float = 0.1  # DBSCAN is not usable where it leaves out more
    seed: int = 0


@dataclass(frozen=True)
class Acquisition:
    """All shoppers as rows: how each behaves, what each paid, with which signs each first session came."""

    behaviour: Sequence[Behaviour]
    revenue: Floats
    carts: Floats
    """(n, 2): their finished sessions with a cart, and those of them that were left, as in reports."""
    came: Sequence[Sequence[str]]


def segmented(
    acquisition: Acquisition, *, config: SegmentationConfig | None = None, before: Segments | None = None
) -> Segments | None:
    """Segments, None with fewer than FEWEST_SHOPPERS; those of the model `before` keep their names.

    The order of the rows does not matter.
    """
    config = config or SegmentationConfig()
    acquisition, rows = _ordered(acquisition)
    if len(rows) < FEWEST_SHOPPERS:
        return None
    scale = Scale.of(rows, np.array([name in SKEWED for name in FEATURES]))
    points = scale.apply(rows)
    if not points.any():
        return None
    clusters, choice = _chosen(points, config)
    centroids = clusters.centroids
    own, distance = pairwise_distances_argmin_min(points, centroids, metric="sqeuclidean")
    codes = _codes(centroids, scale, before)
    facts = _facts(acquisition, own, len(centroids))
    told = max(int(np.isfinite(scale.spread).sum()), 1)
    return Segments(
        codes=codes,
        centroids=centroids,
        scale=scale,
        softness=max(float(distance.mean()) / told, 1e-3),
        facts=facts,
        shares_before=_shares_before(codes, before),
        arrivals=Arrivals.of(acquisition.came, own, len(centroids)),
        choice=choice,
    )


def _ordered(acquisition: Acquisition) -> tuple[Acquisition, Floats]:
    """By behaviour alone, and that as a matrix (n, features): draws of rows are the same, whoever they are.

    Shoppers of one moment come in the order of their ids, which are random, and other draws are other groups.
    """
    rows = np.array(acquisition.behaviour, dtype=np.float64).reshape(-1, len(FEATURES))
    order = np.lexsort(rows.T)
    ordered = Acquisition(
        [acquisition.behaviour[row] for row in order],
        acquisition.revenue[order],
        acquisition.carts[order],
        [acquisition.came[row] for row in order],
    )
    return ordered, rows[order]


def _chosen(points: Floats, config: SegmentationConfig) -> tuple[Clusters, Choice]:
    tried = {
        "kmeans": clustering.kmeans(points, least=config.least, most=config.most, seed=config.seed),
        "dbscan": clustering.dbscan(points, seed=config.seed),
    }
    dense = tried["dbscan"]
    usable = config.least <= len(dense.centroids) <= config.most and dense.noise <= config.noise
    wanted = config.method
    if wanted == "auto":
        wanted = "dbscan" if usable and dense.stability > tried["kmeans"].stability else "kmeans"
    if not len(tried[wanted].centroids):
        wanted = "kmeans"
    choice = Choice(
        method=wanted,
        table=tried["kmeans"].table,
        stability={name: clustering.stability for name, clustering in tried.items()},
        counts={name: len(clustering.centroids) for name, clustering in tried.items()},
        noise=dense.noise,
    )
    return tried[wanted], choice


def _codes(centroids: Floats, scale: Scale, before: Segments | None) -> tuple[str, ...]:
    """Names by the rules, except where a centre is an earlier one that moved a little."""
    kept = {}
    if before is not None:
        earlier = scale.apply(before.scale.undo(before.centroids))
        kept = naming.matched(centroids, earlier, before.codes)
    return naming.named(scale.undo(centroids), centroids, kept=kept)


def _facts(acquisition: Acquisition, own: NDArray[np.int64], segments: int) -> Floats:
    sums = {
        "shoppers": np.ones(len(own)),
        "revenue": acquisition.revenue,
        "carts": acquisition.carts[:, 0],
        "left": acquisition.carts[:, 1],
        "orders": np.array([behaviour.orders for behaviour in acquisition.behaviour]),
    }
    return np.stack([np.bincount(own, weights=sums[name], minlength=segments) for name in FACTS], axis=1)


def _shares_before(codes: Sequence[str], before: Segments | None) -> Floats:
    if before is None:
        return np.full(len(codes), np.nan)
    shares = before.facts[:, 0] / before.facts[:, 0].sum()
    earlier = dict(zip(before.codes, shares.tolist(), strict=True))
    return np.array([earlier.get(code, np.nan) for code in codes])
