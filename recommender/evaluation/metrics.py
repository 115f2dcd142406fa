"""How good rankings are, shopper by shopper: what was found, how high; estimates with bootstrap intervals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import bootstrap

_RESAMPLES = 1000
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean over shoppers with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: _Floats, *, seed: int = 0) -> "Estimate":
        """Percentile bootstrap over shoppers (Efron 1979); no shoppers give zeros, one gives their value."""
        value = float(values.mean()) if len(values) else 0.0
        if len(values) < 2:
            return cls(value, value, value)
        # Ten resamples at once: all at once take seven times as long for 22,000 shoppers, out of the caches.
        drawn = bootstrap((values,), np.mean, n_resamples=_RESAMPLES, batch=10, method="percentile", rng=seed)
        return cls(value, float(drawn.confidence_interval.low), float(drawn.confidence_interval.high))


@dataclass(frozen=True)
class Metrics:
    """Estimates by name ("recall@10"), over `shoppers` that had something to find."""

    estimates: Mapping[str, Estimate]
    shoppers: int

    def values(self) -> dict[str, float]:
        """The means alone, as a manifest keeps them."""
        return {name: estimate.value for name, estimate in self.estimates.items()}


def measure(ranked: NDArray[np.int64], relevant: csr_array, cutoffs: Sequence[int] = (5, 10)) -> Metrics:
    """Metrics of rankings (n, k) against relevant products (n, P), over rows that have any."""
    marks = by_shopper(ranked, relevant, cutoffs)
    kept = int((np.diff(relevant.indptr) > 0).sum())
    return Metrics({name: Estimate.of(values) for name, values in marks.items()}, kept)


def by_shopper(
    ranked: NDArray[np.int64], relevant: csr_array, cutoffs: Sequence[int] = (5, 10)
) -> dict[str, _Floats]:
    """Each metric of each row that has something to find: (n',) by name.

    Recall divides by all relevant, precision by k, F1 is their harmonic mean; nDCG is binary with ideal
    length min(k, relevant) (Järvelin & Kekäläinen, TOIS 2002); MAP is Σ(hits so far / rank) / relevant at k;
    MRR is one over the rank of the first hit; the hit rate says whether there was any.
    """
    size = np.diff(relevant.indptr)
    kept = size > 0
    hits = hits_of(ranked, relevant)[kept]
    return {
        f"{name}@{cutoff}": mark(hits[:, :cutoff], size[kept], cutoff)
        for cutoff in cutoffs
        for name, mark in _BY_SHOPPER.items()
    }


def hits_of(ranked: NDArray[np.int64], relevant: csr_array) -> NDArray[np.bool_]:
    """Which of the ranked products (n, k) are relevant (n, P)."""
    if not ranked.size:
        return np.zeros(ranked.shape, dtype=bool)
    rows = np.broadcast_to(np.arange(len(ranked))[:, None], ranked.shape)
    hits = relevant[rows.ravel(), ranked.ravel()]
    return np.asarray(hits != 0).reshape(ranked.shape)


def leading(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The columns of each row's `count` greatest scores, greatest first, ties to the lower column."""
    count = min(count, scores.shape[1])
    # Sorting only those that lead: of 100,000 products ten are asked for.
    columns = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    own = np.take_along_axis(scores, columns, axis=1)
    return np.take_along_axis(columns, np.lexsort((columns, -own), axis=1), axis=1)


def ndcg(hits: NDArray[np.bool_], size: NDArray[np.int64], cutoff: int) -> _Floats:
    """Binary nDCG of each row of hits (n, k), of which `size` (n) could be found."""
    # A list may be shorter than the cutoff, where the catalog is; the ideal one is not.
    discount = 1.0 / np.log2(np.arange(2, hits.shape[1] + 2))
    ideal = np.cumsum(1.0 / np.log2(np.arange(2, cutoff + 2)))[np.minimum(size, cutoff) - 1]
    return np.asarray((hits * discount).sum(axis=1) / ideal)


def _recall(hits: NDArray[np.bool_], size: NDArray[np.int64], _: int) -> _Floats:
    return np.asarray(hits.sum(axis=1) / size)


def _precision(hits: NDArray[np.bool_], _: NDArray[np.int64], cutoff: int) -> _Floats:
    return np.asarray(hits.sum(axis=1) / cutoff)


def _f1(hits: NDArray[np.bool_], size: NDArray[np.int64], cutoff: int) -> _Floats:
    return np.asarray(2 * hits.sum(axis=1) / (size + cutoff))  # of hits/k and hits/size


def _map(hits: NDArray[np.bool_], size: NDArray[np.int64], _: int) -> _Floats:
    precision = np.cumsum(hits, axis=1) / np.arange(1, hits.shape[1] + 1)
    return np.asarray((precision * hits).sum(axis=1) / size)


def _mrr(hits: NDArray[np.bool_], _: NDArray[np.int64], __: int) -> _Floats:
    first = hits.argmax(axis=1)
    return np.asarray(np.where(hits.any(axis=1), 1.0 / (first + 1), 0.0))


def _hit_rate(hits: NDArray[np.bool_], _: NDArray[np.int64], __: int) -> _Floats:
    return np.asarray(hits.any(axis=1), dtype=np.float64)


_BY_SHOPPER: Mapping[str, Callable[[NDArray[np.bool_], NDArray[np.int64], int], _Floats]] = {
    "recall": _recall,
    "precision": _precision,
    "f1": _f1,
    "ndcg": ndcg,
    "map": _map,
    "mrr": _mrr,
    "hit_rate": _hit_rate,
}
