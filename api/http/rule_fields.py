"""A business rule as it is sent: its fields, checked, for the API and for the form of the dashboard."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from api.http.fields import Moment
from api.http.schemas import Body, Identifier
from core.rules import LAST_POSITION, STRONGEST, Action, Match, Rule

RulePlacement = Literal["home", "product", "cart", "checkout", "email", "chat"]

Word = Annotated[str, StringConstraints(min_length=1, max_length=500)]

Margin = Annotated[
    Decimal, Field(ge=-10, le=1, max_digits=8, description="A share of the price: 0.4 is 40 %.")
]


class MatchBody(Body):
    """Which products: every condition that is given must hold, and within one of them any value will do."""

    products: list[Identifier] = Field(default_factory=list, max_length=1_000)
    categories: list[Word] = Field(default_factory=list, max_length=100, description="With all below them.")
    brands: list[Word] = Field(default_factory=list, max_length=100)
    tags: list[Word] = Field(default_factory=list, max_length=100, description="Of the attribute `tags`.")
    min_margin: Margin | None = None
    max_margin: Margin | None = None

    def value(self) -> Match:
        """The plain value."""
        return Match(
            products=frozenset(self.products),
            categories=frozenset(self.categories),
            brands=frozenset(self.brands),
            tags=frozenset(self.tags),
            min_margin=self.min_margin,
            max_margin=self.max_margin,
        )

    @classmethod
    def of(cls, match: Match) -> "MatchBody":
        """From the plain value."""
        return cls(
            products=sorted(match.products),
            categories=sorted(match.categories),
            brands=sorted(match.brands),
            tags=sorted(match.tags),
            min_margin=match.min_margin,
            max_margin=match.max_margin,
        )


class RuleFields(Body):
    """A rule without its id."""

    name: str = Field(min_length=1, max_length=100, description="As reports and explanations call it.")
    action: Action
    match: MatchBody
    placements: list[RulePlacement] = Field(default_factory=list, description="None: everywhere.")
    position: int = Field(default=1, ge=1, le=LAST_POSITION, description="Of a pin; the first place is 1.")
    strength: float = Field(
        default=1.0,
        gt=0,
        le=STRONGEST,
        description="Of a boost or bury, in standard deviations of one scorer over all products.",
    )
    priority: int = Field(
        default=0, ge=-1_000, le=1_000, description="The higher one holds where two contradict each other."
    )
    starts_at: Moment | None = None
    ends_at: Moment | None = Field(default=None, description="The first moment at which it holds no more.")
    enabled: bool = True

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Rain gear for autumn",
                    "action": "boost",
                    "match": {"categories": ["Outdoors > Rainwear"], "min_margin": "0.3"},
                    "placements": ["home"],
                    "strength": 1.5,
                    "ends_at": "2030-12-01T00:00:00Z",
                }
            ]
        }
    )

    def value(self, rule_id: str = "") -> Rule:
        """The plain value."""
        own = self.model_dump(exclude={"match", "placements", "rule_id", "changed_at"})
        return Rule(rule_id=rule_id, match=self.match.value(), placements=frozenset(self.placements), **own)
