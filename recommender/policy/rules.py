"""The shop's business rules over one catalog: what they hide, lift, lower and pin, where and when."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.rules import Action, Rule
from recommender.policy.matching import ProductMatcher
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scores import DenseScores, Scores, Silent, Source, Terms, standard_deviation
from recommender.shopper import ShopperVector

SCORER = "rules"
_SIGNS = {Action.BOOST: 1.0, Action.BURY: -1.0}


@dataclass(frozen=True)
class Pin:
    """The best allowed one of `products` stands at `place`, counted from 0."""

    name: str
    place: int
    products: NDArray[np.int64]


@dataclass(frozen=True)
class Lift:
    """What one rule adds to the score of its products."""

    name: str
    products: NDArray[np.int64]
    value: float


@dataclass(frozen=True)
class Ruling:
    """What the rules in force at one placement and moment come to, as arrays over the products."""

    kept: NDArray[np.bool_] | None = None  # (P,) False where a product is hidden; None: nothing is
    lifts: tuple[Lift, ...] = ()
    pins: tuple[Pin, ...] = ()  # in the order in which they take their places
    row: Scores = field(default_factory=Silent)  # what the lifts add up to

    @classmethod
    def of(cls, rules: Sequence[tuple[Rule, NDArray[np.int64]]], size: int) -> "Ruling":
        """From rules with their products; where a pin and an exclusion meet, the higher priority holds.

        At equal priority the exclusion holds. Lifts add up. Pins take their places by priority.
        """
        kept = np.ones(size, dtype=bool)
        for rule, products in sorted(
            rules, key=lambda pair: (pair[0].priority, pair[0].action is not Action.PIN)
        ):
            if rule.action in (Action.PIN, Action.EXCLUDE):
                kept[products] = rule.action is Action.PIN
        lifts = tuple(
            Lift(_source(rule), products, _SIGNS[rule.action] * rule.strength)
            for rule, products in rules
            if rule.action in _SIGNS and len(products)
        )
        pinning = [pair for pair in rules if pair[0].action is Action.PIN]
        pinning.sort(key=lambda pair: (-pair[0].priority, pair[0].position, pair[0].rule_id))
        pins = tuple(Pin(rule.name, rule.position - 1, products) for rule, products in pinning)
        return cls(None if kept.all() else kept, lifts, pins, _row(lifts, size))


@dataclass(frozen=True)
class Rules:
    """All rules of the shop with their products; which of them are in force is looked up by time."""

    rules: tuple[Rule, ...] = ()
    products: tuple[NDArray[np.int64], ...] = ()
    size: int = 0
    _moments: tuple[float, ...] = ()
    _made: dict[tuple[str, int], Ruling] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, rules: Sequence[Rule], catalog: Catalog) -> "Rules":
        """The rules over a catalog; all that takes long is done here."""
        shelves = ProductMatcher(catalog)
        usable = tuple(rule for rule in rules if rule.enabled)
        moments = {
            moment.timestamp() for rule in usable for moment in (rule.starts_at, rule.ends_at) if moment
        }
        products = tuple(shelves.matching(rule.match) for rule in usable)
        return cls(usable, products, len(catalog), tuple(sorted(moments)))

    def in_force(self, placement: str, now: datetime) -> Ruling:
        """What holds at a placement at a moment; made once for the time until another starts or ends."""
        if not self.rules:
            return _FREE
        key = (placement, bisect_right(self._moments, now.timestamp()))
        if key not in self._made:
            holding = [
                (rule, products)
                for rule, products in zip(self.rules, self.products, strict=True)
                if rule.at(placement) and rule.holds(now)
            ]
            self._made[key] = Ruling.of(holding, self.size)
        return self._made[key]

    def scorers(self, placement: str, now: datetime) -> tuple["RuleScorer", ...]:
        """What joins the blend at a placement: one scorer where a boost or bury is in force, else none."""
        ruling = self.in_force(placement, now)
        return (RuleScorer(ruling, self.size),) if ruling.lifts else ()


@dataclass(frozen=True)
class RuleScorer:
    """A part of the sum that is the shop's will: the same for everyone, each rule named as a source."""

    ruling: Ruling
    size: int
    name: str = SCORER
    standardised: bool = False  # a rule's strength is already in standard deviations

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """The same row for every profile: (n, P)."""
        return np.broadcast_to(_summed(self.ruling.lifts, self.size), (len(profiles), self.size))

    def row(self, _: ShopperVector) -> Scores:
        """What the rules add, whoever asks."""
        return self.ruling.row

    def aligned(self, alignment: Alignment, catalog: Catalog) -> "RuleScorer":
        """The same lifts over another catalog; a new product meets its rules with the next `Rules.of`."""
        place = alignment.new_position
        lifts = tuple(
            replace(lift, products=np.sort(moved[moved >= 0]))
            for lift in self.ruling.lifts
            for moved in (place[lift.products],)
        )
        ruling = replace(self.ruling, lifts=lifts, row=_row(lifts, len(catalog)))
        return replace(self, ruling=ruling, size=len(catalog))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Nothing: rules lie in the database, not in a model."""
        return {}

    def restored(self, _: Mapping[str, NDArray[Any]]) -> "RuleScorer":
        """Itself: nothing was stored."""
        return self


def _source(rule: Rule) -> str:
    """How a rule is named in a sum; with a space, so that it is never taken for a product's id."""
    return f"rule: {rule.name}"


def _summed(lifts: Sequence[Lift], size: int) -> NDArray[np.float32]:
    total = np.zeros(size, dtype=np.float32)
    for lift in lifts:
        total[lift.products] += np.float32(lift.value)
    return total


def _row(lifts: tuple[Lift, ...], size: int) -> Scores:
    if not lifts:
        return Silent()
    sources = tuple(Source(lift.name) for lift in lifts)

    def read(products: NDArray[np.int64]) -> Terms:
        values = [lift.value * np.isin(products, lift.products) for lift in lifts]
        return Terms(sources, np.stack(values).astype(np.float64))

    total = _summed(lifts, size)
    return DenseScores(total, standard_deviation(total), read)


_FREE = Ruling()
