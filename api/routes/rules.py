"""The marketer's business rules: pin, boost, bury or exclude products, looked at before they are saved."""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Path, status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from api.dependencies import Now, Server, ServicesOf
from api.fields import Moment
from api.schemas import Body, Identifier, ProductBody
from api.work import SessionOf, WorkRoute, only_reads
from core import rulebook
from core.rules import LAST_POSITION, STRONGEST, Action, Match, Rule
from serving.preview import Preview, preview

router = APIRouter(prefix="/v1/rules", tags=["rules"], dependencies=[Server], route_class=WorkRoute)

RulePath = Annotated[Identifier, Path()]
Placement = Literal["home", "product", "cart", "checkout", "email", "chat"]
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
    least_margin: Margin | None = None
    greatest_margin: Margin | None = None

    def value(self) -> Match:
        """The plain value."""
        return Match(
            products=frozenset(self.products),
            categories=frozenset(self.categories),
            brands=frozenset(self.brands),
            tags=frozenset(self.tags),
            least_margin=self.least_margin,
            greatest_margin=self.greatest_margin,
        )

    @classmethod
    def of(cls, match: Match) -> "MatchBody":
        """From the plain value."""
        return cls(
            products=sorted(match.products),
            categories=sorted(match.categories),
            brands=sorted(match.brands),
            tags=sorted(match.tags),
            least_margin=match.least_margin,
            greatest_margin=match.greatest_margin,
        )


class RuleFields(Body):
    """A rule without its id."""

    name: str = Field(min_length=1, max_length=100, description="As reports and explanations call it.")
    action: Action
    match: MatchBody
    placements: list[Placement] = Field(default_factory=list, description="None: everywhere.")
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
                    "match": {"categories": ["Outdoors > Rainwear"], "least_margin": "0.3"},
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


class RuleBody(RuleFields):
    """A stored rule."""

    rule_id: Identifier
    changed_at: AwareDatetime

    @classmethod
    def of(cls, rule: Rule) -> "RuleBody":
        """From the plain value."""
        return cls.model_validate(
            {
                "rule_id": rule.rule_id,
                "name": rule.name,
                "action": rule.action,
                "match": MatchBody.of(rule.match),
                "placements": sorted(rule.placements),
                "position": rule.position,
                "strength": rule.strength,
                "priority": rule.priority,
                "starts_at": rule.starts_at,
                "ends_at": rule.ends_at,
                "enabled": rule.enabled,
                "changed_at": rule.changed_at,
            }
        )


class RulesBody(BaseModel):
    """All rules, those that hold over others first."""

    rules: list[RuleBody]


class DraftBody(RuleFields):
    """A rule that is not saved, or a change of one that is."""

    rule_id: Identifier | None = None
    placement: Placement | None = Field(
        default=None, description="Where to look; by default the rule's first, or home."
    )

    def draft(self) -> Rule:
        """The plain value."""
        own = RuleFields.model_validate(self.model_dump(exclude={"rule_id", "placement"}))
        return own.value(self.rule_id or "")


class LineBody(BaseModel):
    """A product with its place before and after, from 1; null where it is not in the list."""

    product: ProductBody
    before: int | None
    after: int | None


class PreviewBody(BaseModel):
    """What the rule changes: the list of somebody new, and how many recent shoppers get another one."""

    placement: str
    at: AwareDatetime
    products: int = Field(description="That the rule is about.")
    available: int = Field(description="Of them, in stock.")
    lines: list[LineBody]
    shoppers_asked: int
    shoppers_changed: int

    @classmethod
    def of(cls, found: Preview) -> "PreviewBody":
        """From the plain value."""
        return cls(
            placement=found.placement,
            at=found.at,
            products=found.products,
            available=found.available,
            lines=[
                LineBody(product=ProductBody.of(each.product), before=each.before, after=each.after)
                for each in found.lines
            ],
            shoppers_asked=found.asked,
            shoppers_changed=found.changed,
        )


@router.get("")
def page(session: SessionOf) -> RulesBody:
    """All rules, those that hold over others first."""
    return RulesBody(rules=[RuleBody.of(each) for each in rulebook.rules(session)])


@router.post("", status_code=status.HTTP_201_CREATED)
def add(body: RuleFields, session: SessionOf, now: Now) -> RuleBody:
    """Add a rule; it holds in every process within seconds."""
    saved = rulebook.save(session, body.value(), now=now)
    return RuleBody.of(saved)


@router.post("/preview")
@only_reads
def look(body: DraftBody, services: ServicesOf, session: SessionOf, now: Now) -> PreviewBody:
    """What a rule, or its change, would do; nothing is stored."""
    answers = services.answers
    found = preview(
        session,
        answers.snapshot,
        body.draft(),
        filters=answers.usual,
        now=now,
        placement=body.placement or "",
    )
    return PreviewBody.of(found)


@router.get("/{rule_id}")
def read(rule_id: RulePath, session: SessionOf) -> RuleBody:
    """One rule."""
    return RuleBody.of(rulebook.rule(session, rule_id))


@router.put("/{rule_id}")
def change(
    rule_id: RulePath,
    body: RuleFields,
    session: SessionOf,
    now: Now,
) -> RuleBody:
    """Change a rule."""
    saved = rulebook.save(session, body.value(rule_id), now=now)
    return RuleBody.of(saved)


@router.delete("/{rule_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete(rule_id: RulePath, session: SessionOf) -> None:
    """Take a rule away."""
    rulebook.remove(session, rule_id)
