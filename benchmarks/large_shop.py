"""A made-up shop of any size with what makes training hard: hits, long histories, families of likes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from core.interactions import Interaction, Kind
from core.products import Product, ProductId

START = datetime(2026, 1, 1, tzinfo=UTC)
COLOURS = ("blue", "red", "green", "black", "white", "yellow", "grey", "brown")
_KINDS = (Kind.VIEW, Kind.VIEW, Kind.CART, Kind.PURCHASE, Kind.PURCHASE)
_FAMILY, _SHELF, _DEPARTMENT = 30, 300, 3000  # products of each
_DIMENSION = 384  # of the default encoder
_MEAN_HISTORY, _LONGEST_HISTORY = 10, 2000
_POPULARITY = 0.8  # the n-th family is asked for in proportion to n ** -0.8
_SESSION = 5  # interactions on the same family, more or less, before the shopper turns to another


@dataclass(frozen=True)
class Interactions:
    """What was done, shopper by shopper in time order; products are numbers."""

    shopper: NDArray[np.int64]
    product: NDArray[np.int64]

    def interactions(self, ids: list[ProductId]) -> Iterator[Interaction]:
        """The same as the values that training reads, one at a time."""
        kinds, shopper, name = len(_KINDS), -1, ""
        for step, (own, product) in enumerate(zip(self.shopper.tolist(), self.product.tolist(), strict=True)):
            if own != shopper:
                shopper, name = own, f"s{own}"
            yield Interaction(
                name, ids[product], _KINDS[step % kinds], START + timedelta(minutes=step % 500_000)
            )


def products(count: int) -> list[Product]:
    """Titles, categories and a colour; families stand side by side."""
    return [
        Product(
            ProductId(f"p{number}"),
            f"{COLOURS[number % len(COLOURS)]} thing {number // _FAMILY} number {number % _FAMILY}",
            category=f"Department {number // _DEPARTMENT} > Shelf {number // _SHELF}",
            attributes={"colour": COLOURS[number % len(COLOURS)]},
        )
        for number in range(count)
    ]


def embeddings(count: int, *, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors, spread like those of real product texts: what a thing is, and of which brand and manner.

    Department, shelf and family lie side by side; brands and manners cut across them, as they do in texts,
    which is what makes neighbours hard to find.
    """
    random = np.random.default_rng(seed)
    vectors = np.full((count, _DIMENSION), 0.3, dtype=np.float32)
    for size, weight in ((_DEPARTMENT, 0.5), (_SHELF, 0.5), (_FAMILY, 0.3)):
        centres = _directions(count // size + 1, weight, random)
        for start in range(0, count, size):
            vectors[start : start + size] += centres[start // size]
    brands = _directions(count // 100 + 1, 0.5, random)
    manners = _directions(200, 0.4, random)
    for start in range(0, count, _DEPARTMENT):
        part = vectors[start : start + _DEPARTMENT]
        part += brands[(len(brands) * random.random(len(part)) ** 2).astype(np.int64)]
        part += manners[random.integers(0, len(manners), len(part))]
        part += 0.6 * random.standard_normal(part.shape, dtype=np.float32)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def _directions(count: int, weight: float, random: np.random.Generator) -> NDArray[np.float32]:
    return np.float32(weight) * random.standard_normal((count, _DIMENSION), dtype=np.float32)


def interactions(count: int, *, seed: int = 0) -> Interactions:
    """Five interactions a product, ten a shopper (thousands for a few), most within a family for a while."""
    random = np.random.default_rng(seed)
    shoppers = max(count // 2, 1)
    length = np.clip(random.lognormal(np.log(_MEAN_HISTORY) - 0.5, 1.0, shoppers), 1, _LONGEST_HISTORY)
    shopper = np.repeat(np.arange(shoppers), length.astype(np.int64))
    families = max(count // _FAMILY, 1)
    share = np.arange(1, families + 1) ** -_POPULARITY
    turns = random.random(len(shopper)) < 1 / _SESSION
    turns[np.flatnonzero(np.diff(shopper, prepend=-1))] = True
    drawn = random.permutation(families)[random.choice(families, turns.sum(), p=share / share.sum())]
    family = drawn[np.cumsum(turns) - 1]
    astray = random.random(len(shopper)) < 0.2  # to another family of the same shelf
    shelf = family // (_SHELF // _FAMILY) * (_SHELF // _FAMILY)
    family = np.where(astray, shelf + random.integers(0, _SHELF // _FAMILY, len(shopper)), family)
    within = (_FAMILY * random.random(len(shopper)) ** 2).astype(np.int64)  # its first products are its hits
    return Interactions(shopper, np.minimum(family * _FAMILY + within, count - 1))
