"""One holdout for several models: shoppers as they stood at a moment, and what each chose afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.interactions import Interaction
from recommender.dataset import SECONDS_PER_DAY, Dataset
from recommender.evaluation.choices import widening
from recommender.evaluation.rankings import hits_of, ndcg, ranks
from recommender.hybrid import Hybrid
from recommender.products.catalog import Catalog
from recommender.profile import Profiles

CUTOFF = 10
EXAMINED = 3000
"""More shoppers make a holdout slower and hardly surer: the interval is a hundredth of the spread by then."""
FEWEST_SHOPPERS = 20
"""With fewer shoppers to ask, a figure would say more of them than of the model."""


@dataclass(frozen=True)
class Holdout:
    """`relevant` (n, P) is what each of `shoppers` (n) chose without having touched it in `past`."""

    catalog: Catalog
    shoppers: tuple[str, ...]
    past: tuple[Interaction, ...]
    relevant: csr_array
    day: float  # days since 1970, at the moment between past and future

    @classmethod
    def of(
        cls,
        past: Sequence[Interaction],
        future: Sequence[Interaction],
        catalog: Catalog,
        *,
        fewest: int = FEWEST_SHOPPERS,
        most: int = EXAMINED,
    ) -> "Holdout":
        """Purchases count as choices; where too few bought, carts do as well, and then views.

        Too few are less than `fewest`; of more than `most` some are drawn. Only shoppers with a past are
        asked about: of others a model knows nothing but what is popular.
        """
        known = {interaction.shopper_id for interaction in past}
        for wanted in widening([interaction for interaction in future if interaction.shopper_id in known]):
            holdout = cls._about(wanted, past, catalog, most=most)
            if len(holdout.shoppers) >= fewest:
                break
        return holdout

    @classmethod
    def _about(
        cls,
        wanted: Sequence[Interaction],
        past: Sequence[Interaction],
        catalog: Catalog,
        *,
        most: int,
    ) -> "Holdout":
        names = sorted({interaction.shopper_id for interaction in wanted})
        asked = set(names)
        before = [interaction for interaction in past if interaction.shopper_id in asked]
        relevant = _without(_touched(wanted, catalog, names), _touched(before, catalog, names))
        rows = np.flatnonzero(np.diff(relevant.indptr))
        if len(rows) > most:
            rows = np.sort(np.random.default_rng(0).choice(rows, most, replace=False))
        kept = {names[row] for row in rows}
        return cls(
            catalog=catalog,
            shoppers=tuple(names[row] for row in rows),
            past=tuple(interaction for interaction in before if interaction.shopper_id in kept),
            relevant=relevant[rows],
            day=past[-1].at.timestamp() / SECONDS_PER_DAY if past else 0.0,
        )


def marks(hybrid: Hybrid, holdout: Holdout) -> Mapping[str, NDArray[np.float64]]:
    """How well a model over the holdout's catalog foretold each shopper's choices, by metric: (n,) each.

    Precision divides by 10, recall by all chosen, F1 is their harmonic mean, nDCG is binary with ideal
    length min(10, chosen). Empty where nobody is asked.
    """
    if not holdout.shoppers:
        return {}
    config = hybrid.config
    columns = holdout.catalog.columns
    dataset = Dataset.from_interactions(holdout.past, columns, kinds=config.kinds, shoppers=holdout.shoppers)
    profiles = replace(
        Profiles.from_dataset(dataset, config.memory, day=holdout.day),
        days_since_training=max(0.0, holdout.day - hybrid.until),
    )
    ranked = ranks(hybrid, profiles, _touched(holdout.past, holdout.catalog, holdout.shoppers), count=CUTOFF)
    hits, size = hits_of(ranked, holdout.relevant), np.diff(holdout.relevant.indptr)
    precision, recall = hits.sum(axis=1) / CUTOFF, hits.sum(axis=1) / size
    both = np.where(hits.any(axis=1), precision + recall, 1.0)
    return {
        f"precision@{CUTOFF}": precision,
        f"recall@{CUTOFF}": recall,
        f"f1@{CUTOFF}": 2 * precision * recall / both,
        f"ndcg@{CUTOFF}": ndcg(hits, size, CUTOFF),
    }


def means(found_marks: Mapping[str, NDArray[np.float64]]) -> dict[str, float]:
    """The mean of each metric over the shoppers."""
    return {name: float(values.mean()) for name, values in found_marks.items()}


def _touched(interactions: Sequence[Interaction], catalog: Catalog, names: Sequence[str]) -> csr_array:
    """Whether each shopper (row) did anything with each product."""
    rows = {name: row for row, name in enumerate(names)}
    places = [
        (rows[interaction.shopper_id], catalog.columns[interaction.product_id])
        for interaction in interactions
        if interaction.product_id in catalog.columns
    ]
    at = np.array(sorted(set(places)), dtype=np.int64).reshape(-1, 2)
    shape = (len(names), len(catalog))
    return csr_array((np.ones(len(at), dtype=np.float32), (at[:, 0], at[:, 1])), shape=shape)


def _without(wanted: csr_array, touched: csr_array) -> csr_array:
    left = csr_array(wanted - wanted.multiply(touched))
    left.eliminate_zeros()
    return left
