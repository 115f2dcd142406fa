"""The peers of the quality benchmarks: known recommenders, each given the same number of trials."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from warnings import catch_warnings, filterwarnings

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from recommender.dataset import Dataset
from recommender.scorers.ridge import dense_ridge

Settings = Mapping[str, Any]
Score = Callable[[NDArray[np.int64]], NDArray[np.float32]]  # rows (n) of shoppers to scores (n, P)

FOREVER = 36_500.0
Space = dict[str, tuple[Any, ...]]
DATA: Space = {
    "half_life_days": (FOREVER, 120.0, 60.0, 30.0),
    "counts": ("once", "log", "all"),
    "guests": (True, False),
}
"""What every peer may choose of the data: how fast it fades, what a repeat adds, whether guests teach."""


@dataclass(frozen=True)
class Past:
    """What peers learn from; `guests` (shoppers,) marks those who are seen once and never again."""

    dataset: Dataset
    guests: NDArray[np.bool_]

    def matrix(self, settings: Settings) -> csr_matrix:
        """Shoppers by products, weighted as `settings` say; implicit reads this old class only."""
        dataset = self.dataset
        kept = (dataset.weight > 0) & (settings["guests"] | ~self.guests[dataset.shopper])
        times = dataset.times[kept].astype(np.float64)
        weights = {"once": np.ones_like(times), "log": 1 + np.log(times), "all": times}[settings["counts"]]
        age = dataset.last_day - dataset.day[kept]
        values = (weights * np.exp2(-age / settings["half_life_days"])).astype(np.float32)
        places = (dataset.shopper[kept], dataset.product[kept])
        return csr_matrix((values, places), shape=(dataset.shoppers, dataset.products))


@dataclass(frozen=True)
class Peer:
    """A recommender, the values that its settings may have, and how it is fitted."""

    name: str
    space: Space
    fit: Callable[[csr_matrix, Settings], Score]

    def trials(self, budget: int, seed: int = 0) -> Iterator[Settings]:
        """At most `budget` settings, drawn without repetition (Bergstra & Bengio, JMLR 2012)."""
        grid = list(product(*self.space.values()))
        for place in np.random.default_rng(seed).permutation(len(grid))[:budget].tolist():
            yield dict(zip(self.space, grid[place], strict=True))

    def fitted(self, past: Past, settings: Settings) -> Score:
        """Learn from the past."""
        with threadpool_limits(1, "blas"):  # implicit's own threads and those of BLAS get in each other's way
            return self.fit(past.matrix({"counts": "once", **settings}), settings)


def best_of(
    peer: Peer, past: Past, judges: Sequence[Callable[[Score], float]], *, budget: int
) -> list[Settings]:
    """For each judge the settings that it finds best; every trial is fitted once for all of them."""
    best: list[tuple[float, Settings]] = [(-np.inf, {})] * len(judges)
    for settings in peer.trials(budget):
        score = peer.fitted(past, settings)
        marks = [judge(score) for judge in judges]
        best = [
            max(old, (mark, settings), key=lambda trial: trial[0])
            for old, mark in zip(best, marks, strict=True)
        ]
    return [settings for _, settings in best]


def _popular(matrix: csr_matrix, _: Settings) -> Score:
    counts = np.asarray(matrix.sum(axis=0), dtype=np.float32).ravel()
    return lambda rows: np.broadcast_to(counts, (len(rows), len(counts)))


def _own(matrix: csr_matrix, settings: Settings) -> Score:
    popular = np.asarray(matrix.sum(axis=0), dtype=np.float32).ravel()
    tie_break = settings["popular"] * popular / max(float(popular.max()), 1e-9)
    return lambda rows: np.asarray(matrix[rows].toarray() + tie_break, dtype=np.float32)


def _item_knn(matrix: csr_matrix, settings: Settings) -> Score:
    from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender

    classes = {"cosine": CosineRecommender, "bm25": BM25Recommender, "tfidf": TFIDFRecommender}
    model = classes[settings["weighting"]](K=settings["neighbours"], num_threads=2)
    with catch_warnings():
        filterwarnings("ignore", message="Method expects CSR")  # implicit's word to itself
        model.fit(matrix, show_progress=False)
    return lambda rows: np.asarray((matrix[rows] @ model.similarity).toarray(), dtype=np.float32)


def _als(matrix: csr_matrix, settings: Settings) -> Score:
    from implicit.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(**_own_settings(settings), random_state=0, num_threads=2)
    model.fit(matrix, show_progress=False)
    return lambda rows: np.asarray(model.user_factors[rows] @ model.item_factors.T)


def _bpr(matrix: csr_matrix, settings: Settings) -> Score:
    from implicit.bpr import BayesianPersonalizedRanking

    # More than one thread would make the result depend on which of them is faster.
    model = BayesianPersonalizedRanking(**_own_settings(settings), random_state=0, num_threads=1)
    model.fit(matrix, show_progress=False)
    return lambda rows: np.asarray(model.user_factors[rows] @ model.item_factors.T)


def _ease(matrix: csr_matrix, settings: Settings) -> Score:
    gram = csr_array(matrix.T @ matrix)
    relations = dense_ridge(gram, regularisation=settings["regularisation"])
    return lambda rows: np.asarray(matrix[rows] @ relations, dtype=np.float32)


def _own_settings(settings: Settings) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in DATA}


POPULAR = Peer(
    "popular",
    {**DATA, "half_life_days": (FOREVER, 120.0, 90.0, 60.0, 45.0, 30.0, 21.0, 14.0, 10.0, 7.0, 5.0, 3.0)},
    _popular,
)
OWN = Peer("their own, most often bought", {**DATA, "popular": (0.0, 0.01, 0.1, 0.5)}, _own)
ITEM_KNN = Peer(
    "ItemKNN",
    {**DATA, "weighting": ("cosine", "bm25", "tfidf"), "neighbours": (20, 50, 100, 200, 500)},
    _item_knn,
)
ALS = Peer(
    "ALS (implicit)",
    {
        **DATA,
        "factors": (32, 64, 128, 256),
        "regularization": (0.01, 0.1, 1.0, 10.0),
        "alpha": (1.0, 3.0, 10.0, 40.0),
        "iterations": (10, 20),
    },
    _als,
)
BPR = Peer(
    "BPR (implicit)",
    {
        **DATA,
        "factors": (32, 64, 128),
        "learning_rate": (0.01, 0.03, 0.1),
        "regularization": (0.001, 0.01, 0.1),
        "iterations": (50, 100, 200),
    },
    _bpr,
)
EASE = Peer("EASE", {**DATA, "regularisation": (50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0)}, _ease)
