"""Groups of alike rows: K-means with a vote on how many, DBSCAN beside it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import (
    adjusted_rand_score,
    davies_bouldin_score,
    pairwise_distances_argmin,
    silhouette_score,
)
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

from recommender.segments.model import VOTE

Floats = NDArray[np.float64]


_SAMPLE = 20_000  # rows that K-means is fitted on
_MEASURED = 2_000  # rows that the silhouette, quadratic in them, is measured on
_DENSE = 5_000  # rows that DBSCAN is fitted on
_STARTS = 10
_REPEATS = 5


@dataclass(frozen=True)
class Clusters:
    """Where groups lie, how it was found, and how much a second look agrees (adjusted Rand, 1 = always)."""

    centroids: Floats  # (k, F)
    method: str
    table: Floats  # (candidates, VOTE)
    stability: float
    noise: float = 0.0  # share of rows that DBSCAN leaves out


def kmeans(points: Floats, *, least: int, most: int, seed: int = 0) -> Clusters:
    """K-means with k between `least` and `most`, as silhouette, Davies-Bouldin and elbow vote."""
    sample = _some(points, _SAMPLE, seed)
    with _one_thread():
        table = _vote(sample, least=least, most=min(most, len(sample) // 10), seed=seed)
        k = int(table[table[:, -1].argmin(), 0])
        centroids = _centroids(sample, k, seed)
        stable = stability(sample, lambda rows, again: _centroids(rows, k, again), seed=seed)
    return Clusters(centroids, "kmeans", table, stable)


def dbscan(points: Floats, *, seed: int = 0) -> Clusters:
    """Dense regions; the radius is read off the bend of the sorted distances to the nearest neighbours."""
    sample = _some(points, _DENSE, seed)
    with _one_thread():
        labels = _dense(sample)
        centroids = _means(sample, labels)
        again = stability(sample, lambda rows, _: _means(rows, _dense(rows)), seed=seed)
    stable = again if len(centroids) > 1 else 0.0  # one group, or none, is always found again
    none = np.zeros((0, len(VOTE)))
    return Clusters(centroids, "dbscan", none, stable, noise=float((labels < 0).mean()))


def _one_thread() -> AbstractContextManager[object]:
    """OpenMP's threads wait for each other far longer than these sums take."""
    limits: AbstractContextManager[object] = threadpool_limits(limits=1)
    return limits


def stability(points: Floats, fit: Callable[[Floats, int], Floats], *, seed: int = 0) -> float:
    """How alike the groups are that different random four fifths of the rows give: mean adjusted Rand.

    Every row is assigned by its nearest centroid, as it is when the groups are used.
    """
    random = np.random.default_rng(seed)
    labellings = []
    for repeat in range(_REPEATS):
        part = points[random.permutation(len(points))[: int(0.8 * len(points))]]
        centroids = fit(part, repeat)
        labellings.append(
            pairwise_distances_argmin(points, centroids) if len(centroids) else np.zeros(len(points))
        )
    pairs = [adjusted_rand_score(a, b) for place, a in enumerate(labellings) for b in labellings[:place]]
    return float(np.mean(pairs))


def _vote(points: Floats, *, least: int, most: int, seed: int) -> Floats:
    """Each criterion ranks the numbers of groups; the smallest sum of places wins, the smaller k on a tie."""
    candidates = np.arange(least, max(most, least) + 1)
    around = np.arange(candidates[0] - 1, candidates[-1] + 2)  # the line of the elbow needs both ends
    fits = {k: _fitted(points, k, seed) for k in around.tolist()}
    inertia = np.array([fits[k].inertia_ for k in around.tolist()])
    line = np.interp(around, around[[0, -1]], inertia[[0, -1]])
    elbow = ((line - inertia) / max(inertia[0], 1e-12))[1:-1]
    shown = _some(np.arange(len(points)), _MEASURED, seed)
    silhouette, davies = np.zeros(len(candidates)), np.zeros(len(candidates))
    for row, k in enumerate(candidates.tolist()):
        labels = fits[k].labels_
        silhouette[row] = silhouette_score(points[shown], labels[shown])
        davies[row] = davies_bouldin_score(points, labels)
    places = _places(-silhouette) + _places(davies) + _places(-elbow)
    return np.column_stack([candidates, inertia[1:-1], silhouette, davies, elbow, places])


def _places(costs: Floats) -> Floats:
    return np.asarray(rankdata(costs, method="ordinal"), dtype=np.float64)


def _fitted(points: Floats, k: int, seed: int) -> KMeans:
    return KMeans(n_clusters=k, n_init=_STARTS, random_state=seed).fit(points)


def _centroids(points: Floats, k: int, seed: int) -> Floats:
    return np.asarray(_fitted(points, k, seed).cluster_centers_, dtype=np.float64)


def _dense(points: Floats) -> NDArray[np.int64]:
    """DBSCAN's labels, -1 for noise (Ester et al. 1996; twice the dimension as the least neighbours)."""
    wanted = min(2 * points.shape[1], len(points) - 1)
    distances, _ = NearestNeighbors(n_neighbors=wanted).fit(points).kneighbors(points)
    radii = np.sort(distances[:, -1])
    line = np.linspace(radii[0], radii[-1], len(radii))
    radius = max(float(radii[(line - radii).argmax()]), 1e-6)
    return np.asarray(DBSCAN(eps=radius, min_samples=wanted).fit_predict(points), dtype=np.int64)


def _means(points: Floats, labels: NDArray[np.int64]) -> Floats:
    codes = range(int(labels.max()) + 1)
    return np.array([points[labels == code].mean(axis=0) for code in codes]).reshape(-1, points.shape[1])


def _some(rows: NDArray[Any], count: int, seed: int) -> NDArray[Any]:
    if len(rows) <= count:
        return rows
    return rows[np.sort(np.random.default_rng(seed).choice(len(rows), count, replace=False))]
