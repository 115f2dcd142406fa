"""The marketer's business rules: pin, boost, bury or exclude products, looked at before they are saved."""

from typing import Annotated

from fastapi import APIRouter, Path, status
from pydantic import AwareDatetime, BaseModel, Field

from api.http.dependencies import Now, Server, ServicesOf
from api.http.rule_fields import RuleFields, RulePlacement, StoredMatchBody
from api.http.schemas import Identifier, ProductBody
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute, only_reads
from core import rulebook
from core.errors import NotFound
from core.rules import Rule
from serving.preview import Preview, preview

router = APIRouter(prefix="/v1/rules", tags=["rules"], dependencies=[Server], route_class=WorkRoute)

RulePath = Annotated[Identifier, Path(description="As GET /v1/rules lists it.")]


class RuleBody(RuleFields):
    """A stored rule."""

    rule_id: Identifier = Field(description="Its id.")
    match: StoredMatchBody = Field(description="Which products.")
    changed_at: AwareDatetime = Field(description="When it was last changed, in UTC.")

    @classmethod
    def of(cls, rule: Rule) -> "RuleBody":
        """From the plain value."""
        return cls.model_validate(
            {
                "rule_id": rule.rule_id,
                "name": rule.name,
                "action": rule.action,
                "match": StoredMatchBody.of(rule.match),
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

    rules: list[RuleBody] = Field(description="All of them, whether they hold now or not.")


class DraftBody(RuleFields):
    """A rule that is not saved, or a change of one that is."""

    rule_id: Identifier | None = Field(
        default=None, description="The stored rule that it changes; null: a new one."
    )
    placement: RulePlacement | None = Field(
        default=None, description="Where to look; by default the rule's first, or home."
    )

    def draft(self) -> Rule:
        """The plain value."""
        own = RuleFields.model_validate(self.model_dump(exclude={"rule_id", "placement"}))
        return own.value(self.rule_id or "")


class LineBody(BaseModel):
    """A product with its place before and after, from 1; null where it is not in the list."""

    product: ProductBody = Field(description="A product of either list.")
    before: int | None = Field(description="Its place without the rule, or without the change.")
    after: int | None = Field(description="Its place with it.")


class PreviewBody(BaseModel):
    """What the rule changes: the list of somebody new, and how many recent shoppers get another one."""

    placement: str = Field(description="Where was looked.")
    at: AwareDatetime = Field(description="For which moment: now, or when the rule starts.")
    products: int = Field(description="That the rule is about.")
    available: int = Field(description="Of them, in stock.")
    lines: list[LineBody] = Field(description="The list after, then what has left it.")
    shoppers_asked: int = Field(description="Recent shoppers whose lists were compared, at most 20.")
    shoppers_changed: int = Field(description="Of them, with another list.")

    @classmethod
    def of(cls, comparison: Preview) -> "PreviewBody":
        """From the plain value."""
        return cls(
            placement=comparison.placement,
            at=comparison.at,
            products=comparison.products,
            available=comparison.available,
            lines=[
                LineBody(product=ProductBody.of(line.product), before=line.before, after=line.after)
                for line in comparison.lines
            ],
            shoppers_asked=comparison.asked,
            shoppers_changed=comparison.changed,
        )


@router.get("")
def page(session: SessionOf) -> RulesBody:
    """All rules, those that hold over others first."""
    return RulesBody(rules=[RuleBody.of(rule) for rule in rulebook.rules(session)])


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
    comparison = preview(
        session,
        answers.snapshot,
        body.draft(),
        filters=answers.usual,
        now=now,
        placement=body.placement or "",
    )
    return PreviewBody.of(comparison)


@router.get("/{rule_id}")
@raises(NotFound)
def read(rule_id: RulePath, session: SessionOf) -> RuleBody:
    """One rule."""
    return RuleBody.of(rulebook.rule(session, rule_id))


@router.put("/{rule_id}")
@raises(NotFound)
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
@raises(NotFound)
def delete(rule_id: RulePath, session: SessionOf) -> None:
    """Take a rule away."""
    rulebook.remove(session, rule_id)
