"""The order of what is shown: pins, one of each variant, variety, and places for the little seen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.policy.diversity import POOL, distinct, diversified
from recommender.policy.exploration import Draw, UnderexposedProducts, explored
from recommender.policy.filters import Filters, PolicyState
from recommender.policy.ranking import best
from recommender.products.catalog import Catalog
from recommender.query import Query

_FEWEST = 50  # candidates that are looked at, at least
_WIDER = 8  # by how much they grow while variants crowd them


@dataclass(frozen=True)
class Reranker:
    """What decides on the order: the whole catalog's `scores` (P,), and who is `allowed` (P,)."""

    query: Query
    catalog: Catalog
    filters: Filters
    policy_state: PolicyState
    scores: NDArray[np.float32]
    allowed: NDArray[np.bool_]

    def filled(self, count: int) -> NDArray[np.int64]:
        """The products for at most `count` places, in their order."""
        pins = self._pinned(count)
        pinned = [*pins.values()]
        taken = self._variants_in_front(pinned)
        pool = self._candidates(count, pinned, taken)
        free = count - len(pins)
        chosen = diversified(
            pool, self.scores[pool], self.catalog, count=free, diversity=self.filters.diversity
        )
        little = self.policy_state.underexposed
        if little is not None and self.filters.exploration > 0:
            chosen = self._explored(chosen, little, taken)
        return _merged(pins, chosen.tolist(), count)

    def _pinned(self, count: int) -> dict[int, int]:
        """Which product stands at which place, by the pins in force: each takes the best it may."""
        pinned: dict[int, int] = {}
        for pin in self.policy_state.rules.in_force(self.query.placement, self.query.now).pins:
            candidates = pin.products[self.allowed[pin.products]]
            candidates = self._not_in_front(candidates, [*pinned.values()])
            place = next((place for place in range(pin.place, count) if place not in pinned), None)
            if place is not None and len(candidates):
                pinned[place] = int(candidates[self.scores[candidates].argmax()])
        return pinned

    def _not_in_front(self, candidates: NDArray[np.int64], pinned: list[int]) -> NDArray[np.int64]:
        """A pin's products less those pinned, and variants of what is pinned or in front of the shopper."""
        free = ~np.isin(candidates, pinned)
        if taken := self._variants_in_front(pinned):
            free &= ~np.isin(self.catalog.variants[candidates], list(taken))
        return candidates[free]

    def _variants_in_front(self, pinned: list[int]) -> frozenset[int]:
        """The groups of variants that stand in front of the shopper already."""
        if not self.filters.one_variant:
            return frozenset()
        columns = self.catalog.columns
        context = [columns[product_id] for product_id in self.query.context_products if product_id in columns]
        return frozenset(self.catalog.variants[[*context, *pinned]].tolist())

    def _candidates(self, count: int, pinned: list[int], taken: frozenset[int]) -> NDArray[np.int64]:
        """The best, without pinned ones and repeated variants; more of them while too few are left."""
        wanted = max(POOL * count, _FEWEST)
        while True:
            ranked = best(self.scores, self.allowed, wanted)
            pool = ranked[~np.isin(ranked, pinned)] if pinned else ranked
            if not self.filters.one_variant:
                return pool
            pool = distinct(pool, self.catalog.variants, taken)
            if len(pool) >= count or len(ranked) < wanted:
                return pool
            wanted *= _WIDER

    def _explored(
        self, chosen: NDArray[np.int64], little: UnderexposedProducts, taken: frozenset[int]
    ) -> NDArray[np.int64]:
        """`chosen` with places for the best suited of the little-seen products of the shopper's day."""
        draw = Draw(self.query.seed, self.query.now)
        places = draw.places(self.filters.exploration, len(chosen))
        if not places:
            return chosen
        window = little.window(draw.number("ring"), places=places)
        window = window[self.allowed[window] & ~np.isin(window, chosen)]
        window = window[np.argsort(-self.scores[window], kind="stable")]
        if self.filters.one_variant:
            variants = self.catalog.variants
            window = distinct(window, variants, taken.union(variants[chosen].tolist()))
        return explored(chosen, window, little=little, draw=draw, places=places)


def _merged(pins: Mapping[int, int], others: list[int], count: int) -> NDArray[np.int64]:
    """Pins at their places, the others around them in their order; a pin beyond the end stands at the end."""
    waiting = iter(others)
    products = (pins[place] if place in pins else next(waiting, None) for place in range(count))
    return np.array([product for product in products if product is not None], dtype=np.int64)
