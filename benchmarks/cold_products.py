"""New products: a tenth of the catalog is held out of training, then added as a shop adds products."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.leave_one_out import START, Sequences, history
from core.products import Product, ProductId
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.rankings import Estimate, Metrics
from recommender.hybrid import Hybrid
from recommender.products.alignment import Alignment
from recommender.profile import Profiles
from recommender.training import train

SHARE = 0.1
CUTOFF = 10
BLOCK = 512  # shoppers scored at once
CONTENT = TrainingConfig(weights={"home": {"content": 1.0}})
POPULAR = TrainingConfig(weights={"home": {"popular": 1.0}})
Scores = Callable[[slice], NDArray[np.float32]]


@dataclass(frozen=True)
class Shop:
    """Shoppers with their products in order, the products, and what their texts mean (P, d)."""

    sequences: Sequences
    products: Sequence[Product]
    embeddings: NDArray[np.float32]


@dataclass(frozen=True)
class Meeting:
    """A model that met products after its training, and shoppers (n) with what each wants next."""

    hybrid: Hybrid
    after: Hybrid  # trained once more on the same interactions, when nobody has touched the newcomers yet
    beside: Hybrid  # the same model, in which a newcomer takes after nothing: texts alone speak for it
    profiles: Profiles
    wanted: NDArray[np.int64]  # (n,) columns
    new: NDArray[np.bool_]  # (P,)


def of_known(shop: Shop, seed: int = 0) -> dict[str, Metrics]:
    """What newcomers cost: how often a known product that came next is among the first ten, beside them."""
    meeting = met(shop, seed, of_new=False)
    ours = {label: scores for label, scores in rankings(meeting, seed).items() if label.startswith("Rapport")}
    return _measured({label: [_hits(meeting, scores)[0]] for label, scores in ours.items()})


def recalls(
    shop: Shop, seeds: Sequence[int], *, unseen: int = 1
) -> tuple[dict[str, Metrics], dict[str, Metrics]]:
    """How often the new product that came next is among the first ten of all, and of the new ones alone."""
    of_all: dict[str, list[NDArray[np.float64]]] = {}
    of_new: dict[str, list[NDArray[np.float64]]] = {}
    for seed in seeds:
        meeting = met(shop, seed, unseen=unseen)
        for label, scores in rankings(meeting, seed).items():
            everything, alone = _hits(meeting, scores)
            of_all.setdefault(label, []).append(everything)
            of_new.setdefault(label, []).append(alone)
    return _measured(of_all), _measured(of_new)


def met(shop: Shop, seed: int, *, unseen: int = 1, of_new: bool = True) -> Meeting:
    """Train without a tenth of the products and without each shopper's last `unseen`, then add the tenth.

    What is looked for is the first product of those that were left out at the end.
    """
    new_ids = held_out(shop.products, seed)
    is_new = np.array([product.product_id in new_ids for product in shop.products])
    known, new = (
        [product for product, wanted in zip(shop.products, mask, strict=True) if wanted]
        for mask in (~is_new, is_new)
    )
    interactions = [
        interaction
        for interaction in history(shop.sequences, unseen=unseen)
        if interaction.product_id not in new_ids
    ]
    now = START.replace(year=START.year + 1)
    trained = train(interactions, known, shop.embeddings[~is_new], now=now)
    hybrid = trained.changed(new, shop.embeddings[is_new])
    vectors = np.concatenate((shop.embeddings[~is_new], shop.embeddings[is_new]))
    after = train(interactions, [*known, *new], vectors, now=now)
    beside = without_kin(trained, hybrid)
    columns = hybrid.catalog.columns
    past = Dataset.from_interactions(interactions, columns, shoppers=list(shop.sequences))
    following = [own[len(own) - unseen] for own in shop.sequences.values()]
    wanting = np.array([(product_id in new_ids) is of_new for product_id in following]) & (
        np.diff(past.matrix.indptr) > 0
    )
    rows = np.flatnonzero(wanting)
    wanted = np.array([columns[following[row]] for row in rows.tolist()], dtype=np.int64)
    profiles = Profiles.from_dataset(past, hybrid.config.memory).chosen(rows)
    return Meeting(hybrid, after, beside, profiles, wanted, np.arange(len(columns)) >= len(known))


def without_kin(trained: Hybrid, met: Hybrid) -> Hybrid:
    """What `met` the newcomers, with nothing but their texts to go by."""
    size = len(trained.catalog)
    old = np.where(np.arange(len(met.catalog)) < size, np.arange(len(met.catalog)), -1)
    scorers = tuple(scorer.aligned(Alignment(old, size), met.catalog) for scorer in trained.scorers)
    return replace(met, scorers=scorers)


def held_out(products: Sequence[Product], seed: int) -> frozenset[ProductId]:
    """A tenth of the products, drawn evenly."""
    drawn = np.random.default_rng(seed).permutation(len(products))[: int(SHARE * len(products))]
    return frozenset(products[place].product_id for place in drawn.tolist())


def rankings(meeting: Meeting, seed: int) -> Mapping[str, Scores]:
    """Rapport, what it would be without its parts, and the two that know nothing of a new product."""
    profiles, size = meeting.profiles, len(meeting.new)
    noise = np.random.default_rng(seed).normal(size=(len(profiles), size)).astype(np.float32)
    content, popular = (_weighted(meeting.beside, config) for config in (CONTENT, POPULAR))
    return {
        "Rapport": lambda rows: meeting.hybrid.blend(profiles[rows]),
        "Rapport, after the next training": lambda rows: meeting.after.blend(profiles[rows]),
        "Rapport, newcomers by their texts alone": lambda rows: meeting.beside.blend(profiles[rows]),
        "text neighbours alone": lambda rows: content.blend(profiles[rows]),
        "popular": lambda rows: popular.blend(profiles[rows]),
        "random": lambda rows: noise[rows],
    }


def _weighted(hybrid: Hybrid, config: TrainingConfig) -> Hybrid:
    return Hybrid(hybrid.scorers, hybrid.catalog, config, until=hybrid.until)


def _hits(meeting: Meeting, score: Scores) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """1 for each shopper whose product is among the first ten of all, and of the new ones; ties lose."""
    everything, alone = [], []
    for start in range(0, len(meeting.wanted), BLOCK):
        rows = slice(start, start + BLOCK)
        scores, wanted = score(rows).copy(), meeting.wanted[rows]
        scores[meeting.profiles.history[rows].nonzero()] = -np.inf
        own = scores[np.arange(len(wanted)), wanted][:, None]
        before = scores >= own
        everything.append(before.sum(axis=1) <= CUTOFF)
        alone.append(before[:, meeting.new].sum(axis=1) <= CUTOFF)
    return np.concatenate(everything).astype(np.float64), np.concatenate(alone).astype(np.float64)


def _measured(hits: Mapping[str, list[NDArray[np.float64]]]) -> dict[str, Metrics]:
    pooled = {label: np.concatenate(parts) for label, parts in hits.items()}
    return {
        label: Metrics({f"recall@{CUTOFF}": Estimate.of(pooled_hits)}, len(pooled_hits))
        for label, pooled_hits in pooled.items()
    }
