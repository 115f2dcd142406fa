"""Learns how much each scorer counts: for each placement, and for a segment where that measurably helps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.config import TrainingConfig
from recommender.evaluation.rankings import Estimate
from recommender.hybrid import Hybrid
from recommender.learning.examples import Example
from recommender.learning.pool import CUTOFF, Pool, ascended
from recommender.policy.filters import Filters, allowed_for
from recommender.policy.ranking import best
from recommender.query import Query
from recommender.shopper import read

LEARNED = (
    "collaborative",
    "sequence",
    "covisitation",
    "repurchase",
    "factors",
    "content",
    "popular",
    "trending",
)
"""The scorers whose weights are learned; a shopper's own words are not weighed against what others did."""
PLACEMENTS = {"home": ("home", "email"), "product": ("product",), "cart": ("cart", "checkout")}
"""The placements that share what is learned from one kind of example."""
FEWEST = 60
"""Examples below which nothing is learned of a placement or a segment."""
_EACH, _TOGETHER = 30, 100  # candidates of every scorer, and of the blend
_FILTERS = Filters(in_stock=False)  # what was out of stock today could be bought then
SegmentOf = Callable[[Query], str]


@dataclass(frozen=True)
class Finding:
    """What learned weights were worth on examples that they were not learned on, in nDCG@10."""

    name: str  # "home", or "home/repeat-buyers"
    examples: int
    before: float
    gain: Estimate
    kept: bool


def learned(
    hybrid: Hybrid, examples: Mapping[str, Sequence[Example]], *, segment_of: SegmentOf | None = None
) -> tuple[TrainingConfig, list[Finding]]:
    """The hybrid's config with better weights, each only where it helps beyond doubt, and what was found.

    `hybrid` must not have seen what came of the examples.
    """
    weights, findings = dict(hybrid.config.weights), []
    for kind, placements in PLACEMENTS.items():
        own = examples.get(kind, ())
        pool, segments = pooled(hybrid, own, placement=kind), _segments(own, segment_of)
        pool, segments = pool[pool.size > 0], segments[pool.size > 0]
        general = _chosen(kind, pool, hybrid.config.blend(kind))
        if general is None:
            continue
        findings.append(general[1])
        weights |= {placement: _merged(weights, placement, general[0]) for placement in placements}
        for segment in sorted(set(segments.tolist()) - {""}):
            special = _chosen(f"{kind}/{segment}", pool[segments == segment], weights[kind])
            if special is not None:
                findings.append(special[1])
                if special[1].kept:
                    weights |= {
                        f"{placement}/{segment}": _merged(weights, placement, special[0])
                        for placement in placements
                    }
    return replace(hybrid.config, weights=weights), findings


def pooled(hybrid: Hybrid, examples: Sequence[Example], *, placement: str) -> Pool:
    """The likely products of each example with the scorers' opinions, in the order of `LEARNED`."""
    candidates = [_candidates(hybrid, example, placement) for example in examples]
    width = max([CUTOFF, *(len(wanted) for _, wanted, _ in candidates)])
    scores = np.zeros((len(LEARNED), len(candidates), width), dtype=np.float32)
    barred = np.ones((len(candidates), width), dtype=bool)
    hits = np.zeros((len(candidates), width), dtype=bool)
    for row, (own, wanted, _) in enumerate(candidates):
        scores[:, row, : len(wanted)] = own
        barred[row, : len(wanted)], hits[row, : len(wanted)] = False, wanted
    return Pool(scores, barred, hits, np.array([size for *_, size in candidates], dtype=np.int64))


def _candidates(
    hybrid: Hybrid, example: Example, placement: str
) -> tuple[NDArray[np.float32], NDArray[np.bool_], int]:
    """Scores (k, c) and hits (c) of the candidates, and how many of the wanted products may be shown."""
    query, catalog = example.query, hybrid.catalog
    shopper = read(query, catalog, hybrid.config, until=hybrid.until)
    allowed = allowed_for(query, catalog, _FILTERS, hybrid.policy_state)
    opinions = np.zeros((len(LEARNED), len(catalog)), dtype=np.float32)
    for scorer in hybrid.scorers:
        if scorer.name in LEARNED:
            row = scorer.row(shopper)
            # In units of its own spread, as the hybrid adds it up: a weight must mean the same in both.
            row.add(opinions[LEARNED.index(scorer.name)], 1.0 / row.standard_deviation)
    weights = hybrid.config.blend(placement)
    blended = np.array([weights.get(name, 0.0) for name in LEARNED], dtype=np.float32) @ opinions
    likely = [best(own, allowed, _EACH) for own in opinions]
    # Also each scorer's own best: a weight that rises must find what it would raise.
    pool = np.unique(np.concatenate((*likely, best(blended, allowed, _TOGETHER))))
    positions = [
        catalog.columns[product_id] for product_id in example.wanted if product_id in catalog.columns
    ]
    wanted = np.zeros(len(catalog), dtype=bool)
    wanted[positions] = True
    wanted &= allowed
    return opinions[:, pool], wanted[pool], int(wanted.sum())


def _segments(examples: Sequence[Example], segment_of: SegmentOf | None) -> NDArray[np.str_]:
    names = [segment_of(example.query) if segment_of else example.query.segment for example in examples]
    return np.array(names, dtype=np.str_)


def _chosen(name: str, pool: Pool, start: Mapping[str, float]) -> tuple[dict[str, float], Finding] | None:
    """The weights to use and what better ones were worth; None where there is too little to tell.

    Each half of the examples judges the weights that the other half has taught.
    """
    if len(pool) < FEWEST:
        return None
    initial = np.array([start.get(scorer, 0.0) for scorer in LEARNED], dtype=np.float32)
    # Every other example, not the first half: examples lie in order of time, and tastes move.
    half = np.arange(len(pool)) % 2 == 0
    gains = np.concatenate(
        [
            judge.ndcg(ascended([teacher], initial)) - judge.ndcg(initial)
            for teacher, judge in ((pool[half], pool[~half]), (pool[~half], pool[half]))
        ]
    )
    gain = Estimate.of(gains)
    # The judged weights come of half the examples each; those that are kept, of all.
    kept = gain.low > 0
    weights = ascended([pool], initial) if kept else initial
    before = float(pool.ndcg(initial).mean())
    return _named(weights, initial), Finding(name, len(pool), before, gain, kept)


def _named(weights: NDArray[np.float32], initial: NDArray[np.float32]) -> dict[str, float]:
    """By name, with the greatest as great as before: what the shopper said keeps its share of the sum."""
    scale = initial.max() / weights.max() if weights.max() > 0 else 1.0
    return dict(zip(LEARNED, (weights * scale).round(4).tolist(), strict=True))


def _merged(
    weights: Mapping[str, Mapping[str, float]], placement: str, own: Mapping[str, float]
) -> dict[str, float]:
    return {**weights.get(placement, weights["home"]), **own}
