"""A business rule as a plain value: which products it is about, what becomes of them, where and when."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from core.errors import InvalidInput

STRONGEST = 5.0
"""How far a rule may lift or lower a product, in standard deviations of one scorer over the products."""
LAST_POSITION = 50
"""No list is longer."""


class Action(StrEnum):
    """What a rule does with its products."""

    PIN = "pin"
    BOOST = "boost"
    BURY = "bury"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class Match:
    """Which products: every condition that is given must hold, and within one of them any value will do."""

    products: frozenset[str] = frozenset()  # product ids
    categories: frozenset[str] = frozenset()  # paths; whatever stands below them counts
    brands: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()  # of the attribute "tags"
    min_margin: Decimal | None = None  # a share of the price: 0.4 is 40 %
    max_margin: Decimal | None = None

    @property
    def anything(self) -> bool:
        """Whether no condition is given."""
        return self == Match()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; times are UTC and aware, `ends_at` is the first moment at which it holds no more."""

    rule_id: str
    name: str
    action: Action
    match: Match
    placements: frozenset[str] = frozenset()  # none: everywhere
    position: int = 1  # of a pin: the first place is 1
    strength: float = 1.0  # of a boost or bury, in standard deviations of one scorer
    priority: int = 0  # the higher one holds where two rules contradict each other
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    enabled: bool = True
    changed_at: datetime = field(default=datetime.min.replace(tzinfo=UTC))

    def at(self, placement: str) -> bool:
        """Whether it is meant for a placement."""
        return self.enabled and (not self.placements or placement in self.placements)

    def holds(self, now: datetime) -> bool:
        """Whether its time has come and has not passed."""
        return (self.starts_at is None or self.starts_at <= now) and (
            self.ends_at is None or now < self.ends_at
        )


def check(rule: Rule) -> None:
    """InvalidInput that names the field where a rule could never do what it says."""
    if not rule.name.strip():
        raise InvalidInput("A rule needs a name; reports and explanations use it.", field="name")
    if rule.match.anything:
        raise InvalidInput(
            "Say which products the rule is about; give at least one condition.", field="match"
        )
    low, high = rule.match.min_margin, rule.match.max_margin
    if low is not None and high is not None and low > high:
        raise InvalidInput("The least margin is above the greatest.", field="match.min_margin")
    if rule.action is Action.PIN and not 1 <= rule.position <= LAST_POSITION:
        raise InvalidInput(f"The place of a pin is from 1 to {LAST_POSITION}.", field="position")
    if rule.action in (Action.BOOST, Action.BURY) and not 0 < rule.strength <= STRONGEST:
        raise InvalidInput(f"The strength is above 0 and at most {STRONGEST:g}.", field="strength")
    if rule.starts_at is not None and rule.ends_at is not None and rule.starts_at >= rule.ends_at:
        raise InvalidInput("The rule ends before it starts.", field="ends_at")
