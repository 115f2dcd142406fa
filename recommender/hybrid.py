"""The blend of all scorers: score(p) = Σ weight_k · z_k(p), ranked by policy, explained by its terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.products import Product
from core.rules import Rule
from recommender.config import EVERYBODYS, HOME, TrainingConfig
from recommender.embeddings import Encoder
from recommender.policy.filters import Filters, PolicyState, allowed_for
from recommender.policy.reranker import Reranker
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.products.changes import alignment, changed
from recommender.products.cold_start import neighbours
from recommender.profile import Profiles
from recommender.query import Query
from recommender.recommendation import Block, Breakdown, Recommendation
from recommender.scorers.contextual import Countries
from recommender.scorers.popularity import PopularityScorer
from recommender.scorers.scorer import Scorer
from recommender.scorers.statements import (
    ASKED,
    ATTRIBUTE_MATCH,
    PERSONALISED_MATCH,
    QUERY_MATCH,
    QueryMatchScorer,
    suited,
)
from recommender.scores import Scores
from recommender.shopper import ShopperVector, read


@dataclass(frozen=True)
class Scored:
    """One shopper's blended scores (P,), and what each scorer's own row was multiplied with."""

    scores: NDArray[np.float32]
    rows: tuple[tuple[str, Scores, float], ...]


@dataclass(frozen=True)
class Hybrid:
    """Fitted scorers over one catalog; `until` is the day (since 1970) of the newest it learned from."""

    scorers: tuple[Scorer, ...]
    catalog: Catalog
    config: TrainingConfig
    until: float = 0.0
    policy_state: PolicyState = field(default_factory=PolicyState)
    countries: Countries = field(default_factory=Countries)

    def recommend(
        self, query: Query, *, count: int, filters: Filters | None = None, encode: Encoder | None = None
    ) -> list[Recommendation]:
        """At most `count` products, best first, never one that a filter or the shopper rules out."""
        filters = filters or Filters()
        shopper = read(query, self.catalog, self.config, encoder=encode, until=self.until)
        weights = self._weights(query, shopper)
        scored = self.scored(shopper, weights, more=self._for_this(query, weights))
        allowed = allowed_for(query, self.catalog, filters, self.policy_state)
        shelf = Reranker(query, self.catalog, filters, self.policy_state, scored.scores, allowed)
        return self.explained(scored, shelf.filled(count))

    def ruled(self, rules: Sequence[Rule]) -> "Hybrid":
        """The same under the shop's rules."""
        return replace(self, policy_state=self.policy_state.ruled(rules, self.catalog))

    def blend(self, profiles: Profiles, *, placement: str = "home") -> NDArray[np.float32]:
        """Weighted scores of every product for every row, each scorer standardised over them: (n, P).

        The rows have a past: for those without one `recommend` lets the popular speak, whatever was learned.
        """
        total = np.zeros((len(profiles), len(self.catalog)), dtype=np.float32)
        weights = self.config.blend(placement)
        for scorer, weight in self._weighted(weights):
            scores = scorer.scores(profiles)
            if scorer.name == ATTRIBUTE_MATCH:
                # Times what is there so far: a wish lifts what suits the shopper, and nothing that does not.
                total += weights.get(PERSONALISED_MATCH, 0.0) * scores * np.maximum(total, 0.0)
            factor = (
                weight / standard_deviation(scores) if scorer.standardised else np.full(len(profiles), weight)
            )
            total += scores * factor[:, None].astype(np.float32)
        return total

    def scored(
        self,
        shopper: ShopperVector,
        weights: Mapping[str, float],
        *,
        more: Sequence[tuple[Scorer, float]] = (),
    ) -> Scored:
        """As `blend`, for one shopper, with `more` scorers that hold for this request only.

        A sparse row touches only the products that it speaks of.
        """
        total = np.zeros(len(self.catalog), dtype=np.float32)
        rows: list[tuple[str, Scores, float]] = []

        def count(name: str, row: Scores, factor: float) -> None:
            row.add(total, factor)
            rows.append((name, row, factor))

        for scorer, weight in [*self._weighted(weights), *more]:
            row = scorer.row(shopper)
            if scorer.name == ATTRIBUTE_MATCH:
                count(PERSONALISED_MATCH, suited(row, total), weights.get(PERSONALISED_MATCH, 0.0))
            count(scorer.name, row, weight / row.standard_deviation if scorer.standardised else weight)
        return Scored(total, tuple(rows))

    def explained(self, scored: Scored, products: NDArray[np.int64]) -> list[Recommendation]:
        """The `products` as recommendations, each with the exact terms of its score."""
        terms = ((name, row.terms(products), factor) for name, row, factor in scored.rows)
        breakdown = Breakdown(
            tuple(Block(name, own.sources, own.values * factor) for name, own, factor in terms)
        )
        totals = np.broadcast_to(breakdown.totals, len(products)).tolist()
        ids = self.catalog.product_ids
        return [
            Recommendation(ids[product], total, breakdown, place)
            for place, (product, total) in enumerate(zip(products.tolist(), totals, strict=True))
        ]

    def _weights(self, query: Query, shopper: ShopperVector) -> Mapping[str, float]:
        """Those of the placement and segment; of somebody who has done nothing at least the popular speak.

        Weights are learned from those who came back, for whom what is popular may say nothing.
        """
        weights = self.config.blend(query.placement, query.segment)
        if len(shopper.products) or any(weights.get(name) for name in EVERYBODYS):
            return weights
        return {**weights, **{name: HOME[name] for name in EVERYBODYS}}

    def _for_this(self, query: Query, weights: Mapping[str, float]) -> list[tuple[Scorer, float]]:
        """The scorers that hold for one request only."""
        return [
            *self._searched(query, weights),
            *self._ruling(query),
            *self._there(query, weights),
        ]

    def _searched(self, query: Query, weights: Mapping[str, float]) -> list[tuple[Scorer, float]]:
        """What the search says of the question; without it a colour would outweigh all its other words."""
        text = " ".join(query.said_texts)
        weight = weights.get(QUERY_MATCH, 0.0)
        return [(QueryMatchScorer(self.catalog, query.hits, text), weight)] if query.hits and weight else []

    def _ruling(self, query: Query) -> list[tuple[Scorer, float]]:
        return [(rule, 1.0) for rule in self.policy_state.rules.scorers(query.placement, query.now)]

    def _there(self, query: Query, weights: Mapping[str, float]) -> list[tuple[Scorer, float]]:
        """What sells in the shopper's country, in the units of what sells everywhere."""
        scorer = self.countries.scorer(query.context.country)
        popular = next(
            (candidate for candidate in self.scorers if isinstance(candidate, PopularityScorer)), None
        )
        weight = weights.get(popular.name, 0.0) if popular else 0.0
        # Divided by popularity's spread, not by its own: the two logarithms add up only in the same unit.
        return [(scorer, weight / popular.standard_deviation)] if scorer and popular and weight else []

    def _weighted(self, weights: Mapping[str, float]) -> list[tuple[Scorer, float]]:
        """First what the shopper did: what they asked for builds on it."""
        # `sorted` is stable: within the two groups the order stays, and with it the floating-point sum.
        ordered = sorted(self.scorers, key=lambda scorer: scorer.name in ASKED)
        weighted = [(scorer, weights.get(scorer.name, 0.0)) for scorer in ordered]
        return [(scorer, weight) for scorer, weight in weighted if weight]

    def changed(self, products: Sequence[Product], embeddings: NDArray[np.float32]) -> "Hybrid":
        """With some products (n) added or changed, and all others at the positions they had.

        `embeddings` (n, d) are theirs. A newcomer is recommended by what is known of products like it; one
        that the shop has taken out stays as a source of others' scores and is never recommended.
        """
        catalog = changed(self.catalog, products, embeddings)
        return self._over(catalog, alignment(self.catalog, catalog, products))

    def aligned(self, products: Sequence[Product], embeddings: NDArray[np.float32]) -> "Hybrid":
        """The same over today's products: new ones take after others, those removed are gone."""
        catalog = Catalog.of(products, embeddings)
        old = np.array(
            [self.catalog.columns.get(product_id, -1) for product_id in catalog.columns], dtype=np.int64
        )
        # Position in the catalog that was, -1 for what is new in this one.
        shares = neighbours(catalog, np.flatnonzero(old < 0))
        return self._over(catalog, Alignment(old, len(self.catalog), shares))

    def _over(self, catalog: Catalog, alignment: Alignment) -> "Hybrid":
        scorers = tuple(scorer.aligned(alignment, catalog) for scorer in self.scorers)
        policy_state = self.policy_state.aligned(alignment, catalog)
        countries = self.countries.aligned(alignment, catalog)
        return replace(self, scorers=scorers, catalog=catalog, policy_state=policy_state, countries=countries)


def standard_deviation(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """The standard deviation of each row over the products, 1 where all are equal."""
    standard_deviation = scores.std(axis=1, dtype=np.float64) if scores.shape[1] else np.ones(len(scores))
    return np.where(standard_deviation > 1e-9, standard_deviation, 1.0)
