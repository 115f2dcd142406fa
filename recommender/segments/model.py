"""Segments: groups of shoppers who behave alike, and which one a shopper is in right now.

The model holds centres, scales, names and counts; a shopper is only ever the question that is put to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.query import Query
from recommender.segments.arrivals import Arrivals, signs
from recommender.segments.behaviour import Behaviour, Shelf, behaviour_of
from recommender.segments.naming import title
from recommender.segments.scale import Scale

NAME = "segments"
"""What a model calls the segments that were fitted beside it."""
FEWEST_SHOPPERS = 50
"""With fewer shoppers the groups would be chance."""
FACTS = ("shoppers", "revenue", "carts", "left", "orders")
"""Sums over a segment's shoppers; `carts` are finished sessions with one, `left` those without a purchase."""
VOTE = ("k", "inertia", "silhouette", "davies_bouldin", "elbow", "places")
"""Columns of the vote: `elbow` is how far the inertia lies below the straight line between the ends,
`places` the sum of the places that the three criteria give."""
SURE = 0.5
"""A newcomer is put into a segment only where at least this much speaks for it."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Membership:
    """The segment that a shopper is in, "" where too little speaks for any, and the chance of each."""

    code: str
    probabilities: Mapping[str, float]


@dataclass(frozen=True)
class Portrait:
    """What a marketer sees of a segment; shares are of all shoppers, money is in the shop's currency."""

    code: str
    title: str
    shoppers: int
    share: float
    share_before: float | None  # in the model before; None where that had no such segment
    revenue: float
    revenue_share: float
    abandonment_rate: float | None  # of finished sessions with a cart; None where none
    typical: Behaviour  # the centre
    offset: Behaviour  # the centre, in spreads above or below the mean of all shoppers


@dataclass(frozen=True)
class Choice:
    """How the segments were found, for those who ask why there are so many and whether they last."""

    method: str  # "kmeans" or "dbscan"
    table: Floats  # the vote on k, columns VOTE
    stability: Mapping[str, float]  # adjusted Rand between refits, by method
    counts: Mapping[str, int]  # segments, by method
    noise: float  # share of shoppers that DBSCAN left out


@dataclass(frozen=True)
class Segments:
    """Fitted segments; `softness` is the mean squared distance to the own centre along one dimension."""

    codes: tuple[str, ...]
    centroids: Floats  # (k, F) on the scale
    scale: Scale
    softness: float
    facts: Floats  # (k, FACTS)
    shares_before: Floats  # (k,), NaN where the model before had no such segment
    arrivals: Arrivals
    choice: Choice

    def membership(self, query: Query, shelf: Shelf) -> Membership:
        """Where the shopper who asks belongs, by their history up to `query.now`, else by how they came."""
        if query.history:
            chances = self.probabilities(behaviour_of(query.history, shelf, now=query.now))
        else:
            chances = self.arrivals.probabilities(signs(query.context, query.now))
        best = int(chances.argmax())
        code = self.codes[best] if query.history or chances[best] >= SURE else ""
        return Membership(code, dict(zip(self.codes, chances.tolist(), strict=True)))

    def probabilities(self, own: Behaviour) -> Floats:
        """The chance of each segment (k,): equal spheres around the centres, so the nearest is likeliest."""
        distance = ((self.centroids - self.scale.apply(np.array(own))) ** 2).sum(axis=1)
        chances = np.exp((distance.min() - distance) / (2.0 * self.softness))
        return np.asarray(chances / chances.sum())

    def portraits(self) -> tuple[Portrait, ...]:
        """Every segment as a marketer sees it, the largest first."""
        typical = self.scale.undo(self.centroids)
        total, revenue = self.facts[:, :2].sum(axis=0).tolist()
        portraits = []
        for row, code in enumerate(self.codes):
            facts = dict(zip(FACTS, self.facts[row].tolist(), strict=True))
            before = float(self.shares_before[row])
            portraits.append(
                Portrait(
                    code=code,
                    title=title(code),
                    shoppers=int(facts["shoppers"]),
                    share=facts["shoppers"] / total,
                    share_before=None if np.isnan(before) else before,
                    revenue=facts["revenue"],
                    revenue_share=facts["revenue"] / revenue if revenue else 0.0,
                    abandonment_rate=facts["left"] / facts["carts"] if facts["carts"] else None,
                    typical=Behaviour(*typical[row].tolist()),
                    offset=Behaviour(*self.centroids[row].tolist()),
                )
            )
        return tuple(sorted(portraits, key=lambda portrait: -portrait.shoppers))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As plain arrays, as a model's auxiliary file keeps them."""
        methods = tuple(self.choice.stability)
        return {
            "codes": np.array(self.codes, dtype=np.str_),
            "centroids": self.centroids,
            "softness": np.array(self.softness),
            "facts": self.facts,
            "shares_before": self.shares_before,
            "method": np.array(self.choice.method),
            "table": self.choice.table,
            "methods": np.array(methods, dtype=np.str_),
            "stability": np.array([self.choice.stability[name] for name in methods]),
            "counts": np.array([self.choice.counts[name] for name in methods]),
            "noise": np.array(self.choice.noise),
            **self.scale.arrays(),
            **self.arrivals.arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Segments":
        """The inverse of `arrays`; KeyError or ValueError where they are another version's."""
        scale = Scale.from_arrays(arrays)
        if arrays["centroids"].shape[1:] != scale.centre.shape or len(scale.centre) != len(Behaviour()):
            raise ValueError("these segments were made from other features")
        methods = arrays["methods"].tolist()
        return cls(
            codes=tuple(str(code) for code in arrays["codes"].tolist()),
            centroids=arrays["centroids"],
            scale=scale,
            softness=float(arrays["softness"]),
            facts=arrays["facts"],
            shares_before=arrays["shares_before"],
            arrivals=Arrivals.from_arrays(arrays),
            choice=Choice(
                method=str(arrays["method"]),
                table=arrays["table"],
                stability=dict(zip(methods, arrays["stability"].tolist(), strict=True)),
                counts=dict(zip(methods, arrays["counts"].tolist(), strict=True)),
                noise=float(arrays["noise"]),
            ),
        )
