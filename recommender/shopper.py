"""One shopper at one moment, as the few numbers that every scorer reads: the past, and the wishes."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from core.interactions import Kind
from recommender.config import Decay, TrainingConfig
from recommender.dataset import SECONDS_PER_DAY, SLOTS, weighed
from recommender.embeddings import Encoder
from recommender.products.catalog import Catalog
from recommender.query import Query
from recommender.scores import Source
from recommender.stated_preferences import StatedPreference, wishes

HISTORY_LIMIT = 500
"""So many of the newest interactions of a history are read."""


@dataclass(frozen=True)
class ShopperVector:
    """The past as columns of equal length (m), ascending by position in the catalog, and what was said."""

    products: NDArray[np.int64]
    history: NDArray[np.float32]  # weights that fade slowly
    recent: NDArray[np.float32]  # weights that fade within a few products
    sources: tuple[
        Source, ...
    ]  # each with the interaction that weighs most, None where it is before the shopper
    wishes: tuple[StatedPreference, ...] = ()
    price_sensitivity: float = 0.0
    days_since_training: float = 0.0


def read(
    query: Query,
    catalog: Catalog,
    config: TrainingConfig,
    *,
    encoder: Encoder | None = None,
    until: float = 0.0,
) -> ShopperVector:
    """A query as every scorer reads it; `until` is the day the model learned up to."""
    today = query.now.timestamp() / SECONDS_PER_DAY
    past, memory = _past(query, catalog, config), config.fading(query.segment)
    history, recent = _faded(past, memory, today=today)
    places, share = _in_front(query, catalog, memory)
    products = np.array([touched.product for touched in past], dtype=np.int64)
    together, at = np.unique(np.concatenate((products, places)), return_inverse=True)
    interactions: list[Kind | None] = [None] * len(together)
    for place, touched in zip(at.tolist(), past, strict=False):
        interactions[place] = touched.kind
    for place in at[len(past) :].tolist():
        interactions[place] = None
    return ShopperVector(
        products=together,
        history=_added(history, at, share, size=len(together)),
        recent=_added(recent, at, share, size=len(together)),
        sources=tuple(
            map(Source, (catalog.product_ids[product] for product in together.tolist()), interactions)
        ),
        wishes=wishes(query, encoder),
        price_sensitivity=query.price_sensitivity,
        days_since_training=today - until,
    )


@dataclass(slots=True)
class _Touched:
    """A product of the past: its summed weight, its latest day, the kind that weighs most."""

    product: int
    weight: float
    day: float
    kind: Kind
    strongest: float
    times: int = 1  # at how many moments the shopper bought it


def _past(query: Query, catalog: Catalog, config: TrainingConfig) -> list[_Touched]:
    """What `Dataset` does with everybody's, for one: the latest in a slot counts, the slots add up."""
    latest: dict[tuple[int, int], tuple[float, float, Kind]] = {}
    bought: dict[int, set[datetime]] = {}
    for interaction in sorted(query.history, key=lambda interaction: interaction.at)[-HISTORY_LIMIT:]:
        column = catalog.columns.get(interaction.product_id)
        if column is not None:
            weight = weighed(interaction, config.kinds)
            if interaction.kind is Kind.PURCHASE:
                bought.setdefault(column, set()).add(interaction.at)
            latest[column, SLOTS[interaction.kind]] = (
                interaction.at.timestamp() / SECONDS_PER_DAY,
                weight,
                interaction.kind,
            )
    touched: dict[int, _Touched] = {}
    for (column, _), (day, weight, kind) in sorted(latest.items()):
        product = touched.get(column)
        if product is None:
            times = len(bought.get(column, ())) or 1
            touched[column] = _Touched(column, weight, day, kind, abs(weight), times)
            continue
        product.weight += weight
        product.day = max(product.day, day)
        if abs(weight) >= product.strongest:
            product.kind, product.strongest = kind, abs(weight)
    return sorted(touched.values(), key=lambda product: product.day)


def _faded(
    past: list[_Touched], memory: Decay, *, today: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    names = ("weight", "day", "times")
    weight, day, times = (np.array([getattr(touched, name) for touched in past]) for name in names)
    faded = weight * (1 + np.log(times)) * np.exp2(-np.maximum(today - day, 0.0) / memory.half_life_days)
    moment = np.unique(day, return_inverse=True)[1]
    steps = moment.max(initial=0) - moment
    return faded * memory.history_step**steps, faded * memory.recent_step**steps


def _in_front(query: Query, catalog: Catalog, memory: Decay) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The products on the page or in the cart, and what each adds."""
    columns = [catalog.columns.get(product_id) for product_id in dict.fromkeys(query.context_products)]
    places = np.array([column for column in columns if column is not None], dtype=np.int64)
    return places, np.full(len(places), memory.context_weight / max(1, len(places)) ** 0.5)


def _added(
    own: NDArray[np.float64], at: NDArray[np.int64], share: NDArray[np.float64], *, size: int
) -> NDArray[np.float32]:
    weights = np.concatenate((own, share))
    return np.bincount(at, weights=weights, minlength=size).astype(np.float32)
