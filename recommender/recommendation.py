"""The answer: a product, its score, and the parts that the score is the sum of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum

import numpy as np
from numpy.typing import NDArray

from core.interactions import Kind
from core.products import ProductId
from recommender.scores import Source


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of a score: which scorer gave it, from which product id or statement, and what had been done."""

    scorer: str
    source: str | None
    value: float
    interaction: Kind | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """What one scorer gives several products (k), source by source (m): `values` (m, k)."""

    scorer: str
    sources: tuple[Source, ...]
    values: NDArray[np.float64]

    def part(self, source: int, product: int) -> Contribution:
        """One entry, by name."""
        origin = self.sources[source]
        return Contribution(self.scorer, origin.name, float(self.values[source, product]), origin.interaction)


@dataclass(frozen=True)
class Breakdown:
    """The parts of several scores (k) side by side, scorer by scorer."""

    blocks: tuple[Block, ...]

    @cached_property
    def totals(self) -> NDArray[np.float64]:
        """The sum of each product's parts: (k,)."""
        return np.asarray(sum(block.values.sum(axis=0) for block in self.blocks))

    def parts(self, product: int) -> Iterator[Contribution]:
        """Every part of one product that is not zero."""
        for block in self.blocks:
            for source in np.flatnonzero(block.values[:, product]).tolist():
                yield block.part(source, product)

    def by_source(self, product: int) -> Iterator[list[Contribution]]:
        """The parts of each source that speaks for a product, the source that gives most first."""
        places, sums = self._by_source
        own = sums[:, product] if places else np.zeros(0)
        for number in np.argsort(-own, kind="stable").tolist():
            if own[number] <= 0:
                return
            parts = (block.part(source, product) for blocks, source in places[number] for block in blocks)
            yield sorted((part for part in parts if part.value), key=lambda part: -part.value)

    @cached_property
    def _by_source(self) -> tuple[list[list[tuple[list[Block], int]]], NDArray[np.float64]]:
        """Where the parts of each source stand, and their sums (n, k); nobody's are one for each scorer."""
        known: dict[tuple[str | None, str], int] = {}
        places: list[list[tuple[list[Block], int]]] = []
        sums: list[NDArray[np.float64]] = []
        for blocks in self._alike():
            total = sum((block.values for block in blocks[1:]), blocks[0].values)
            for place, source in enumerate(blocks[0].sources):
                key = (source.name, "" if source.name is not None else blocks[0].scorer)
                number = known.setdefault(key, len(places))
                if number == len(places):
                    places.append([(blocks, place)])
                    sums.append(total[place])
                else:
                    places[number].append((blocks, place))
                    sums[number] = sums[number] + total[place]
        return places, np.array(sums)

    def _alike(self) -> Iterable[list[Block]]:
        """Blocks that read the same sources side by side, as all do that read the shopper's history."""
        alike: dict[tuple[int, str], list[Block]] = {}
        for block in self.blocks:
            named = any(source.name is not None for source in block.sources[:1])
            alike.setdefault((id(block.sources), "" if named else block.scorer), []).append(block)
        return alike.values()


@dataclass(frozen=True)
class Recommendation:
    """A product for the shopper; the contributions, product `place` of the breakdown, add up to the score."""

    product_id: ProductId
    score: float
    breakdown: Breakdown = field(compare=False)
    place: int = field(default=0, compare=False)

    @classmethod
    def of(cls, product_id: ProductId, contributions: Sequence[Contribution]) -> "Recommendation":
        """One product whose parts are known already."""
        blocks = tuple(
            Block(part.scorer, (Source(part.source, part.interaction),), np.array([[part.value]]))
            for part in contributions
        )
        return cls(product_id, fsum(part.value for part in contributions), Breakdown(blocks))

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """Every part that is not zero."""
        return tuple(self.breakdown.parts(self.place))

    def by_source(self) -> Iterator[list[Contribution]]:
        """The parts of each source that speaks for the product, the source that gives most first."""
        return self.breakdown.by_source(self.place)
