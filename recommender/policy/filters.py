"""What may be shown: the caller's filters, the shop's rules, what the shopper disliked, refused or has."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from core.interactions import Kind, Statement
from core.products import ProductId
from core.rules import Rule
from recommender.policy.exploration import UnderexposedProducts
from recommender.policy.repeats import Repeats
from recommender.policy.rules import Rules
from recommender.policy.wanted import Described
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.products.matching import refused_by
from recommender.query import Query

DIVERSITY = 0.1
"""The most that costs no hits on validation data: Online Retail and Beauty, where 0.2 costs 2 %."""


@dataclass(frozen=True)
class Filters:
    """What the caller allows; own dislikes, refusals and the query's budget are always respected."""

    in_stock: bool = True
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    categories: frozenset[str] = frozenset()  # category paths; whatever stands below them counts
    brands: frozenset[str] = frozenset()
    only: frozenset[ProductId] | None = None  # the hits of a search, say
    exclude: frozenset[ProductId] = frozenset()
    exclude_purchased: bool = True  # except what is bought repeatedly and due again
    hard: tuple[Statement, ...] = ()  # what must hold for products that say anything of it: a size, say
    diversity: float = DIVERSITY  # 0 ranks by score alone, 1 by difference alone
    exploration: float = 0.0  # the share of places for products that few have seen
    one_variant: bool = True  # of products that differ in size or colour alone, one is shown


@dataclass(frozen=True)
class PolicyState:
    """What stands for every request of one snapshot: the shop's rules, and what is known of its products."""

    rules: Rules = field(default_factory=Rules)
    repeats: Repeats | None = None
    seen: NDArray[np.float32] | None = None  # (P,) how many shoppers did something with it
    underexposed: UnderexposedProducts | None = None
    described: Described | None = None

    @classmethod
    def of(
        cls,
        catalog: Catalog,
        *,
        repeats: Repeats | None = None,
        seen: NDArray[np.float32] | None = None,
        rules: Sequence[Rule] = (),
    ) -> "PolicyState":
        """All that takes long, over one catalog; `seen` (P,) is how many shoppers know each product."""
        little = None
        if seen is not None:
            little = UnderexposedProducts.of(catalog.product_ids, seen, available=catalog.available)
        return cls(
            rules=Rules.of(rules, catalog),
            repeats=repeats,
            seen=seen,
            underexposed=little,
            described=Described(catalog),
        )

    def ruled(self, rules: Sequence[Rule], catalog: Catalog) -> "PolicyState":
        """The same under other rules; where they are the ones it stands under, itself."""
        over = self.described.catalog if self.described else None
        if over is catalog and self.rules.rules == tuple(rule for rule in rules if rule.enabled):
            return self
        return replace(self, rules=Rules.of(rules, catalog))

    def aligned(self, alignment: Alignment, catalog: Catalog) -> "PolicyState":
        """The same over another catalog; a new product has been seen by nobody."""
        return PolicyState.of(
            catalog,
            repeats=None if self.repeats is None else self.repeats.aligned(alignment),
            seen=None if self.seen is None else _moved(self.seen, alignment),
            rules=self.rules.rules,
        )


def allowed(catalog: Catalog, filters: Filters) -> NDArray[np.bool_]:
    """Products that the caller's filters let through: (P,)."""
    mask = (catalog.available if filters.in_stock else catalog.listed).copy()
    if filters.min_price is not None:
        mask &= catalog.prices >= float(filters.min_price)
    if filters.max_price is not None:
        mask &= catalog.up_to(filters.max_price)
    if filters.categories:
        mask &= np.any([catalog.within(category) for category in filters.categories], axis=0)
    if filters.brands:
        mask &= _at(catalog, catalog.of_brands(filters.brands))
    if filters.only is not None:
        mask &= _at(catalog, _positions(catalog, filters.only))
    mask[_positions(catalog, filters.exclude)] = False
    return mask


def allowed_for(
    query: Query, catalog: Catalog, filters: Filters, policy_state: PolicyState | None = None
) -> NDArray[np.bool_]:
    """As `allowed`, less what rules hide or the shopper disliked, refused, cannot pay, sees or has: (P,)."""
    policy_state = policy_state or PolicyState()
    mask = allowed(catalog, filters)
    kept = policy_state.rules.in_force(query.placement, query.now).kept
    if kept is not None:
        mask &= kept
    if query.max_price is not None:
        mask &= catalog.up_to(query.max_price)
    for statement in query.statements:
        if not statement.wanted:
            mask[refused_by(catalog, statement)] = False
    if filters.hard:
        described = policy_state.described or Described(catalog)
        mask &= ~described.violating(filters.hard)
    if filters.exclude_purchased:
        repeats = policy_state.repeats or Repeats.none(len(catalog))
        mask[repeats.not_due(query.history, catalog.columns, now=query.now)] = False
    mask[_positions(catalog, disliked(query))] = False
    mask[_positions(catalog, query.context_products)] = False
    return mask


def disliked(query: Query) -> frozenset[ProductId]:
    """Products whose latest like or dislike, or anything said of them, was against them."""
    telling = [
        interaction
        for interaction in query.history
        if interaction.kind in (Kind.LIKE, Kind.DISLIKE) or interaction.factor < 0
    ]
    opinions = {
        interaction.product_id: interaction.kind is Kind.DISLIKE or interaction.factor < 0
        for interaction in sorted(telling, key=lambda interaction: interaction.at)
    }
    return frozenset(product_id for product_id, against in opinions.items() if against)


def _positions(catalog: Catalog, products: Collection[ProductId]) -> list[int]:
    columns = catalog.columns
    return [columns[product_id] for product_id in products if product_id in columns]


def _at(catalog: Catalog, positions: Sequence[int] | NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each product stands at one of the positions: (P,)."""
    mask = np.zeros(len(catalog), dtype=bool)
    mask[positions] = True
    return mask


def _moved(values: NDArray[np.float32], alignment: Alignment) -> NDArray[np.float32]:
    moved = np.zeros(len(alignment.old), dtype=np.float32)
    known = alignment.old >= 0
    moved[known] = values[alignment.old[known]]
    return moved
