"""What a model goes by in general: each scorer's share of what shoppers would be shown."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.interactions import Interaction
from recommender.dataset import Dataset
from recommender.hybrid import Hybrid, standard_deviation
from recommender.profile import Profiles

SHOPPERS = 500
"""So many are asked for, drawn evenly; more change the figures by less than a percentage point."""
_CELLS = 50_000_000  # scores of one scorer, at most: a larger catalog is asked of fewer shoppers
_BLOCK_CELLS = 5_000_000  # and of those at once


def importances(
    hybrid: Hybrid, interactions: Sequence[Interaction], placements: Sequence[str]
) -> dict[str, dict[str, float]]:
    """For each placement the share of each scorer that counts there, over a draw of shoppers."""
    names = sorted({interaction.shopper_id for interaction in interactions})
    count = min(SHOPPERS, _CELLS // max(len(hybrid.catalog), 1))
    drawn = {names[place] for place in np.random.default_rng(0).permutation(len(names))[:count].tolist()}
    own = [interaction for interaction in interactions if interaction.shopper_id in drawn]
    dataset = Dataset.from_interactions(own, hybrid.catalog.columns, kinds=hybrid.config.kinds)
    return importance(hybrid, Profiles.from_dataset(dataset, hybrid.config.memory), placements)


def importance(
    hybrid: Hybrid, profiles: Profiles, placements: Sequence[str], *, count: int = 10
) -> dict[str, dict[str, float]]:
    """What each scorer contributes to the `count` products that each shopper would be shown, as shares of 1.

    A part counts by how far it lies from what the scorer gives the average product: in a sum these are the
    Shapley values against that background (Lundberg & Lee, NeurIPS 2017, linear SHAP), and their mean size
    over shoppers and products is the global importance that the `shap` package draws.
    """
    weights = {placement: own for placement in placements if (own := _weights(hybrid, placement))}
    sizes: dict[str, dict[str, float]] = {placement: {} for placement in weights}
    size = max(_BLOCK_CELLS // max(len(hybrid.catalog), 1), 1)
    for start in range(0, len(profiles) if len(hybrid.catalog) else 0, size):
        rows = profiles[start : start + size]
        scores = _standardised(hybrid, rows, {name for own in weights.values() for name in own})
        for placement, own in weights.items():
            total = np.add.reduce([weight * scores[name] for name, weight in own.items()])
            shown = _shown(rows, total, count)
            for name, weight in own.items():
                relative = np.take_along_axis(scores[name], shown, axis=1)
                relative = relative - scores[name].mean(axis=1, keepdims=True)
                so_far = sizes[placement].get(name, 0.0)
                sizes[placement][name] = so_far + weight * float(np.abs(relative).sum())
    return {placement: _shares(own) for placement, own in sizes.items()}


def _weights(hybrid: Hybrid, placement: str) -> dict[str, float]:
    fitted = {scorer.name for scorer in hybrid.scorers}
    weights = hybrid.config.blend(placement).items()
    return {name: weight for name, weight in weights if weight and name in fitted}


def _standardised(hybrid: Hybrid, rows: Profiles, names: set[str]) -> dict[str, NDArray[np.float32]]:
    standardised = {}
    for scorer in hybrid.scorers:
        if scorer.name in names:
            scores = scorer.scores(rows)
            unit = (
                standard_deviation(scores).astype(np.float32)[:, None]
                if scorer.standardised
                else np.float32(1)
            )
            standardised[scorer.name] = np.asarray(scores / unit)
    return standardised


def _shown(rows: Profiles, total: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The products at the first places for each row, none that it has touched: (n, count)."""
    total[rows.history.nonzero()] = -np.inf
    count = min(count, total.shape[1])
    return np.argpartition(-total, count - 1, axis=1)[:, :count]


def _shares(sizes: Mapping[str, float]) -> dict[str, float]:
    whole = sum(sizes.values())
    ranked = sorted(sizes, key=lambda name: -sizes[name])
    return {name: round(sizes[name] / whole, 6) for name in ranked} if whole else {}
