"""Who gave how much: the sum behind one recommendation as a table, and what each scorer gives in general."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.hybrid import Hybrid, spread
from recommender.profile import Profiles
from recommender.recommendation import Contribution, Recommendation

_BLOCK = 256  # shoppers scored at once


@dataclass(frozen=True)
class Share:
    """A line of the table: a source's part, by scorer, and its share of all that was said for and against."""

    source: str | None
    parts: tuple[Contribution, ...]  # of several scorers, the greatest first
    value: float
    share: float  # of the sum of all parts' sizes, so that shares of one product add up to 1


def shares(recommendation: Recommendation) -> list[Share]:
    """The sum by source, what weighs most first; a scorer that reads nothing of hers is a line of its own."""
    groups: dict[tuple[str | None, str], list[Contribution]] = {}
    for part in recommendation.contributions:
        name = "" if part.source is not None else part.scorer
        groups.setdefault((part.source, name), []).append(part)
    whole = sum(abs(part.value) for part in recommendation.contributions) or 1.0
    found = [
        Share(
            source,
            tuple(sorted(parts, key=lambda part: -abs(part.value))),
            value=sum(part.value for part in parts),
            share=sum(abs(part.value) for part in parts) / whole,
        )
        for (source, _), parts in groups.items()
    ]
    return sorted(found, key=lambda each: -each.share)


def by_scorer(recommendations: Iterable[Recommendation]) -> dict[str, float]:
    """How much each scorer said of some recommendations together, as shares of 1, the greatest first."""
    sizes: dict[str, float] = {}
    for part in (part for each in recommendations for part in each.contributions):
        sizes[part.scorer] = sizes.get(part.scorer, 0.0) + abs(part.value)
    return _ranked(sizes)


def importance(
    hybrid: Hybrid, profiles: Profiles, *, placement: str = "home", count: int = 10
) -> dict[str, float]:
    """What each scorer contributes to the `count` products that each shopper would be shown, as shares of 1.

    A part counts by how far it lies from what the scorer gives the average product: in a sum these are the
    Shapley values against that background (Lundberg & Lee, NeurIPS 2017, linear SHAP), and their mean size
    over shoppers and products is the global importance that the `shap` package draws.
    """
    weights = hybrid.config.blend(placement)
    sizes: dict[str, float] = {}
    for start in range(0, len(profiles), _BLOCK):
        rows = profiles[start : start + _BLOCK]
        total = hybrid.blend(rows, placement=placement).copy()
        total[rows.history.nonzero()] = -np.inf
        shown = np.argpartition(-total, min(count, total.shape[1]) - 1, axis=1)[:, :count]
        for scorer in hybrid.scorers:
            if weight := weights.get(scorer.name, 0.0):
                scores = scorer.scores(rows)
                values = _relative(scores, shown) * weight
                values = values / spread(scores)[:, None] if scorer.standardised else values
                sizes[scorer.name] = sizes.get(scorer.name, 0.0) + float(np.abs(values).sum())
    return _ranked(sizes)


def _relative(scores: NDArray[np.float32], shown: NDArray[np.int64]) -> NDArray[np.float64]:
    own = np.take_along_axis(scores, shown, axis=1)
    return np.asarray(own - scores.mean(axis=1, keepdims=True), dtype=np.float64)


def _ranked(sizes: dict[str, float]) -> dict[str, float]:
    whole = sum(sizes.values()) or 1.0
    return {name: size / whole for name, size in sorted(sizes.items(), key=lambda each: -each[1])}
