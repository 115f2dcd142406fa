"""What may be shown, and in which order: hard filters, then a little diversity."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from core.interactions import Kind
from core.products import ProductId
from recommender.catalogue import Catalogue
from recommender.query import Query
from recommender.said import matches

DIVERSITY = 0.05
_POOL = 5  # candidates looked at for each place to fill


@dataclass(frozen=True)
class Filters:
    """What the caller allows; own dislikes, refusals and the query's budget are always respected."""

    in_stock: bool = True
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    categories: frozenset[str] = frozenset()  # category paths; whatever stands below them counts
    only: frozenset[ProductId] | None = None  # the hits of a search, say
    exclude: frozenset[ProductId] = frozenset()
    exclude_purchased: bool = True
    diversity: float = DIVERSITY  # 0 ranks by score alone, 1 by difference alone


def allowed(catalogue: Catalogue, filters: Filters) -> NDArray[np.bool_]:
    """Products that the caller's filters let through: (P,)."""
    mask = catalogue.available.copy() if filters.in_stock else np.ones(len(catalogue), dtype=bool)
    if filters.min_price is not None:
        mask &= catalogue.prices >= float(filters.min_price)
    if filters.max_price is not None:
        mask &= catalogue.up_to(filters.max_price)
    if filters.categories:
        mask &= np.any([catalogue.within(each) for each in filters.categories], axis=0)
    if filters.only is not None:
        hits = np.zeros(len(catalogue), dtype=bool)
        hits[[catalogue.columns[each] for each in filters.only if each in catalogue.columns]] = True
        mask &= hits
    return _without(mask, catalogue, filters.exclude)


def allowed_for(query: Query, catalogue: Catalogue, filters: Filters) -> NDArray[np.bool_]:
    """As `allowed`, less what this shopper disliked, refused, cannot pay, has in front of her or bought."""
    mask = allowed(catalogue, filters)
    if query.max_price is not None:
        mask &= catalogue.up_to(query.max_price)
    for statement in query.statements:
        if not statement.wanted:
            mask &= matches(catalogue, statement) == 0
    if filters.exclude_purchased:
        bought = (act.product_id for act in query.history if act.kind is Kind.PURCHASE)
        mask = _without(mask, catalogue, frozenset(bought))
    return _without(mask, catalogue, disliked(query).union(query.context_products))


def disliked(query: Query) -> frozenset[ProductId]:
    """Products whose latest like or dislike, or anything said of them, was against them."""
    opinions: dict[ProductId, bool] = {}
    for act in sorted(query.history, key=lambda act: act.at):
        if act.kind in (Kind.LIKE, Kind.DISLIKE) or act.factor < 0:
            opinions[act.product_id] = (act.kind is Kind.DISLIKE) == (act.factor >= 0)
    return frozenset(product_id for product_id, against in opinions.items() if against)


def diversified(
    ranked: NDArray[np.int64],
    scores: NDArray[np.float32],
    catalogue: Catalogue,
    *,
    count: int,
    diversity: float,
) -> NDArray[np.int64]:
    """Maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998) on the product texts.

    `ranked` holds candidate positions, best first, `scores` theirs; the first candidate always stays first.
    """
    pool, relevance = ranked[: _POOL * count], scores[: _POOL * count].astype(np.float64)
    if diversity <= 0 or len(pool) <= 1:
        return ranked[:count]
    spread = relevance.max() - relevance.min()
    relevance = (relevance - relevance.min()) / spread if spread > 0 else np.zeros(len(pool))
    vectors = catalogue.embeddings[pool]
    chosen, likeness = [0], vectors @ vectors[0]
    while len(chosen) < min(count, len(pool)):
        gain = (1 - diversity) * relevance - diversity * likeness
        gain[chosen] = -np.inf
        chosen.append(int(gain.argmax()))
        likeness = np.maximum(likeness, vectors @ vectors[chosen[-1]])
    return pool[chosen]


def _without(
    mask: NDArray[np.bool_], catalogue: Catalogue, products: frozenset[ProductId]
) -> NDArray[np.bool_]:
    positions = [catalogue.columns[each] for each in products if each in catalogue.columns]
    mask[positions] = False
    return mask
