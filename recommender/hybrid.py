"""The blend of all scorers: score(p) = Σ weight_k · z_k(p), ranked by policy, explained by its terms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

import numpy as np
from numpy.typing import NDArray

from core.products import Product, ProductId
from recommender.catalogue import Catalogue
from recommender.config import TrainingConfig
from recommender.embeddings import Encoder
from recommender.itemitem import Alignment
from recommender.policy import Filters, allowed_for, diversified
from recommender.profile import Profiles, profile
from recommender.query import Query
from recommender.recommendation import Contribution, Recommendation
from recommender.scorer import Scorer

_POOL = 50  # candidates that diversity may choose from, at least


@dataclass(frozen=True)
class Blend:
    """The blended scores (n, P), and what each scorer's own scores were multiplied with: (n,) each."""

    scores: NDArray[np.float32]
    factors: tuple[tuple[Scorer, NDArray[np.float64]], ...]


@dataclass(frozen=True)
class Hybrid:
    """Fitted scorers over one catalogue; `until` is the day (since 1970) of the newest act learned from."""

    scorers: tuple[Scorer, ...]
    catalogue: Catalogue
    config: TrainingConfig
    until: float = 0.0

    def recommend(
        self, query: Query, *, count: int, filters: Filters | None = None, encode: Encoder | None = None
    ) -> list[Recommendation]:
        """At most `count` products, best first, never one that a filter or the shopper rules out."""
        filters = filters or Filters()
        shopper = profile(query, self.catalogue, self.config, encoder=encode, until=self.until)
        blend = self.blend(shopper, placement=query.placement)
        scores = blend.scores[0]
        candidates = np.flatnonzero(allowed_for(query, self.catalogue, filters))
        ranked = best(scores, candidates, max(5 * count, _POOL))
        chosen = diversified(ranked, scores[ranked], self.catalogue, count=count, diversity=filters.diversity)
        return self.explained(shopper, chosen, blend)

    def similar(
        self, product_id: ProductId, count: int, filters: Filters | None = None
    ) -> list[Recommendation]:
        """Products that go with one product, whoever asks."""
        query = Query(context_products=(product_id,), placement="product")
        return self.recommend(query, count=count, filters=filters)

    def blend(self, profiles: Profiles, *, placement: str = "home") -> Blend:
        """Score every product for every row, each scorer standardised over the products and weighted."""
        weights = self.config.blend(placement)
        total = np.zeros((len(profiles), len(self.catalogue)), dtype=np.float32)
        factors = []
        for scorer in self.scorers:
            weight = weights.get(scorer.name, 0.0)
            if weight:
                scores = scorer.scores(profiles)
                factor = weight / spread(scores) if scorer.standardised else np.full(len(profiles), weight)
                total += scores * factor[:, None].astype(np.float32)
                factors.append((scorer, factor))
        return Blend(total, tuple(factors))

    def explained(
        self, profiles: Profiles, products: NDArray[np.int64], blend: Blend
    ) -> list[Recommendation]:
        """The first row's `products` as recommendations, each with the exact terms of its score."""
        found: list[list[Contribution]] = [[] for _ in products]
        for scorer, factor in blend.factors:
            terms = scorer.terms(profiles, products)
            for source, row in zip(terms.sources, (terms.values * factor[0]).tolist(), strict=True):
                for parts, value in zip(found, row, strict=True):
                    if value:
                        parts.append(Contribution(scorer.name, source.name, value, source.act))
        ids = self.catalogue.product_ids
        return [
            Recommendation(ids[product], fsum(part.value for part in parts), tuple(parts))
            for product, parts in zip(products.tolist(), found, strict=True)
        ]

    def aligned(self, products: Sequence[Product], embeddings: NDArray[np.float32]) -> "Hybrid":
        """The same relations over today's products: new ones by text and words alone, removed ones gone."""
        catalogue = Catalogue.of(products, embeddings, previous=self.catalogue)
        old = np.array([self.catalogue.columns.get(each, -1) for each in catalogue.columns], dtype=np.int64)
        alignment = Alignment(old, len(self.catalogue))
        scorers = tuple(scorer.aligned(alignment, catalogue) for scorer in self.scorers)
        return replace(self, scorers=scorers, catalogue=catalogue)


def best(scores: NDArray[np.float32], candidates: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The `count` candidates with the greatest scores, best first; ties in catalogue order."""
    own = scores[candidates]
    if count < len(candidates):
        threshold = np.partition(own, len(own) - count)[len(own) - count]
        kept = own >= threshold
        candidates, own = candidates[kept], own[kept]
    return candidates[np.argsort(-own, kind="stable")[:count]]


def spread(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """The standard deviation of each row over the products, 1 where all are equal."""
    spread = scores.std(axis=1, dtype=np.float64) if scores.shape[1] else np.ones(len(scores))
    return np.where(spread > 1e-9, spread, 1.0)
