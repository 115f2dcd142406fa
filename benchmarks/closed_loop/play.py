"""One seed in a process of its own: what it is handed can be sent there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.closed_loop.generated import multiplied
from benchmarks.closed_loop.loop import Outcome, Size, run
from benchmarks.closed_loop.record import Arm, Goods
from core.products import Product
from demo.catalog import products
from recommender.embeddings import OnnxEncoder, RememberingEncoder


@dataclass(frozen=True)
class Plan:
    """A run: the first arm is what the others are compared with."""

    arms: Sequence[Arm]
    size: Size
    seeds: int
    products: int  # at least so many, generated beyond the sample shop's
    encoder: Path


def shelf(count: int) -> list[Product]:
    """The sample shop's products ordered by id, and generated ones up to `count`."""
    return multiplied(products("https://shop.example"), count)


def played(seed: int, *, plan: Plan, vectors: NDArray[np.float32]) -> Mapping[str, Outcome]:
    """One seed; `vectors` (P, d) are those of the shelf."""
    encoder = RememberingEncoder(OnnxEncoder(plan.encoder, threads=1))
    return run(seed, Goods(shelf(plan.products), vectors, encoder), plan.arms, plan.size)
