"""When nothing is left of what was asked for: what is given up, in a stated order, so that it can be said."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from recommender.policy.filters import Filters, PolicyState, allowed_for
from recommender.policy.wanted import name_of
from recommender.products.catalog import Catalog
from recommender.query import Query

PRICE = "price"
ORDER = ("style", "occasion", "material", "brand", "colour", PRICE, "for", "size", "waist", "shoe size")
"""What is given up first comes first; stock, dislikes, refusals and the shop's rules never are."""
DEARER = 1.25
"""Beyond the shopper's budget, what costs at most so many times the cheapest that is left is shown."""


@dataclass(frozen=True)
class Settled:
    """A query and filters that leave something where anything does, and what was given up for it."""

    query: Query
    filters: Filters
    given_up: tuple[str, ...] = ()

    def without(self, names: Collection[str]) -> "Settled":
        """The same without some of what the shopper asked for."""
        kept = tuple(statement for statement in self.filters.hard if name_of(statement) not in names)
        query, filters = self.query, replace(self.filters, hard=kept)
        if PRICE in names:
            query, filters = replace(query, max_price=None), replace(filters, max_price=None)
        return Settled(query, filters, tuple(name for name in ORDER if name in names))

    def left(self, catalog: Catalog, policy_state: PolicyState | None) -> NDArray[np.bool_]:
        """What may be shown: (P,)."""
        return allowed_for(self.query, catalog, self.filters, policy_state)


def settle(
    query: Query, catalog: Catalog, filters: Filters, policy_state: PolicyState | None = None
) -> Settled:
    """Give up what the shopper asked for, one thing after the other in `ORDER`, until something is left.

    What need not be given up after all is kept. Where nothing helps nothing is given up: the list is empty.
    """
    whole = Settled(query, filters)
    asked = [name for name in ORDER if name in _asked(query, filters)]
    for count in range(len(asked) + 1):
        given_up = asked[:count]
        if whole.without(given_up).left(catalog, policy_state).any():
            for name in reversed(asked[: max(count - 1, 0)]):
                fewer = [other for other in given_up if other != name]
                if whole.without(fewer).left(catalog, policy_state).any():
                    given_up = fewer
            return _near(whole.without(given_up), catalog, policy_state)
    return whole


def _asked(query: Query, filters: Filters) -> set[str]:
    asked = {name_of(statement) for statement in filters.hard}
    return asked | ({PRICE} if (query.max_price, filters.max_price) != (None, None) else set())


def _near(settled: Settled, catalog: Catalog, policy_state: PolicyState | None) -> Settled:
    """Where the shopper's budget was given up: the cheapest that is left, and what costs little more."""
    if PRICE not in settled.given_up:
        return settled
    cheapest = float(catalog.prices[settled.left(catalog, policy_state)].min())
    limit = Decimal(str(round(cheapest * DEARER, 2)))
    return replace(settled, filters=replace(settled.filters, max_price=limit))
