"""Whether shoppers do other things than before: how far the newest events have moved, feature by feature."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from core.interactions import Interaction
from core.products import Product, ProductId

REFERENCE = timedelta(days=28)
"""The newest interactions are held against four whole weeks, so that weekdays weigh the same."""
NEW = timedelta(days=7)
"""So long after somebody first touched it a product counts as new."""
FEWEST = 20
"""With fewer shoppers on either side nothing is said."""
_SURE = 0.999  # six features are looked at several times a day
_PRICE_BANDS, _SHOWN = 5, 3

Label = Callable[[Interaction], Hashable | None]


@dataclass(frozen=True)
class Part:
    """One value of a feature and its share of what shoppers did, before and now."""

    name: str
    before: float
    now: float


@dataclass(frozen=True)
class Shift:
    """How far one feature has moved; `parts` are those that moved most."""

    feature: str
    psi: float
    chance: float  # what chance alone exceeds once in a thousand times, with so few shoppers
    drifted: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Spans:
    """The interactions before and now, and when products were first touched."""

    reference: Sequence[Interaction]
    newest: Sequence[Interaction]
    first_touched: Mapping[ProductId, datetime]
    older: Counter[ProductId]  # how often each was touched before the reference; empty for a young shop

    @classmethod
    def of(cls, interactions: Sequence[Interaction], *, since: datetime, until: datetime) -> "Spans":
        """The newest are those from `since`; the reference are the four weeks up to `until`."""
        first: dict[ProductId, datetime] = {}
        for interaction in interactions:
            first.setdefault(interaction.product_id, interaction.at)
        begin = until - REFERENCE
        # In a shop's first weeks everything is touched for the first time: what is new tells nothing yet.
        grown_up = bool(interactions) and interactions[0].at <= begin - REFERENCE
        return cls(
            reference=[interaction for interaction in interactions if begin <= interaction.at < until],
            newest=[interaction for interaction in interactions if interaction.at >= since],
            first_touched=first,
            older=Counter(
                interaction.product_id for interaction in interactions if grown_up and interaction.at < begin
            ),
        )


def shifts(spans: Spans, products: Sequence[Product], *, threshold: float) -> tuple[Shift, ...]:
    """The population stability index of each feature, Σ (now − before) · ln(now / before).

    Every shopper counts once, their interactions sharing one weight: one busy visitor (or machine) moves
    nothing. A feature has drifted when its index exceeds both `threshold` and what chance explains: under
    no change it follows χ² with one degree less than values, times (1/n + 1/m) (Yurdakul & Naranjo 2020).
    """
    by_feature = [
        _shift(feature, _shares(spans.reference, label), _shares(spans.newest, label), threshold=threshold)
        for feature, label in _features(spans, products).items()
    ]
    return tuple(shift for shift in (*by_feature, _hours(spans, threshold=threshold)) if shift is not None)


def _hours(spans: Spans, *, threshold: float) -> Shift | None:
    """Times are UTC, shoppers live by their clocks: an hour earlier or later is no drift but the summer."""
    before = _shares(spans.reference, _daytime(0))
    moved = [
        _shift("hour", before, _shares(spans.newest, _daytime(by)), threshold=threshold) for by in (0, 1, -1)
    ]
    return min((shift for shift in moved if shift is not None), key=lambda shift: shift.psi, default=None)


def _daytime(by: int) -> Label:
    def label(interaction: Interaction) -> str:
        begin = (interaction.at.hour + by) % 24 // 4 * 4
        return f"{begin:02}–{begin + 4:02} h"

    return label


def _features(spans: Spans, products: Sequence[Product]) -> dict[str, Label]:
    categories = {
        product.product_id: product.category.split(">")[0].strip() for product in products if product.category
    }
    features: dict[str, Label] = {
        "category": lambda interaction: categories.get(interaction.product_id),
        "price": _price_bands(spans, products),
        "kind": lambda interaction: interaction.kind.value,
    }
    if spans.older:
        features["popularity"] = _popularity(spans.older)
        features["newness"] = lambda interaction: (
            "new products"
            if interaction.at - spans.first_touched[interaction.product_id] < NEW
            else "known products"
        )
    return features


def _price_bands(spans: Spans, products: Sequence[Product]) -> Label:
    prices = {product.product_id: float(product.price) for product in products if product.price > 0}
    paid = [
        prices[interaction.product_id] for interaction in spans.reference if interaction.product_id in prices
    ]
    steps = np.linspace(0, 1, _PRICE_BANDS + 1)[1:-1]
    edges = np.unique(np.quantile(paid, steps, method="lower")) if paid else np.zeros(0)
    names = [f"up to {edge:.2f}" for edge in edges] + [f"over {edges[-1]:.2f}" if len(edges) else "any"]

    def label(interaction: Interaction) -> str | None:
        price = prices.get(interaction.product_id)
        return None if price is None else names[int(np.searchsorted(edges, price))]

    return label


def _popularity(older: Counter[ProductId]) -> Label:
    """By rank before the reference: neither side may have chosen who is called popular."""
    ranks = {product_id: rank for rank, (product_id, _) in enumerate(older.most_common())}
    head, middle = max(1, len(ranks) // 100), max(2, len(ranks) // 10)

    def label(interaction: Interaction) -> str:
        rank = ranks.get(interaction.product_id)
        if rank is None:
            return "not touched before"
        return "the top 1 %" if rank < head else "the next 9 %" if rank < middle else "the other 90 %"

    return label


@dataclass(frozen=True)
class _Shares:
    """The weight of each value, in shoppers; they add up to `shoppers`."""

    weights: Mapping[Hashable, float]
    shoppers: int


def _shares(interactions: Sequence[Interaction], label: Label) -> _Shares:
    own: defaultdict[str, Counter[Hashable]] = defaultdict(Counter)
    for interaction in interactions:
        value = label(interaction)
        if value is not None:
            own[interaction.shopper_id][value] += 1
    weights: defaultdict[Hashable, float] = defaultdict(float)
    for counts in own.values():
        total = counts.total()
        for value, count in counts.items():
            weights[value] += count / total
    return _Shares(weights, len(own))


def _shift(feature: str, before: _Shares, now: _Shares, *, threshold: float) -> Shift | None:
    values = sorted({*before.weights, *now.weights}, key=str)
    if min(before.shoppers, now.shoppers) < FEWEST or len(values) < 2:
        return None
    old, new = _smoothed(before, values), _smoothed(now, values)
    terms = (new - old) * np.log(new / old)
    chance = float(chi2.ppf(_SURE, len(values) - 1)) * (1 / before.shoppers + 1 / now.shoppers)
    most = np.argsort(-terms, kind="stable")[:_SHOWN]
    psi = float(terms.sum())
    return Shift(
        feature=feature,
        psi=psi,
        chance=chance,
        drifted=psi > max(threshold, chance),
        parts=tuple(Part(str(values[index]), float(old[index]), float(new[index])) for index in most),
    )


def _smoothed(shares: _Shares, values: Sequence[Hashable]) -> NDArray[np.float64]:
    """Half a shopper more for each value, so that one that is missing does not make the index infinite."""
    weights = np.array([shares.weights.get(value, 0.0) for value in values]) + 0.5
    return np.asarray(weights / weights.sum())
