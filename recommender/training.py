"""From interactions to a hybrid: fits every scorer once; also rebuilds one from its file's arrays."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.interactions import Interaction
from core.products import Product, ProductId
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.hybrid import Hybrid
from recommender.policy.filters import PolicyState
from recommender.policy.repeats import Repeats
from recommender.policy.repeats import fit as fit_repeats
from recommender.products.alignment import UNSEEN, UNTOUCHED_STRONGEST, Alignment
from recommender.products.catalog import Catalog
from recommender.products.cold_start import neighbours
from recommender.scorers import contextual, popularity
from recommender.scorers.content import ContentScorer
from recommender.scorers.contextual import Countries
from recommender.scorers.factors import FactorScorer
from recommender.scorers.history import HistoryScorer
from recommender.scorers.itemitem import ItemItem
from recommender.scorers.learned import FITS, RELATED, LearnedScorers
from recommender.scorers.popularity import PopularityScorer
from recommender.scorers.scorer import Scorer
from recommender.scorers.statements import AttributeMatchScorer, PriceScorer, SemanticMatchScorer

_log = logging.getLogger(__name__)


def train(
    interactions: Iterable[Interaction],
    products: Sequence[Product],
    embeddings: NDArray[np.float32],
    *,
    now: datetime,
    config: TrainingConfig | None = None,
) -> Hybrid:
    """Fit a hybrid on what happened up to `now`; `embeddings` (P, d) are those of `products`, in order."""
    until = [interaction for interaction in interactions if interaction.at <= now]
    return fitted(until, Catalog.of(products, embeddings), config or TrainingConfig())


def fitted(
    interactions: Sequence[Interaction],
    catalog: Catalog,
    config: TrainingConfig,
    *,
    came: Mapping[str, str] | None = None,
) -> Hybrid:
    """Fit a hybrid on all these interactions; `came` is the country of each shopper of whom it is known."""
    shoppers = list(dict.fromkeys(interaction.shopper_id for interaction in interactions))
    dataset = Dataset.from_interactions(interactions, catalog.columns, kinds=config.kinds, shoppers=shoppers)
    hybrid = fit(dataset, catalog, config, repeats=fit_repeats(interactions, catalog.columns))
    if not came:
        return hybrid
    return replace(hybrid, countries=contextual.fit(dataset, [came.get(shopper, "") for shopper in shoppers]))


def fit(
    dataset: Dataset, catalog: Catalog, config: TrainingConfig, *, repeats: Repeats | None = None
) -> Hybrid:
    """Fit every scorer on a dataset whose columns are the catalog's."""
    return assembled(LearnedScorers.of(dataset, catalog, config), config, repeats=repeats)


def assembled(learned: LearnedScorers, config: TrainingConfig, *, repeats: Repeats | None = None) -> Hybrid:
    """A hybrid of scorers of which some may have been fitted before; what is missing is fitted."""
    dataset, catalog = learned.dataset, learned.catalog
    _log.info("fitted %s", learned.texts.name)
    seen = np.bincount(dataset.product, minlength=dataset.products).astype(np.float32)
    unseen = _unseen(catalog, seen)
    scorers: list[Scorer] = []
    for name in FITS:
        scorer = learned.scorer(name, config)
        # In this order: the unseen take after relations that demand has weighed already.
        scorers.append(scorer.aligned(unseen, catalog) if name in RELATED else scorer)
        _log.info("fitted %s", name)
    return Hybrid(
        scorers=(*scorers, *_stated(catalog)),
        catalog=catalog,
        config=config,
        until=dataset.last_day,
        policy_state=PolicyState.of(catalog, repeats=repeats, seen=seen),
    )


def _unseen(catalog: Catalog, seen: NDArray[np.float32]) -> Alignment:
    """Products that nobody has touched take after others, as they did before they were trained with."""
    # As if they had come after the training: what held for newcomers holds for them too.
    old = np.where(seen > 0, np.arange(len(catalog)), -1)
    shares = neighbours(catalog, np.flatnonzero(old < 0))
    return Alignment(old, len(catalog), shares, UNSEEN, UNTOUCHED_STRONGEST)


def to_arrays(hybrid: Hybrid) -> dict[str, NDArray[Any]]:
    """A hybrid as plain arrays: product ids, embeddings and what each scorer learned; nothing of shoppers."""
    arrays: dict[str, NDArray[Any]] = {
        "product_ids": np.array(hybrid.catalog.product_ids, dtype=np.str_),
        "embeddings": hybrid.catalog.embeddings,
        "until": np.array(hybrid.until),
        "config": np.array(hybrid.config.to_json()),
    }
    if hybrid.policy_state.repeats is not None:
        arrays["repeats"] = hybrid.policy_state.repeats.interval
    if hybrid.policy_state.seen is not None:
        arrays["seen"] = hybrid.policy_state.seen
    for scorer in hybrid.scorers:
        arrays |= {f"{scorer.name}.{name}": values for name, values in scorer.arrays().items()}
    return arrays | {f"countries.{name}": values for name, values in hybrid.countries.arrays().items()}


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Hybrid:
    """The inverse of `to_arrays`, over bare products; align it with today's catalog before serving."""
    product_ids = [ProductId(product_id) for product_id in arrays["product_ids"].tolist()]
    catalog = Catalog.bare(product_ids, arrays["embeddings"])
    config = TrainingConfig.from_json(str(arrays["config"]))
    restored = tuple(scorer.restored(_of(scorer.name, arrays)) for scorer in _empty(catalog, config))
    policy_state = PolicyState(
        repeats=Repeats(arrays["repeats"]) if "repeats" in arrays else None, seen=arrays.get("seen")
    )
    return Hybrid(
        scorers=restored,
        catalog=catalog,
        config=config,
        until=float(arrays["until"]),
        policy_state=policy_state,
        countries=Countries.from_arrays(_of("countries", arrays)),
    )


def _of(name: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {key.removeprefix(f"{name}."): arrays[key] for key in arrays if key.startswith(f"{name}.")}


def _stated(catalog: Catalog) -> tuple[Scorer, ...]:
    return (
        AttributeMatchScorer(catalog),
        SemanticMatchScorer(catalog),
        PriceScorer(catalog),
    )


def _empty(catalog: Catalog, config: TrainingConfig) -> tuple[Scorer, ...]:
    """Every scorer before it has learned anything."""
    size = len(catalog)
    nothing = ItemItem(csr_array((size, size), dtype=np.float32))
    counts = np.zeros(size, dtype=np.float32)
    return (
        HistoryScorer("collaborative", nothing),
        HistoryScorer("sequence", nothing, recent=True),
        HistoryScorer("covisitation", nothing, recent=True),
        HistoryScorer("repurchase", nothing),
        FactorScorer(np.zeros((1, size, 0), dtype=np.float32), config.factors),
        ContentScorer(HistoryScorer("content", nothing), catalog.embeddings, config.content),
        PopularityScorer("popular", counts),
        PopularityScorer("trending", counts, fresh_days=popularity.TREND_DAYS),
        *_stated(catalog),
    )
