"""How good probabilities of a yes are: ranking, calibration, and 95 % intervals from resampled groups."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import StratifiedKFold

Floats = NDArray[np.float64]
Figure = Callable[[NDArray[np.bool_], Floats, Floats], float]
"""(what happened, probabilities, weights), (n,) each -> one number."""

BINS, SAMPLES = 10, 500


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and where the true one lies with 95 % certainty."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The cases with about the same probability: how many, what was foretold, what happened."""

    count: int
    foretold: float
    happened: float


def calibration_error(happened: NDArray[np.bool_], probability: Floats, weights: Floats) -> float:
    """ECE: the mean gap between what was foretold and what happened over ten bins of equal size."""
    order = np.argsort(probability, kind="stable")
    parts = [part[weights[part] > 0] for part in np.array_split(order, BINS)]
    gaps = [
        float(weights[part] @ probability[part]) - float(weights[part] @ happened[part]) for part in parts
    ]
    return float(np.abs(gaps).sum() / weights.sum())


def reliability(happened: NDArray[np.bool_], probability: Floats) -> list[Bin]:
    """The table behind the calibration error."""
    parts = np.array_split(np.argsort(probability, kind="stable"), BINS)
    return [
        Bin(len(part), float(probability[part].mean()), float(happened[part].mean()))
        for part in parts
        if len(part)
    ]


def ranking(happened: NDArray[np.bool_], probability: Floats, weights: Floats) -> float:
    """AUROC: how likely a yes is given more than a no, where ties count half (Mann-Whitney)."""
    yes, no = _by_probability(happened, probability, weights)
    below = np.cumsum(no) - no
    return float((yes @ (below + no / 2)) / (yes.sum() * no.sum()))


def average_precision(happened: NDArray[np.bool_], probability: Floats, weights: Floats) -> float:
    """AUPRC: the precision at each probability, from the greatest, by the share of all yes that it adds."""
    yes, no = (part[::-1] for part in _by_probability(happened, probability, weights))
    above = np.cumsum(yes + no)
    precision = np.divide(np.cumsum(yes), above, out=np.zeros_like(above), where=above > 0)
    return float(yes @ precision / yes.sum())


def brier(happened: NDArray[np.bool_], probability: Floats, weights: Floats) -> float:
    """The mean squared error."""
    return float(np.average((probability - happened) ** 2, weights=weights))


def _by_probability(
    happened: NDArray[np.bool_], probability: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """What the yes and the no of each probability weigh, the least first."""
    # By hand, since hundreds of resamples are judged: scikit-learn checks its input for a millisecond each.
    values, place = np.unique(probability, return_inverse=True)
    yes, no = np.where(happened, weights, 0.0), np.where(happened, 0.0, weights)
    sums = [np.bincount(place, own, len(values)).astype(np.float64) for own in (yes, no)]
    return sums[0], sums[1]


FIGURES: Mapping[str, Figure] = {
    "auroc": ranking,
    "auprc": average_precision,
    "brier": brier,
    "ece": calibration_error,
}
"""AUROC, AUPRC (average precision), Brier score, expected calibration error, by the name they go by."""


def judged(
    happened: NDArray[np.bool_],
    runs: Sequence[Floats],
    *,
    groups: NDArray[np.int64] | None = None,
    than: Sequence[Floats] | None = None,
    samples: int = SAMPLES,
    seed: int = 0,
) -> dict[str, Interval]:
    """Every figure, the mean over runs of (n,) probabilities, with its interval by resampling whole groups.

    With `than`, the differences to the runs of another model on the same cases.
    """
    groups = np.arange(len(happened)) if groups is None else np.unique(groups, return_inverse=True)[1]
    random, count = np.random.default_rng(seed), int(groups.max()) + 1
    drawn = [np.ones(len(happened))]
    drawn += [
        np.bincount(random.integers(count, size=count), minlength=count)[groups].astype(np.float64)
        for _ in range(samples)
    ]
    # A resample without a yes, or without a no, has no ranking to judge.
    drawn = [weights for weights in drawn if weights[happened].any() and weights[~happened].any()]
    return {name: _interval(figure, happened, runs, than or (), drawn) for name, figure in FIGURES.items()}


def _interval(
    figure: Figure,
    happened: NDArray[np.bool_],
    runs: Sequence[Floats],
    than: Sequence[Floats],
    samples: Sequence[Floats],
) -> Interval:
    def mean(of: Sequence[Floats], weights: Floats) -> float:
        return float(np.mean([figure(happened, run, weights) for run in of])) if of else 0.0

    values = [mean(runs, weights) - mean(than, weights) for weights in samples]
    low, high = np.quantile(values[1:], (0.025, 0.975)) if len(values) > 1 else (values[0], values[0])
    return Interval(values[0], float(low), float(high))


def folds(
    happened: ArrayLike, groups: NDArray[np.int64], *, count: int, seed: int
) -> Iterator[NDArray[np.int64]]:
    """The rows of each fold: whole groups, with as large a share of groups with a yes as in all."""
    _, group = np.unique(groups, return_inverse=True)
    yes = np.bincount(group, weights=np.asarray(happened, dtype=np.float64)) > 0
    split = StratifiedKFold(count, shuffle=True, random_state=seed).split(yes, yes)
    for _, held in split:
        yield np.flatnonzero(np.isin(group, held))
