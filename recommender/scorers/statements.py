"""What was said: products that match it by word, products that mean something like it, and cheaper ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.interactions import Statement
from core.products import ProductId
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.products.matching import matches
from recommender.profile import Profiles
from recommender.scores import (
    NOBODY,
    DenseScores,
    Scores,
    Silent,
    Source,
    SparseScores,
    Terms,
    standard_deviation,
)
from recommender.shopper import ShopperVector
from recommender.stated_preferences import StatedPreference

ATTRIBUTE_MATCH, SEMANTIC_MATCH, PRICE, PERSONALISED_MATCH, QUERY_MATCH = (
    "attribute_match",
    "semantic_match",
    "price",
    "personalised_match",
    "query_match",
)
ASKED = (ATTRIBUTE_MATCH, SEMANTIC_MATCH, PRICE)
"""The scorers that read what the shopper said; all others read what the shopper and everybody did."""


@dataclass(frozen=True)
class _CatalogScorer:
    """A scorer that learns nothing: the catalog and the shopper say it all."""

    catalog: Catalog

    def aligned(self, _: Alignment, catalog: Catalog) -> Self:
        """The same over another catalog."""
        return replace(self, catalog=catalog)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing."""
        return {}

    def restored(self, _: Mapping[str, NDArray[Any]]) -> Self:
        """Itself: nothing was stored."""
        return self


@dataclass(frozen=True)
class AttributeMatchScorer(_CatalogScorer):
    """Adds up the word-by-word matches of what the shopper wants; refusals are the policy's, not a score."""

    name: str = ATTRIBUTE_MATCH
    standardised: bool = True

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """Matches of each row's statements, summed: (n, P)."""
        totals = np.zeros((len(profiles), len(self.catalog)), dtype=np.float32)
        for row, wishes in enumerate(profiles.wishes):
            for _, statement in _wanted(wishes):
                totals[row] += matches(self.catalog, statement)
        return totals

    def row(self, shopper: ShopperVector) -> Scores:
        """One source for each statement."""
        stated = _wanted(shopper.wishes)
        if not stated:
            return Silent()
        rows = [matches(self.catalog, statement) for _, statement in stated]
        meeting = [np.flatnonzero(row) for row in rows]
        return SparseScores.of(
            tuple(Source(name) for name, _ in stated),
            np.repeat(np.arange(len(rows)), [len(products) for products in meeting]),
            np.concatenate(meeting),
            np.concatenate([row[products] for row, products in zip(rows, meeting, strict=True)]),
            size=len(self.catalog),
        )


@dataclass(frozen=True)
class SemanticMatchScorer(_CatalogScorer):
    """Cosine of all the shopper said with every product's text, less that of the average product."""

    name: str = SEMANTIC_MATCH
    standardised: bool = True

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """Cosines summed over each row's wishes: (n, P)."""
        totals = np.zeros((len(profiles), len(self.catalog)), dtype=np.float32)
        for row, wishes in enumerate(profiles.wishes):
            vectors = [wish.vector for wish in wishes if wish.vector is not None]
            if vectors:
                whole = np.sum(vectors, axis=0)
                totals[row] = self._compared(whole)
        return totals

    def row(self, shopper: ShopperVector) -> Scores:
        """One source for each thing the shopper said."""
        read = [(wish.source, wish.vector) for wish in shopper.wishes if wish.vector is not None]
        if not read:
            return Silent()
        vectors = np.stack([vector for _, vector in read])
        whole = vectors.sum(axis=0)
        values = self._compared(whole)

        def terms(products: NDArray[np.int64]) -> Terms:
            relative = self.catalog.embeddings[products] - self.catalog.centre
            relative[~self.catalog.encoded[products]] = 0.0
            return Terms(tuple(Source(name) for name, _ in read), (vectors @ relative.T).astype(np.float64))

        return DenseScores(values, standard_deviation(values), terms)

    def _compared(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Every product's cosine less the average one's, 0 for a text that waits for the encoder: (P,)."""
        relative = self.catalog.embeddings @ vector - self.catalog.centre @ vector
        return np.where(self.catalog.encoded, relative, np.float32(0.0))


@dataclass(frozen=True)
class PriceScorer(_CatalogScorer):
    """Who said that it costs too much sees what is cheap within its category first."""

    name: str = PRICE
    standardised: bool = False  # its size is how much the shopper minds

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """Sensitivity times cheapness: (n, P)."""
        return np.outer(profiles.sensitivity, self.catalog.cheapness).astype(np.float32)

    def row(self, shopper: ShopperVector) -> Scores:
        """One source, the shopper's sensitivity."""
        if not shopper.price_sensitivity:
            return Silent()
        values = np.float32(shopper.price_sensitivity) * self.catalog.cheapness
        return DenseScores(
            values, 1.0, lambda products: Terms(NOBODY, values[None, products].astype(np.float64))
        )


@dataclass(frozen=True)
class QueryMatchScorer(_CatalogScorer):
    """What a search scored (0–1) for the shopper's words; made for one request."""

    hits: Mapping[ProductId, float] = field(default_factory=dict)
    text: str = ""
    name: str = QUERY_MATCH
    standardised: bool = False  # few are found, and how many must not decide what one is worth

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """The same row for every profile: (n, P)."""
        return np.broadcast_to(self._found.sums, (len(profiles), len(self.catalog)))

    def row(self, _: ShopperVector) -> Scores:
        """One source, the shopper's words."""
        return self._found

    @property
    def _found(self) -> SparseScores:
        columns = self.catalog.columns
        hits = {columns[product]: score for product, score in self.hits.items() if product in columns}
        return SparseScores.of(
            (Source(self.text),),
            np.zeros(len(hits), dtype=np.int64),
            np.array([*hits], dtype=np.int64),
            np.array([*hits.values()], dtype=np.float32),
            size=len(self.catalog),
        )


def suited(asked: Scores, suits: NDArray[np.float32]) -> Scores:
    """What is asked for, as far as it `suits` (P,) them: an `AttributeMatchScorer`'s row times that.

    A wish for blue things is no wish for blue things of every kind: it chooses among what suits the shopper.
    """
    return asked.times(np.maximum(suits, 0.0)) if isinstance(asked, SparseScores) else asked


def _wanted(wishes: tuple[StatedPreference, ...]) -> list[tuple[str, Statement]]:
    return [(wish.source, wish.statement) for wish in wishes if wish.wanted and wish.statement]
