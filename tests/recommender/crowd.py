"""Shoppers of four plain kinds, as interactions: one session, carts left, many purchases, one long ago."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.segments.behaviour import Offer, behaviour_of
from recommender.segments.segmentation import Acquisition
from tests.recommender.shop import NOW, PRODUCTS

SHELF: Mapping[str, Offer] = {
    product.product_id: Offer(float(product.price), 0.0, product.category.partition(" > ")[0])
    for product in PRODUCTS
}
KINDS = ("visitor", "abandoner", "regular", "lapsed")
ONE_EACH = 60


def histories(*, seed: int = 0) -> dict[str, list[Interaction]]:
    """Sixty shoppers of each kind, by an id that begins with the kind."""
    random = np.random.default_rng(seed)
    return {f"{kind}-{number}": _history(kind, random) for number in range(ONE_EACH) for kind in KINDS}


def crowd(by_shopper: Mapping[str, Sequence[Interaction]]) -> Acquisition:
    """The shoppers as segments are made of them; those who left carts came by phone, the others did not."""
    devices = {"abandoner": "device=phone"}
    behaviour = [behaviour_of(history, SHELF, now=NOW) for history in by_shopper.values()]
    return Acquisition(
        behaviour=behaviour,
        carts=np.array([(own.cart_rate * own.sessions, own.abandonment * own.sessions) for own in behaviour]),
        revenue=np.array(
            [
                sum(interaction.kind is Kind.PURCHASE for interaction in history) * 20.0
                for history in by_shopper.values()
            ]
        ),
        came=[(devices.get(name.partition("-")[0], "device=desktop"),) for name in by_shopper],
    )


def session(days_ago: float, *kinds: Kind) -> list[Interaction]:
    """One session so many days ago: an interaction a minute, each on another product."""
    start = NOW - timedelta(days=days_ago)
    return [
        Interaction("ayla", ProductId(PRODUCTS[step % 5].product_id), kind, start + timedelta(minutes=step))
        for step, kind in enumerate(kinds)
    ]


def _history(kind: str, random: np.random.Generator) -> list[Interaction]:
    age = float(random.uniform(1, 10))
    ends: tuple[Kind, ...] = (Kind.CART, Kind.PURCHASE)
    days = [age]
    if kind == "visitor":
        ends = ()
    elif kind == "abandoner":
        days, ends = [age + 3, age + 1.5, age], (Kind.CART,)
    elif kind == "regular":
        days = [age + 6 * step for step in range(int(random.integers(6, 10)), -1, -1)]
    else:
        days = [age + 120]
    return [interaction for day in days for interaction in session(day, *_looks(random), *ends)]


def _looks(random: np.random.Generator) -> list[Kind]:
    return [Kind.VIEW] * int(random.integers(6, 16))
