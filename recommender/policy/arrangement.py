"""The order in which she sees them: pins, one of each variant, variety, and places for the little seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.policy.diversity import distinct, diversified
from recommender.policy.exploration import Draw, LittleSeen, explored
from recommender.policy.filters import Filters, Standing
from recommender.products.catalogue import Catalogue
from recommender.query import Query

_POOL = 5  # candidates for each place, that variety may choose from
_WIDER = 8  # by how much the pool grows while variants crowd it


@dataclass(frozen=True)
class Arrangement:
    """How many places there are, who may fill them (P,), and what else holds."""

    count: int
    allowed: NDArray[np.bool_]
    filters: Filters
    standing: Standing


def arranged(
    ranked: NDArray[np.int64],
    scores: NDArray[np.float32],
    catalogue: Catalogue,
    *,
    query: Query,
    terms: Arrangement,
) -> NDArray[np.int64]:
    """The final positions, best first, at most `terms.count`.

    `ranked` holds the best allowed positions, best first; `scores` (P,) are those of the whole catalogue:
    pins and little-seen products need not be among the best.
    """
    pins = _pinned(scores, query, terms)
    taken = _groups(catalogue, query, [*pins.values()]) if terms.filters.one_variant else frozenset()
    free = terms.count - len(pins)
    pool = _pool(ranked, scores, catalogue, terms=terms, taken=taken, pinned=list(pins.values()))
    chosen = diversified(pool, scores[pool], catalogue, count=free, diversity=terms.filters.diversity)
    little = terms.standing.little_seen
    if little is not None and terms.filters.exploration > 0:
        chosen = _explored(chosen, scores, catalogue, little=little, query=query, terms=terms, taken=taken)
    return _merged(pins, chosen.tolist(), terms.count)


def _pinned(scores: NDArray[np.float32], query: Query, terms: Arrangement) -> dict[int, int]:
    """Which product stands at which place, by the pins in force: each takes the best it may."""
    found: dict[int, int] = {}
    for pin in terms.standing.rules.in_force(query.placement, query.now).pins:
        candidates = pin.products[terms.allowed[pin.products]]
        candidates = candidates[~np.isin(candidates, list(found.values()))]
        place = next((each for each in range(pin.place, terms.count) if each not in found), None)
        if place is not None and len(candidates):
            found[place] = int(candidates[scores[candidates].argmax()])
    return found


def _groups(catalogue: Catalogue, query: Query, pinned: Sequence[int]) -> frozenset[int]:
    """The groups of variants that stand in front of her already."""
    columns = catalogue.columns
    context = [columns[each] for each in query.context_products if each in columns]
    return frozenset(catalogue.variants[[*context, *pinned]].tolist())


def _pool(
    ranked: NDArray[np.int64],
    scores: NDArray[np.float32],
    catalogue: Catalogue,
    *,
    terms: Arrangement,
    taken: frozenset[int],
    pinned: list[int],
) -> NDArray[np.int64]:
    """The best candidates, without pinned ones and repeated variants; more of them while too few are left."""
    while True:
        pool = ranked[~np.isin(ranked, pinned)] if pinned else ranked
        if not terms.filters.one_variant:
            return pool
        pool = distinct(pool, catalogue.variants, taken)
        if len(pool) >= terms.count or not len(ranked):
            return pool
        wider = _best(scores, terms.allowed, _WIDER * len(ranked))
        if len(wider) <= len(ranked):
            return pool
        ranked = wider


def _best(scores: NDArray[np.float32], allowed: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    candidates = np.flatnonzero(allowed)
    own = scores[candidates]
    if len(candidates) > count:
        kept = np.argpartition(-own, count - 1)[:count]
        candidates, own = candidates[kept], own[kept]
    return candidates[np.lexsort((candidates, -own))]


def _explored(
    chosen: NDArray[np.int64],
    scores: NDArray[np.float32],
    catalogue: Catalogue,
    *,
    little: LittleSeen,
    query: Query,
    terms: Arrangement,
    taken: frozenset[int],
) -> NDArray[np.int64]:
    """`chosen` with places for the little-seen products that suit her best among those of her day."""
    draw = Draw(query.seed, query.now)
    places = draw.places(terms.filters.exploration, len(chosen))
    if not places:
        return chosen
    window = little.window(draw.number("ring"), places=places)
    window = window[terms.allowed[window] & ~np.isin(window, chosen)]
    window = window[np.argsort(-scores[window], kind="stable")]
    if terms.filters.one_variant:
        window = distinct(window, catalogue.variants, taken.union(catalogue.variants[chosen].tolist()))
    return explored(chosen, window, little=little, draw=draw, places=places)


def _merged(pins: dict[int, int], others: list[int], count: int) -> NDArray[np.int64]:
    """Pins at their places, the others around them in their order; a pin beyond the end stands at the end."""
    waiting = iter(others)
    found = (pins[place] if place in pins else next(waiting, None) for place in range(count))
    return np.array([product for product in found if product is not None], dtype=np.int64)
