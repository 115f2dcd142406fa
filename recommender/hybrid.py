"""The blend of all scorers: score(p) = Σ weight_k · z_k(p), ranked by policy, explained by its terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.products import Product
from core.rules import Rule
from recommender.config import EVERYBODYS, HOME, TrainingConfig
from recommender.embeddings import Encoder
from recommender.policy.arrangement import Arrangement
from recommender.policy.filters import Filters, Standing, allowed_for
from recommender.products.alignment import Alignment
from recommender.products.catalogue import Catalogue
from recommender.products.changes import alignment, changed
from recommender.products.newcomers import kin
from recommender.profile import Profiles
from recommender.query import Query
from recommender.recommendation import Block, Breakdown, Recommendation
from recommender.row import Row
from recommender.scorers.contextual import Countries
from recommender.scorers.popularity import PopularityScorer
from recommender.scorers.said import ASKED, SAID, SEARCHED, SUITED, SearchedScorer, suited
from recommender.scorers.scorer import Scorer
from recommender.shopper import Shopper, read


@dataclass(frozen=True)
class Scored:
    """One shopper's blended scores (P,), and what each scorer's own row was multiplied with."""

    scores: NDArray[np.float32]
    rows: tuple[tuple[str, Row, float], ...]


@dataclass(frozen=True)
class Hybrid:
    """Fitted scorers over one catalogue; `until` is the day (since 1970) of the newest act learned from."""

    scorers: tuple[Scorer, ...]
    catalogue: Catalogue
    config: TrainingConfig
    until: float = 0.0
    standing: Standing = field(default_factory=Standing)
    countries: Countries = field(default_factory=Countries)

    def recommend(
        self, query: Query, *, count: int, filters: Filters | None = None, encode: Encoder | None = None
    ) -> list[Recommendation]:
        """At most `count` products, best first, never one that a filter or the shopper rules out."""
        filters = filters or Filters()
        shopper = read(query, self.catalogue, self.config, encoder=encode, until=self.until)
        weights = self._weights(query, shopper)
        scored = self.scored(shopper, weights, more=self._for_this(query, weights))
        allowed = allowed_for(query, self.catalogue, filters, self.standing)
        shelf = Arrangement(query, self.catalogue, filters, self.standing, scored.scores, allowed)
        return self.explained(scored, shelf.filled(count))

    def ruled(self, rules: Sequence[Rule]) -> "Hybrid":
        """The same under the shop's rules."""
        return replace(self, standing=self.standing.ruled(rules, self.catalogue))

    def blend(self, profiles: Profiles, *, placement: str = "home") -> NDArray[np.float32]:
        """Weighted scores of every product for every row, each scorer standardised over them: (n, P).

        The rows have a past: for those without one `recommend` lets the popular speak, whatever was learned.
        """
        total = np.zeros((len(profiles), len(self.catalogue)), dtype=np.float32)
        weights = self.config.blend(placement)
        for scorer, weight in self._weighted(weights):
            scores = scorer.scores(profiles)
            if scorer.name == SAID:
                total += weights.get(SUITED, 0.0) * scores * np.maximum(total, 0.0)
            factor = weight / spread(scores) if scorer.standardised else np.full(len(profiles), weight)
            total += scores * factor[:, None].astype(np.float32)
        return total

    def scored(
        self, shopper: Shopper, weights: Mapping[str, float], *, more: Sequence[tuple[Scorer, float]] = ()
    ) -> Scored:
        """As `blend`, for one shopper, with `more` scorers that hold for this request only.

        A sparse row touches only the products that it speaks of.
        """
        total = np.zeros(len(self.catalogue), dtype=np.float32)
        rows: list[tuple[str, Row, float]] = []

        def count(name: str, row: Row, factor: float) -> None:
            row.add(total, factor)
            rows.append((name, row, factor))

        for scorer, weight in [*self._weighted(weights), *more]:
            row = scorer.row(shopper)
            if scorer.name == SAID:
                count(SUITED, suited(row, total), weights.get(SUITED, 0.0))
            count(scorer.name, row, weight / row.spread if scorer.standardised else weight)
        return Scored(total, tuple(rows))

    def explained(self, scored: Scored, products: NDArray[np.int64]) -> list[Recommendation]:
        """The `products` as recommendations, each with the exact terms of its score."""
        terms = ((name, row.terms(products), factor) for name, row, factor in scored.rows)
        breakdown = Breakdown(
            tuple(Block(name, each.sources, each.values * factor) for name, each, factor in terms)
        )
        totals = np.broadcast_to(breakdown.totals, len(products)).tolist()
        ids = self.catalogue.product_ids
        return [
            Recommendation(ids[product], total, breakdown, place)
            for place, (product, total) in enumerate(zip(products.tolist(), totals, strict=True))
        ]

    def _weights(self, query: Query, shopper: Shopper) -> Mapping[str, float]:
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
        weight = weights.get(SEARCHED, 0.0)
        return [(SearchedScorer(self.catalogue, query.hits, text), weight)] if query.hits and weight else []

    def _ruling(self, query: Query) -> list[tuple[Scorer, float]]:
        return [(rule, 1.0) for rule in self.standing.rules.scorers(query.placement, query.now)]

    def _there(self, query: Query, weights: Mapping[str, float]) -> list[tuple[Scorer, float]]:
        """What sells in the shopper's country, in the units of what sells everywhere."""
        scorer = self.countries.scorer(query.context.country)
        popular = next((each for each in self.scorers if isinstance(each, PopularityScorer)), None)
        weight = weights.get(popular.name, 0.0) if popular else 0.0
        return [(scorer, weight / popular.spread)] if scorer and popular and weight else []

    def _weighted(self, weights: Mapping[str, float]) -> list[tuple[Scorer, float]]:
        """First what the shopper did: what they asked for builds on it."""
        ordered = sorted(self.scorers, key=lambda scorer: scorer.name in ASKED)
        weighted = [(scorer, weights.get(scorer.name, 0.0)) for scorer in ordered]
        return [(scorer, weight) for scorer, weight in weighted if weight]

    def changed(self, products: Sequence[Product], embeddings: NDArray[np.float32]) -> "Hybrid":
        """With some products (n) added or changed, and all others at the positions they had.

        `embeddings` (n, d) are theirs. A newcomer is recommended by what is known of products like it; one
        that the shop has taken out stays as a source of others' scores and is never recommended.
        """
        catalogue = changed(self.catalogue, products, embeddings)
        return self._over(catalogue, alignment(self.catalogue, catalogue, products))

    def aligned(self, products: Sequence[Product], embeddings: NDArray[np.float32]) -> "Hybrid":
        """The same over today's products: new ones take after others, those removed are gone."""
        catalogue = Catalogue.of(products, embeddings)
        old = np.array([self.catalogue.columns.get(each, -1) for each in catalogue.columns], dtype=np.int64)
        shares = kin(catalogue, np.flatnonzero(old < 0))
        return self._over(catalogue, Alignment(old, len(self.catalogue), shares))

    def _over(self, catalogue: Catalogue, alignment: Alignment) -> "Hybrid":
        scorers = tuple(scorer.aligned(alignment, catalogue) for scorer in self.scorers)
        standing = self.standing.aligned(alignment, catalogue)
        countries = self.countries.aligned(alignment, catalogue)
        return replace(self, scorers=scorers, catalogue=catalogue, standing=standing, countries=countries)


def spread(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """The standard deviation of each row over the products, 1 where all are equal."""
    spread = scores.std(axis=1, dtype=np.float64) if scores.shape[1] else np.ones(len(scores))
    return np.where(spread > 1e-9, spread, 1.0)
