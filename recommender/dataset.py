"""Interactions as columns: one row per shopper and product in time order, what every scorer is fitted on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.config import KIND_WEIGHTS

KINDS = tuple(Kind)
SECONDS_PER_DAY = 86_400.0
# The latest interaction in a slot counts and the slots add up: a cart taken back, a like taken back.
SLOTS = {
    Kind.VIEW: 0,
    Kind.CLICK: 0,
    Kind.CART: 1,
    Kind.REMOVE: 1,
    Kind.PURCHASE: 2,
    Kind.LIKE: 3,
    Kind.DISLIKE: 3,
}
_SLOT_COUNT = 4
_ROW = np.dtype(
    [("shopper", "i4"), ("product", "i4"), ("kind", "i1"), ("weight", "f4"), ("day", "f8"), ("times", "f4")]
)


@dataclass(frozen=True)
class Dataset:
    """Columns of equal length, sorted by shopper, then time; shoppers are row numbers, never ids."""

    shoppers: int
    products: int
    shopper: NDArray[np.int32]
    product: NDArray[np.int32]
    weight: NDArray[np.float32]  # signed: what was done, times what the shopper said of it
    day: NDArray[np.float64]  # of the shopper's latest interaction with it, in days since 1970
    kind: NDArray[np.int8]  # the interaction that weighs most, as a position in KINDS
    times: NDArray[np.float32]  # at how many moments the shopper bought it, at least 1

    @classmethod
    def from_interactions(
        cls,
        interactions: Iterable[Interaction],
        columns: Mapping[ProductId, int],
        *,
        kinds: Mapping[Kind, float] = KIND_WEIGHTS,
        shoppers: Sequence[str] = (),
    ) -> "Dataset":
        """Read the interactions whose product has a column; `shoppers` come first in the row numbers."""
        rows = {shopper_id: row for row, shopper_id in enumerate(shoppers)}
        table = np.fromiter(_coded(interactions, columns, kinds=kinds, rows=rows), dtype=_ROW)
        table["times"] = _times_bought(table, len(columns))
        table = _added_up(_latest_of_each_slot(table, len(columns)), len(columns))
        table = table[np.lexsort((table["day"], table["shopper"]))]
        fields = ("shopper", "product", "weight", "day", "kind", "times")
        return cls(len(rows), len(columns), *(np.ascontiguousarray(table[name]) for name in fields))

    @property
    def matrix(self) -> csr_array:
        """Signed weights, shoppers by products."""
        return csr_array((self.weight, (self.shopper, self.product)), shape=(self.shoppers, self.products))

    @property
    def steps_back(self) -> NDArray[np.int64]:
        """How many products the same shopper touched after this one."""
        ends = np.searchsorted(self.shopper, self.shopper, side="right")
        return np.asarray(ends - 1 - np.arange(len(self.shopper)), dtype=np.int64)

    @property
    def moments_back(self) -> NDArray[np.int64]:
        """At how many later moments the same shopper touched anything; a basket is one moment."""
        if not len(self.day):
            return np.zeros(0, dtype=np.int64)
        moment = np.cumsum(np.append(True, (np.diff(self.day) != 0) | (np.diff(self.shopper) != 0)))
        newest = moment[np.searchsorted(self.shopper, self.shopper, side="right") - 1]
        return np.asarray(newest - moment, dtype=np.int64)

    def latest(self, count: int) -> "Dataset":
        """Without what lies more than `count` products back in a shopper's past."""
        kept = self.steps_back < count
        if kept.all():
            return self
        return replace(
            self,
            shopper=self.shopper[kept],
            product=self.product[kept],
            weight=self.weight[kept],
            day=self.day[kept],
            kind=self.kind[kept],
            times=self.times[kept],
        )

    def faded(self, half_life_days: float) -> "Dataset":
        """The same with every weight halved for each `half_life_days` of its age."""
        age = self.last_day - self.day
        return replace(self, weight=(self.weight * np.exp2(-age / half_life_days)).astype(np.float32))

    @property
    def last_day(self) -> float:
        """The day of the newest interaction, 0 where there is none."""
        return float(self.day.max()) if len(self.day) else 0.0


def weighed(interaction: Interaction, kinds: Mapping[Kind, float]) -> float:
    """What an interaction is worth: a word against the product turns an interest round, never a refusal."""
    weight = kinds[interaction.kind]
    return weight * (interaction.factor if weight > 0 else abs(interaction.factor))


def _coded(
    interactions: Iterable[Interaction],
    columns: Mapping[ProductId, int],
    *,
    kinds: Mapping[Kind, float],
    rows: dict[str, int],
) -> Iterator[tuple[int, int, int, float, float, float]]:
    codes = {kind: code for code, kind in enumerate(KINDS)}
    for interaction in interactions:
        column = columns.get(interaction.product_id)
        if column is not None:
            row = rows.setdefault(interaction.shopper_id, len(rows))
            yield (
                row,
                column,
                codes[interaction.kind],
                weighed(interaction, kinds),
                interaction.at.timestamp() / SECONDS_PER_DAY,
                1.0,
            )


def _times_bought(interactions: NDArray[Any], products: int) -> NDArray[np.float32]:
    """For each interaction, at how many moments its shopper bought its product; 1 where they never did."""
    key = interactions["shopper"].astype(np.int64) * products + interactions["product"]
    bought = interactions["kind"] == KINDS.index(Kind.PURCHASE)
    order = np.lexsort((interactions["day"][bought], key[bought]))
    pairs, days = key[bought][order], interactions["day"][bought][order]
    new = np.append(True, (np.diff(pairs) != 0) | (np.diff(days) != 0))[: len(pairs)]
    known, times = np.unique(pairs[new], return_counts=True)
    place = np.minimum(np.searchsorted(known, key), max(len(known) - 1, 0))
    if not len(known):
        return np.ones(len(interactions), dtype=np.float32)
    return np.where(known[place] == key, times[place], 1).astype(np.float32)


def _latest_of_each_slot(interactions: NDArray[Any], products: int) -> NDArray[Any]:
    slots = np.array([SLOTS[kind] for kind in KINDS])
    key = (
        interactions["shopper"].astype(np.int64) * products + interactions["product"]
    ) * _SLOT_COUNT + slots[interactions["kind"]]
    order = np.lexsort(
        (interactions["day"], key)
    )  # stable: among equal times the later in the input is the later interaction
    last = np.append(np.diff(key[order]) != 0, True)[: len(order)]
    return np.asarray(interactions[order[last]])


def _added_up(interactions: NDArray[Any], products: int) -> NDArray[Any]:
    key = interactions["shopper"].astype(np.int64) * products + interactions["product"]
    order = np.lexsort((np.abs(interactions["weight"]), key))
    interactions, key = interactions[order], key[order]
    starts = np.flatnonzero(np.append(True, np.diff(key) != 0)[: len(key)])
    if not len(starts):
        return np.asarray(interactions)
    merged = interactions[
        np.append(starts[1:], len(interactions)) - 1
    ].copy()  # the interaction that weighs most
    merged["weight"] = np.add.reduceat(interactions["weight"], starts)
    merged["day"] = np.maximum.reduceat(interactions["day"], starts)
    return np.asarray(merged)
