"""How good a ranking is: full-ranking metrics with bootstrap intervals, and a temporal hold-out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.interactions import Interaction, Kind
from core.products import Product
from recommender.catalogue import Catalogue
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.hybrid import Hybrid
from recommender.profile import Profiles
from recommender.training import fit

BLOCK = 512  # rows scored at once
_RESAMPLES = 1000


@dataclass(frozen=True)
class Estimate:
    """A mean over shoppers with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: NDArray[np.float64], *, seed: int = 0) -> "Estimate":
        """Percentile bootstrap over shoppers; no shoppers give zeros."""
        if not len(values):
            return cls(0.0, 0.0, 0.0)
        random = np.random.default_rng(seed)
        means = [values[random.integers(len(values), size=len(values))].mean() for _ in range(_RESAMPLES)]
        low, high = np.percentile(means, [2.5, 97.5])
        return cls(float(values.mean()), float(low), float(high))


@dataclass(frozen=True)
class Metrics:
    """Estimates by name ("recall@10"), over `shoppers` that had something to find."""

    estimates: Mapping[str, Estimate]
    shoppers: int

    def values(self) -> dict[str, float]:
        """The means alone, as a manifest keeps them."""
        return {name: estimate.value for name, estimate in self.estimates.items()}


def ranks(hybrid: Hybrid, profiles: Profiles, hidden: csr_array, *, count: int) -> NDArray[np.int64]:
    """The `count` best products of each row, best first, without those in `hidden` (n, P)."""
    return top(lambda rows: hybrid.blend(profiles[rows]).scores, hidden, count=count)


def top(score: Callable[[slice], NDArray[np.float32]], hidden: csr_array, *, count: int) -> NDArray[np.int64]:
    """As `ranks`, for whatever scores a slice of rows."""
    ranked = []
    for start in range(0, hidden.shape[0], BLOCK):
        rows = slice(start, start + BLOCK)
        scores = score(rows).copy()
        scores[hidden[rows].nonzero()] = -np.inf
        ranked.append(leading(scores, count))
    return np.concatenate(ranked) if ranked else np.zeros((0, count), dtype=np.int64)


def leading(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The columns of each row's `count` greatest scores, greatest first, ties to the lower column."""
    count = min(count, scores.shape[1])
    columns = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    own = np.take_along_axis(scores, columns, axis=1)
    return np.take_along_axis(columns, np.lexsort((columns, -own), axis=1), axis=1)


def found(ranked: NDArray[np.int64], relevant: csr_array) -> NDArray[np.bool_]:
    """Which of the ranked products (n, k) are relevant (n, P)."""
    rows = np.broadcast_to(np.arange(len(ranked))[:, None], ranked.shape)
    hits = relevant[rows.ravel(), ranked.ravel()]
    return np.asarray(hits != 0).reshape(ranked.shape)


def measure(ranked: NDArray[np.int64], relevant: csr_array, cutoffs: Sequence[int] = (5, 10)) -> Metrics:
    """Metrics of rankings (n, k) against relevant products (n, P), over rows that have any.

    nDCG is binary with ideal length min(k, relevant); MAP is Σ(hits so far / rank) / relevant at k;
    recall divides by all relevant, precision by k.
    """
    size = np.diff(relevant.indptr)
    kept = size > 0
    hits = found(ranked, relevant)[kept]
    estimates: dict[str, Estimate] = {}
    for cutoff in cutoffs:
        for name, per_shopper in _PER_SHOPPER.items():
            estimates[f"{name}@{cutoff}"] = Estimate.of(per_shopper(hits[:, :cutoff], size[kept], cutoff))
    return Metrics(estimates, int(kept.sum()))


def _recall(hits: NDArray[np.bool_], size: NDArray[np.int64], _: int) -> NDArray[np.float64]:
    return np.asarray(hits.sum(axis=1) / size)


def _precision(hits: NDArray[np.bool_], _: NDArray[np.int64], cutoff: int) -> NDArray[np.float64]:
    return np.asarray(hits.sum(axis=1) / cutoff)


def ndcg(hits: NDArray[np.bool_], size: NDArray[np.int64], cutoff: int) -> NDArray[np.float64]:
    """Binary nDCG of each row of hits (n, k), of which `size` (n) could be found."""
    discount = 1.0 / np.log2(np.arange(2, hits.shape[1] + 2))
    ideal = np.cumsum(1.0 / np.log2(np.arange(2, cutoff + 2)))[np.minimum(size, cutoff) - 1]
    return np.asarray((hits * discount).sum(axis=1) / ideal)


def _map(hits: NDArray[np.bool_], size: NDArray[np.int64], _: int) -> NDArray[np.float64]:
    precision = np.cumsum(hits, axis=1) / np.arange(1, hits.shape[1] + 1)
    return np.asarray((precision * hits).sum(axis=1) / size)


def _mrr(hits: NDArray[np.bool_], _: NDArray[np.int64], __: int) -> NDArray[np.float64]:
    first = hits.argmax(axis=1)
    return np.asarray(np.where(hits.any(axis=1), 1.0 / (first + 1), 0.0))


_PER_SHOPPER: Mapping[str, Callable[[NDArray[np.bool_], NDArray[np.int64], int], NDArray[np.float64]]] = {
    "recall": _recall,
    "precision": _precision,
    "ndcg": ndcg,
    "map": _map,
    "mrr": _mrr,
}


def holdout(
    interactions: Sequence[Interaction], *, since: datetime
) -> tuple[list[Interaction], list[Interaction]]:
    """What happened before `since`, to train on, and what from then on, to test on."""
    before = [act for act in interactions if act.at < since]
    return before, [act for act in interactions if act.at >= since]


def evaluate(
    before: Iterable[Interaction],
    after: Iterable[Interaction],
    products: Sequence[Product],
    embeddings: NDArray[np.float32],
    *,
    cutoffs: Sequence[int] = (5, 10),
    config: TrainingConfig | None = None,
) -> Metrics:
    """Train on `before`; rank for each of its shoppers what she bought `after` and had not touched before.

    Where nobody bought, carts and views count instead; shoppers seen only afterwards are not counted.
    """
    catalogue, config = Catalogue.of(products, embeddings), config or TrainingConfig()
    before, after = list(before), list(after)
    shoppers = list(dict.fromkeys(act.shopper_id for act in before))
    dataset = Dataset.from_interactions(before, catalogue.columns, kinds=config.kinds, shoppers=shoppers)
    hybrid = fit(dataset, catalogue, config)
    known = set(shoppers)
    wanted = [act for act in _strongest(after) if act.shopper_id in known]
    relevant = Dataset.from_interactions(wanted, catalogue.columns, shoppers=shoppers).matrix
    seen = dataset.matrix
    relevant = csr_array(relevant - relevant.multiply(seen != 0))
    relevant.eliminate_zeros()
    profiles = Profiles.from_dataset(dataset, config.memory)
    return measure(ranks(hybrid, profiles, seen, count=max(cutoffs)), relevant, cutoffs)


def _strongest(acts: Sequence[Interaction]) -> list[Interaction]:
    for kinds in ((Kind.PURCHASE,), (Kind.CART,), (Kind.LIKE, Kind.VIEW, Kind.CLICK)):
        found = [act for act in acts if act.kind in kinds and act.factor > 0]
        if found:
            return found
    return []
