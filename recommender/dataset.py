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
# The latest act in a slot counts and the slots add up: a cart taken back, a like taken back.
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
    day: NDArray[np.float64]  # of the shopper's latest act on that product, in days since 1970
    kind: NDArray[np.int8]  # the act that weighs most, as a position in KINDS
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
        acts = np.fromiter(_coded(interactions, columns, kinds=kinds, rows=rows), dtype=_ROW)
        acts["times"] = _times_bought(acts, len(columns))
        acts = _added_up(_latest_of_each_slot(acts, len(columns)), len(columns))
        acts = acts[np.lexsort((acts["day"], acts["shopper"]))]
        fields = ("shopper", "product", "weight", "day", "kind", "times")
        return cls(len(rows), len(columns), *(np.ascontiguousarray(acts[name]) for name in fields))

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
        """The day of the newest act, 0 where there is none."""
        return float(self.day.max()) if len(self.day) else 0.0


def weighed(act: Interaction, kinds: Mapping[Kind, float]) -> float:
    """What an act is worth: a word against the product turns an interest round, never a refusal."""
    weight = kinds[act.kind]
    return weight * (act.factor if weight > 0 else abs(act.factor))


def _coded(
    interactions: Iterable[Interaction],
    columns: Mapping[ProductId, int],
    *,
    kinds: Mapping[Kind, float],
    rows: dict[str, int],
) -> Iterator[tuple[int, int, int, float, float, float]]:
    codes = {kind: code for code, kind in enumerate(KINDS)}
    for act in interactions:
        column = columns.get(act.product_id)
        if column is not None:
            row = rows.setdefault(act.shopper_id, len(rows))
            yield (
                row,
                column,
                codes[act.kind],
                weighed(act, kinds),
                act.at.timestamp() / SECONDS_PER_DAY,
                1.0,
            )


def _times_bought(acts: NDArray[Any], products: int) -> NDArray[np.float32]:
    """For each act, at how many moments its shopper bought its product; 1 where the shopper never did."""
    key = acts["shopper"].astype(np.int64) * products + acts["product"]
    bought = acts["kind"] == KINDS.index(Kind.PURCHASE)
    order = np.lexsort((acts["day"][bought], key[bought]))
    pairs, days = key[bought][order], acts["day"][bought][order]
    new = np.append(True, (np.diff(pairs) != 0) | (np.diff(days) != 0))[: len(pairs)]
    known, times = np.unique(pairs[new], return_counts=True)
    place = np.minimum(np.searchsorted(known, key), max(len(known) - 1, 0))
    if not len(known):
        return np.ones(len(acts), dtype=np.float32)
    return np.where(known[place] == key, times[place], 1).astype(np.float32)


def _latest_of_each_slot(acts: NDArray[Any], products: int) -> NDArray[Any]:
    slots = np.array([SLOTS[kind] for kind in KINDS])
    key = (acts["shopper"].astype(np.int64) * products + acts["product"]) * _SLOT_COUNT + slots[acts["kind"]]
    order = np.lexsort(
        (acts["day"], key)
    )  # stable: among equal times the later in the input is the later act
    last = np.append(np.diff(key[order]) != 0, True)[: len(order)]
    return np.asarray(acts[order[last]])


def _added_up(acts: NDArray[Any], products: int) -> NDArray[Any]:
    key = acts["shopper"].astype(np.int64) * products + acts["product"]
    order = np.lexsort((np.abs(acts["weight"]), key))
    acts, key = acts[order], key[order]
    starts = np.flatnonzero(np.append(True, np.diff(key) != 0)[: len(key)])
    if not len(starts):
        return np.asarray(acts)
    merged = acts[np.append(starts[1:], len(acts)) - 1].copy()  # the act that weighs most
    merged["weight"] = np.add.reduceat(acts["weight"], starts)
    merged["day"] = np.maximum.reduceat(acts["day"], starts)
    return np.asarray(merged)
