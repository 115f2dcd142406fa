"""From interactions to a hybrid: fits every scorer once; also rebuilds one from its file's arrays."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.interactions import Interaction
from core.products import Product, ProductId
from recommender import collaborative, content, factors, popularity, sequence
from recommender.catalogue import Catalogue
from recommender.config import TrainingConfig
from recommender.content import ContentScorer
from recommender.dataset import Dataset
from recommender.factors import FactorScorer
from recommender.history import HistoryScorer
from recommender.hybrid import Hybrid
from recommender.itemitem import ItemItem
from recommender.popularity import PopularityScorer
from recommender.said import MeaningScorer, PriceScorer, SaidScorer
from recommender.scorer import Scorer


def train(
    interactions: Iterable[Interaction],
    products: Sequence[Product],
    embeddings: NDArray[np.float32],
    *,
    now: datetime,
    config: TrainingConfig | None = None,
) -> Hybrid:
    """Fit a hybrid on what happened up to `now`; `embeddings` (P, d) are those of `products`, in order."""
    catalogue = Catalogue.of(products, embeddings)
    until = (act for act in interactions if act.at <= now)
    config = config or TrainingConfig()
    return fit(Dataset.from_interactions(until, catalogue.columns, kinds=config.kinds), catalogue, config)


def fit(dataset: Dataset, catalogue: Catalogue, config: TrainingConfig) -> Hybrid:
    """Fit every scorer on a dataset whose columns are the catalogue's."""
    texts = content.fit(catalogue, config.content)
    alike = content.alike(texts)
    learned: tuple[Scorer, ...] = (
        collaborative.fit(dataset, catalogue, config.collaborative, alike=alike),
        sequence.fit_directed(dataset, catalogue, config.sequence, alike=alike),
        sequence.fit_covisitation(dataset, catalogue, config.sequence),
        factors.fit(dataset, catalogue, config.factors),
        texts,
        popularity.fit_popular(dataset),
        popularity.fit_trending(dataset),
    )
    return Hybrid((*learned, *_stated(catalogue)), catalogue, config, until=dataset.last_day)


def to_arrays(hybrid: Hybrid) -> dict[str, NDArray[Any]]:
    """A hybrid as plain arrays: product ids, embeddings and what each scorer learned; nothing of shoppers."""
    arrays: dict[str, NDArray[Any]] = {
        "product_ids": np.array(hybrid.catalogue.product_ids, dtype=np.str_),
        "embeddings": hybrid.catalogue.embeddings,
        "until": np.array(hybrid.until),
        "config": np.array(hybrid.config.to_json()),
    }
    for scorer in hybrid.scorers:
        arrays |= {f"{scorer.name}.{name}": values for name, values in scorer.arrays().items()}
    return arrays


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Hybrid:
    """The inverse of `to_arrays`, over bare products; align it with today's catalogue before serving."""
    product_ids = [ProductId(each) for each in arrays["product_ids"].tolist()]
    catalogue = Catalogue.bare(product_ids, arrays["embeddings"])
    config = TrainingConfig.from_json(str(arrays["config"]))
    restored = tuple(scorer.restored(_of(scorer.name, arrays)) for scorer in _empty(catalogue, config))
    return Hybrid(restored, catalogue, config, until=float(arrays["until"]))


def _of(name: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {key.removeprefix(f"{name}."): arrays[key] for key in arrays if key.startswith(f"{name}.")}


def _stated(catalogue: Catalogue) -> tuple[Scorer, ...]:
    return (
        SaidScorer(catalogue),
        MeaningScorer(catalogue),
        PriceScorer(catalogue),
    )


def _empty(catalogue: Catalogue, config: TrainingConfig) -> tuple[Scorer, ...]:
    """Every scorer before it has learned anything."""
    size, ids = len(catalogue), catalogue.product_ids
    nothing = ItemItem(csr_array((size, size), dtype=np.float32))
    counts = np.zeros(size, dtype=np.float32)
    return (
        HistoryScorer("collaborative", nothing, ids),
        HistoryScorer("sequence", nothing, ids, recent=True),
        HistoryScorer("covisitation", nothing, ids, recent=True),
        FactorScorer(np.zeros((size, 0), dtype=np.float32), ids, config.factors),
        ContentScorer(HistoryScorer("content", nothing, ids), catalogue.embeddings, config.content),
        PopularityScorer("popular", counts),
        PopularityScorer("trending", counts, fresh_days=popularity.TREND_DAYS),
        *_stated(catalogue),
    )
