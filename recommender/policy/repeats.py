"""Which products are bought again and again, and after how many days: learned from everyone's purchases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.dataset import SECONDS_PER_DAY
from recommender.products.alignment import Alignment

LEAST_SHARE = 0.1
"""The least share of a product's buyers who bought it again."""
CAUTION = 10.0
"""How many buyers who did not buy again every product is given, so that a few buyers prove nothing."""
DUE = 0.5
"""A repeat is offered again when this share of the usual interval has passed: people do not wait for us."""


@dataclass(frozen=True)
class Repeats:
    """`interval` (P,) is the usual number of days between two purchases of one shopper; inf: bought once."""

    interval: NDArray[np.float32]

    @classmethod
    def none(cls, products: int) -> "Repeats":
        """Nothing is bought repeatedly."""
        return cls(np.full(products, np.inf, dtype=np.float32))

    def not_due(
        self, history: Iterable[Interaction], columns: Mapping[ProductId, int], *, now: datetime
    ) -> list[int]:
        """The positions of what the shopper bought and is not due to buy again.

        What was bought on several days comes back at the shopper's own interval where that is shorter.
        """
        days: dict[int, list[float]] = {}
        for interaction in history:
            if (
                interaction.kind is Kind.PURCHASE
                and (position := columns.get(interaction.product_id)) is not None
            ):
                days.setdefault(position, []).append((now - interaction.at).total_seconds() / SECONDS_PER_DAY)
        return [
            position
            for position, ago in days.items()
            if min(ago) < DUE * min(float(self.interval[position]), _own_interval(ago))
        ]

    def aligned(self, alignment: Alignment) -> "Repeats":
        """The same over another catalog; a new product has not been bought again yet."""
        if alignment.identity:
            return self
        moved = Repeats.none(len(alignment.old)).interval
        known = alignment.old >= 0
        moved[known] = self.interval[alignment.old[known]]
        return Repeats(moved)


def _own_interval(ago: Sequence[float]) -> float:
    """The mean number of days between purchases, those within a day being one; inf after a single one."""
    distinct: list[float] = []
    for days in sorted(ago):
        if not distinct or days - distinct[-1] >= 1.0:
            distinct.append(days)
    return (distinct[-1] - distinct[0]) / (len(distinct) - 1) if len(distinct) > 1 else np.inf


def fit(
    interactions: Iterable[Interaction],
    columns: Mapping[ProductId, int],
    *,
    least_share: float = LEAST_SHARE,
    caution: float = CAUTION,
) -> Repeats:
    """Learn it from purchases, several of one product on one day being one; the interval is their median."""
    shopper, product, day = _purchases(interactions, columns)
    size = len(columns)
    if not len(shopper):
        return Repeats.none(size)
    rows = np.unique(np.stack((product, shopper, day), axis=1), axis=0)
    first = np.append(True, (np.diff(rows[:, :2], axis=0) != 0).any(axis=1))
    buyers = np.bincount(rows[first, 0], minlength=size)
    again = np.flatnonzero(~first)
    gaps = rows[again, 2] - rows[again - 1, 2]
    pairs = np.unique(rows[again, :2], axis=0)
    repeated = np.bincount(pairs[:, 0], minlength=size)
    regular = (repeated > 0) & (repeated >= least_share * (buyers + caution))
    return Repeats(_medians(rows[again, 0], gaps, np.flatnonzero(regular), size))


def _purchases(
    interactions: Iterable[Interaction], columns: Mapping[ProductId, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    shoppers: dict[str, int] = {}
    purchases = [
        (
            shoppers.setdefault(interaction.shopper_id, len(shoppers)),
            columns[interaction.product_id],
            int(interaction.at.timestamp() // SECONDS_PER_DAY),
        )
        for interaction in interactions
        if interaction.kind is Kind.PURCHASE and interaction.product_id in columns
    ]
    shopper, product, day = np.array(purchases, dtype=np.int64).reshape(-1, 3).T
    return shopper, product, day


def _medians(
    products: NDArray[np.int64], gaps: NDArray[np.int64], wanted: NDArray[np.int64], size: int
) -> NDArray[np.float32]:
    """The median gap of each of the `wanted` products, inf for the rest."""
    order = np.lexsort((gaps, products))
    products, gaps = products[order], gaps[order]
    start, stop = np.searchsorted(products, wanted), np.searchsorted(products, wanted, side="right")
    # Of an even number the mean of the middle two, which of an odd number are the same.
    middle = (gaps[(start + stop - 1) // 2] + gaps[(start + stop) // 2]) / 2
    interval = np.full(size, np.inf, dtype=np.float32)
    interval[wanted] = middle
    return interval
