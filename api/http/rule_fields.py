"""A business rule as it is sent: its fields, checked, for the API and for the form of the dashboard."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints

from api.http.fields import Moment, Share
from api.http.schemas import Body, Identifier
from core.rules import LAST_POSITION, STRONGEST, Action, Match, Rule

RulePlacement = Literal["home", "product", "cart", "checkout", "email", "chat"]

Word = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class MatchBody(Body):
    """Which products: every condition that is given must hold, and within one of them any value will do."""

    products: list[Identifier] = Field(
        default_factory=list, max_length=1_000, description="Products by their ids."
    )
    categories: list[Word] = Field(default_factory=list, max_length=100, description="With all below them.")
    brands: list[Word] = Field(
        default_factory=list, max_length=100, description="Brands, as products have them."
    )
    tags: list[Word] = Field(default_factory=list, max_length=100, description="Of the attribute `tags`.")
    min_margin: Share | None = Field(
        default=None, description="The least share of the price that you keep: 0.4 is 40 %."
    )
    max_margin: Share | None = Field(
        default=None, description="The greatest share of the price that you keep."
    )

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
    def of(cls, match: Match) -> Self:
        """From the plain value."""
        return cls(
            products=sorted(match.products),
            categories=sorted(match.categories),
            brands=sorted(match.brands),
            tags=sorted(match.tags),
            min_margin=match.min_margin,
            max_margin=match.max_margin,
        )


class StoredMatchBody(MatchBody):
    """As a stored rule has it: every condition is told, and one that was not given is empty or null."""


class RuleFields(Body):
    """A rule without its id."""

    name: str = Field(min_length=1, max_length=100, description="As reports and explanations call it.")
    action: Action = Field(
        description="pin puts them at `position`, boost lifts, bury lowers, exclude leaves them out."
    )
    match: MatchBody = Field(description="Which products.")
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
    starts_at: Moment | None = Field(
        default=None, description="The first moment at which it holds; null: at once."
    )
    ends_at: Moment | None = Field(default=None, description="The first moment at which it holds no more.")
    enabled: bool = Field(default=True, description="false: it waits.")

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
