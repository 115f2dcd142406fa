"""Simulated shoppers: what each likes and nobody is told, and whether they say anything."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.products import Product
from demo.tastes import Floats, Taste, draw_taste, kinship, opinions

PULL = 0.7  # how far products differ in what makes everybody like them
CLOSER_LOOK = 0.7  # how far a product is off what it promised at first sight
OUTSTANDING = 0.9  # the share of the shop that a shopper likes less than what they would call good


@dataclass(frozen=True)
class Shop:
    """What every simulated shopper walks through; `leads_to` (P, P), `appeal` (P,) is everybody's."""

    products: Sequence[Product]
    leads_to: Floats
    appeal: Floats

    @classmethod
    def of(cls, products: Sequence[Product], *, seed: int) -> "Shop":
        """The shop of one seed: the same products, other ones of them popular."""
        appeal = np.random.default_rng([seed, 0]).normal(0, PULL, len(products))
        return cls(products, kinship(products), appeal)


@dataclass(frozen=True)
class Person:
    """One shopper; `glance` (P,) draws them to a product, `match` (P,) is what they find, 0 is a good one.

    They answer surveys, or talk to the assistant, where the share of those who do is above their own number:
    who speaks at 5 % also speaks at 30 %.
    """

    number: int
    taste: Taste
    glance: Floats
    match: Floats
    mobile: bool
    daily: float  # the chance that the shopper comes on a day
    answers_above: float
    talks_above: float

    @property
    def name(self) -> str:
        """The shop's own id for the shopper."""
        return f"loop-{self.number:05d}"


def meet(number: int, shop: Shop, *, seed: int) -> Person:
    """Shopper `number` of a seed, the same in every arm."""
    rng = np.random.default_rng([seed, number])
    taste = draw_taste(rng)
    likes = opinions(taste, shop.products) + shop.appeal + rng.normal(0, 0.35, len(shop.products))
    glance = likes - np.quantile(likes, OUTSTANDING)
    return Person(
        number=number,
        taste=taste,
        glance=glance,
        match=glance + rng.normal(0, CLOSER_LOOK, len(glance)),
        mobile=bool(rng.random() < 0.6),
        daily=float(rng.beta(1.5, 4.0)),
        answers_above=float(rng.random()),
        talks_above=float(rng.random()),
    )
