"""New shoppers: a tenth is held out of training, then met with first interactions or with what they say."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from core.interactions import Interaction, Kind, Statement
from core.products import Product, ProductId
from recommender.config import TrainingConfig
from recommender.embeddings import Encoder
from recommender.evaluation.rankings import Estimate, Metrics
from recommender.hybrid import Hybrid
from recommender.policy.filters import Filters
from recommender.query import Query
from search import spelled

SHARE = 0.1
CUTOFF = 10
KNOWN = (0, 1, 2, 3)
ASKED = 1_000  # held-out shoppers who are met; each is asked for once a row
POPULAR = TrainingConfig(weights={"home": {"popular": 1.0}})
Histories = Mapping[str, Sequence[tuple[ProductId, datetime]]]
Train = Callable[[Sequence[Interaction]], Hybrid]


@dataclass(frozen=True)
class Arrival:
    """A shopper whom the model has not met: what they did first, what came next, and what they say of it."""

    past: tuple[Interaction, ...]
    wanted: ProductId
    wish: Statement | None
    now: datetime


def recalls(
    histories: Histories, products: Sequence[Product], *, train: Train, encoder: Encoder, seed: int = 0
) -> dict[str, Metrics]:
    """How often the next product is among the first ten, after k interactions, with and without a word."""
    strangers = held_out(histories, seed)
    interactions = [
        interaction
        for name, own in histories.items()
        if name not in strangers
        for interaction in interactions_of(name, own)
    ]
    hybrid = train(sorted(interactions, key=lambda interaction: interaction.at))
    popular = Hybrid(hybrid.scorers, hybrid.catalog, POPULAR, until=hybrid.until)
    said = kinds_of_product(products)
    metrics: dict[str, Metrics] = {}
    for count in KNOWN:
        arrivals = list(arriving(histories, strangers, said, count=count))
        metrics[f"popular, k = {count}"] = _measured(popular, arrivals, None)
        if count:
            metrics[f"Rapport, k = {count}"] = _measured(hybrid, arrivals, None)
        metrics[f"Rapport, k = {count}, and one wish"] = _measured(hybrid, arrivals, encoder)
    return metrics


def held_out(histories: Histories, seed: int) -> frozenset[str]:
    """A tenth of the shoppers, at most as many as are asked for."""
    names = sorted(histories)
    drawn = np.random.default_rng(seed).permutation(len(names))[: int(SHARE * len(names))]
    return frozenset(names[place] for place in drawn[:ASKED].tolist())


def interactions_of(shopper: str, own: Sequence[tuple[ProductId, datetime]]) -> Iterator[Interaction]:
    """What the shopper bought, in order."""
    return (Interaction(shopper, product_id, Kind.PURCHASE, at) for product_id, at in own)


def kinds_of_product(products: Sequence[Product]) -> dict[ProductId, str]:
    """What somebody would call a product that they do not know: the word of its title that most titles have.

    It says what kind of thing it is ("shampoo") and seldom which; a title of numbers alone has none.
    """
    titles = {
        product.product_id: {word: stem for word, stem in spelled(product.title) if word.isalpha()}
        for product in products
    }
    counts = Counter(stem for words in titles.values() for stem in set(words.values()))
    return {
        name: max(words, key=lambda word: (counts[words[word]], word))
        for name, words in titles.items()
        if words
    }


def arriving(
    histories: Histories, strangers: frozenset[str], said: Mapping[ProductId, str], *, count: int
) -> Iterator[Arrival]:
    """Those who did more than `count` things, at the moment before the next."""
    for name in sorted(strangers):
        own = histories[name]
        if len(own) > count:
            wanted, at = own[count]
            wish = Statement("kind", said[wanted]) if wanted in said else None
            yield Arrival(tuple(interactions_of(name, own[:count])), wanted, wish, at)


def _measured(hybrid: Hybrid, arrivals: Sequence[Arrival], encoder: Encoder | None) -> Metrics:
    hits = np.array([_found(hybrid, arrival, encoder) for arrival in arrivals], dtype=np.float64)
    return Metrics({f"recall@{CUTOFF}": Estimate.of(hits)}, len(hits))


def _found(hybrid: Hybrid, arrival: Arrival, encoder: Encoder | None) -> bool:
    wishes = (arrival.wish,) if arrival.wish and encoder else ()
    query = Query(history=arrival.past, statements=wishes, now=arrival.now)
    usual = Filters(diversity=0.0, one_variant=False)
    shown = hybrid.recommend(query, count=CUTOFF, filters=usual, encode=encoder)
    return any(recommendation.product_id == arrival.wanted for recommendation in shown)
