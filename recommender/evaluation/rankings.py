"""Whole evaluations: rank all products for each shopper who has something to find, measure the lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.interactions import Interaction
from core.products import Product
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.beyond import CatalogTraits, look
from recommender.evaluation.choices import widening
from recommender.evaluation.metrics import Estimate, Metrics, by_shopper, hits_of, leading, measure, ndcg
from recommender.evaluation.splits import Split
from recommender.hybrid import Hybrid
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.training import fit

__all__ = [
    "BLOCK",
    "Estimate",
    "Metrics",
    "by_shopper",
    "compared",
    "evaluate",
    "hits_of",
    "holdout",
    "leading",
    "measure",
    "ndcg",
    "ranks",
    "top",
]

BLOCK = 512  # rows scored at once
POPULAR = {"home": {"popular": 1.0}}
"""Blend weights of what everyone buys, the same for all: the least that a model must beat."""


def ranks(hybrid: Hybrid, profiles: Profiles, hidden: csr_array, *, count: int) -> NDArray[np.int64]:
    """The `count` best products of each row, best first, without those in `hidden` (n, P)."""
    return top(lambda rows: hybrid.blend(profiles[rows]), hidden, count=count)


def top(score: Callable[[slice], NDArray[np.float32]], hidden: csr_array, *, count: int) -> NDArray[np.int64]:
    """As `ranks`, for whatever scores a slice of rows."""
    ranked = []
    for start in range(0, hidden.shape[0], BLOCK):
        rows = slice(start, start + BLOCK)
        # The scorer may have given a view of what it keeps.
        scores = score(rows).copy()
        scores[hidden[rows].nonzero()] = -np.inf
        ranked.append(leading(scores, count))
    return np.concatenate(ranked) if ranked else np.zeros((0, count), dtype=np.int64)


def holdout(
    interactions: Sequence[Interaction], *, since: datetime
) -> tuple[list[Interaction], list[Interaction]]:
    """What happened before `since`, to train on, and what from then on, to test on."""
    before = [interaction for interaction in interactions if interaction.at < since]
    return before, [interaction for interaction in interactions if interaction.at >= since]


def evaluate(
    before: Iterable[Interaction],
    after: Iterable[Interaction],
    products: Sequence[Product],
    embeddings: NDArray[np.float32],
    *,
    cutoffs: Sequence[int] = (5, 10),
    config: TrainingConfig | None = None,
) -> Metrics:
    """Train on `before`; rank for each of its shoppers what they bought `after` and had not touched before.

    Where nobody bought, carts count, and then views; shoppers seen only afterwards are not counted.
    """
    split = Split(tuple(before), tuple(after))
    catalog = Catalog.of(products, embeddings)
    return compared(split, catalog, config or TrainingConfig(), cutoffs=cutoffs)["model"]


def compared(
    split: Split,
    catalog: Catalog,
    config: TrainingConfig,
    *,
    cutoffs: Sequence[int] = (10,),
    fewest: int = 1,
) -> dict[str, Metrics]:
    """As `evaluate`, and the popular products beside the model: "model" and "popular".

    Where fewer than `fewest` shoppers bought, carts count as well, and then views. Beside what was found, the
    metrics say what the lists are like (`beyond.look`).
    """
    shoppers = list(dict.fromkeys(interaction.shopper_id for interaction in split.before))
    dataset = Dataset.from_interactions(split.before, catalog.columns, kinds=config.kinds, shoppers=shoppers)
    relevant, rows = _wanted(split, catalog, dataset, shoppers, fewest=fewest)
    hybrid = fit(dataset, catalog, config)
    profiles = Profiles.from_dataset(dataset, config.memory).chosen(rows)
    past = csr_array(dataset.matrix[rows])
    crowd = replace(hybrid, config=replace(config, weights=POPULAR))
    return {
        name: _measured(
            ranks(ranker, profiles, past, count=max(cutoffs)),
            csr_array(relevant[rows]),
            CatalogTraits.of(catalog.products, catalog.embeddings, dataset.matrix, rows),
            cutoffs,
        )
        for name, ranker in (("model", hybrid), ("popular", crowd))
    }


def _wanted(
    split: Split, catalog: Catalog, dataset: Dataset, shoppers: Sequence[str], *, fewest: int
) -> tuple[csr_array, NDArray[np.int64]]:
    """What each shopper of the past chose later and had not touched before (shoppers, P), and who did."""
    known = set(shoppers)
    for chosen in widening([interaction for interaction in split.after if interaction.shopper_id in known]):
        relevant = Dataset.from_interactions(chosen, catalog.columns, shoppers=shoppers).matrix
        # Known products are no discovery: who ranks them first would win without recommending anything.
        relevant = csr_array(relevant - relevant.multiply(dataset.matrix != 0))
        relevant.eliminate_zeros()
        rows = np.flatnonzero(np.diff(relevant.indptr))
        if len(rows) >= fewest:
            break
    return relevant, rows


def _measured(
    ranked: NDArray[np.int64], relevant: csr_array, shelf: CatalogTraits, cutoffs: Sequence[int]
) -> Metrics:
    hits = measure(ranked, relevant, cutoffs)
    looks = [look(ranked, shelf, cutoff) for cutoff in cutoffs]
    estimates = {name: estimate for metrics in (hits.estimates, *looks) for name, estimate in metrics.items()}
    return Metrics(estimates, hits.shoppers)
