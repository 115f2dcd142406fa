"""What sells where the shopper is: how much more often a product is bought in that country than everywhere.

Of the contexts tried on real orders only the country helped (benchmarks/contexts.py), not hour, weekday,
month or season.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.dataset import Dataset
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scorers.popularity import HALF_LIFE_DAYS
from recommender.scores import NOBODY, Scores, SparseScores
from recommender.segments.arrivals import FEWEST
from recommender.shopper import ShopperVector

NAME = "country"
DOUBT = 1_000.0
"""So many of everybody's purchases stand against the country's; chosen on Online Retail, validation."""


@dataclass(frozen=True)
class CountryScorer:
    """score = log(1 + n / (DOUBT · share)): n bought in the country, `share` of all that is bought anywhere.

    Added to the logarithm of `share` it ranks as that country's purchases do, shrunk towards everybody's.
    """

    lift: NDArray[np.float32]  # (P,), zero where nobody there bought it
    name: str = NAME
    standardised: bool = False  # in the units of popularity's own logarithm

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """The same row for every profile: (n, P)."""
        return np.broadcast_to(self.lift, (len(profiles), len(self.lift)))

    def row(self, _shopper: ShopperVector) -> Scores:
        """One source, nobody's in particular."""
        return self._row

    def aligned(self, alignment: Alignment, catalog: Catalog) -> "CountryScorer":
        """The lifts moved to another catalog; a new product has none."""
        return replace(self, lift=_moved(self.lift, alignment, len(catalog)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The lifts."""
        return {"lift": self.lift}

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> "CountryScorer":
        """This scorer with lifts from a file."""
        return replace(self, lift=arrays["lift"])

    @cached_property
    def _row(self) -> SparseScores:
        bought = np.flatnonzero(self.lift)
        origins = np.zeros(len(bought), dtype=np.int64)
        return SparseScores.of(NOBODY, origins, bought, self.lift[bought], size=len(self.lift))


@dataclass(frozen=True)
class Countries:
    """Faded purchases by country (c, P), of those that enough shoppers come from, and everywhere (P,)."""

    names: tuple[str, ...] = ()
    counts: csr_array = field(default_factory=lambda: csr_array((0, 0), dtype=np.float32))
    everywhere: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    def scorer(self, country: str) -> CountryScorer | None:
        """The scorer of a country; None where it is not known."""
        return self._scorers.get(country) if country else None

    def aligned(self, alignment: Alignment, catalog: Catalog) -> "Countries":
        """The same over another catalog."""
        if alignment.identity or not self.names:
            return self
        size = len(catalog)
        rows = [_moved(row, alignment, size) for row in self.counts.toarray()]
        counts = csr_array(np.array(rows, dtype=np.float32).reshape(len(self.names), size))
        return Countries(self.names, counts, _moved(self.everywhere, alignment, size))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As plain arrays: names of countries, and sums over their shoppers."""
        return {
            "names": np.array(self.names, dtype=np.str_),
            "everywhere": self.everywhere,
            "data": self.counts.data,
            "indices": self.counts.indices,
            "indptr": self.counts.indptr,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Countries":
        """The inverse of `arrays`."""
        names = tuple(str(name) for name in arrays["names"].tolist())
        parts = (arrays["data"], arrays["indices"], arrays["indptr"])
        counts = csr_array(parts, shape=(len(names), len(arrays["everywhere"])))
        return cls(names, counts, arrays["everywhere"])

    @cached_property
    def _scorers(self) -> Mapping[str, CountryScorer]:
        share = self.everywhere / max(float(self.everywhere.sum()), 1e-9)
        scorers = {}
        for name, row in zip(self.names, self.counts.toarray(), strict=True):
            # `where` keeps 0 / 0 out: what nobody bought has no lift.
            lift = np.log1p(np.divide(row, DOUBT * share, out=np.zeros_like(row), where=row > 0))
            scorers[name] = CountryScorer(lift.astype(np.float32))
        return scorers


def fit(dataset: Dataset, came: Sequence[str]) -> Countries:
    """Count by country; `came` is that of each shopper of the dataset, "" where it is not known."""
    frequent = Counter(country for country in came if country)
    # Of a country of few shoppers the lift would say what these few bought.
    names = tuple(sorted(country for country, count in frequent.items() if count >= FEWEST))
    rows = {country: row for row, country in enumerate(names)}
    row = np.array([rows.get(country, -1) for country in came], dtype=np.int64)[dataset.shopper]
    age = dataset.last_day - dataset.day
    # Faded as popularity is, since the one is added to the other's logarithm.
    weight = np.maximum(dataset.weight, 0.0) * np.exp2(-age / HALF_LIFE_DAYS)
    known = row >= 0
    places = (row[known], dataset.product[known])
    shape = (len(names), dataset.products)
    counts = csr_array((weight[known].astype(np.float32), places), shape=shape)
    everywhere = np.bincount(dataset.product, weights=weight, minlength=dataset.products)
    return Countries(names, counts, everywhere.astype(np.float32))


def _moved(values: NDArray[np.float32], alignment: Alignment, size: int) -> NDArray[np.float32]:
    if not len(values):
        return np.zeros(size, dtype=np.float32)
    return np.where(alignment.old >= 0, values[alignment.old], 0.0).astype(np.float32)
