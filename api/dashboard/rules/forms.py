"""A business rule as a form's fields, as they were typed, and in words."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import ConfigDict, Field, ValidationError

from api.dashboard.words import label
from api.http.fields import Checked
from api.http.rule_fields import RuleFields
from core.errors import InvalidInput
from core.rules import Action, Match, Rule

ACTIONS = {
    Action.PIN: "Put at a place",
    Action.BOOST: "Show more",
    Action.BURY: "Show less",
    Action.EXCLUDE: "Never recommend",
}
_LISTS = ("products", "categories", "brands", "tags")
_MINUTES = "%Y-%m-%dT%H:%M"
Text = Annotated[str, Field(max_length=50_000)]


class RuleForm(Checked):
    """What stands in the fields: lists one a line, margins in per cent, times in UTC."""

    model_config = ConfigDict(frozen=True)

    name: Text = ""
    action: Text = Action.BOOST.value
    products: Text = ""
    categories: Text = ""
    brands: Text = ""
    tags: Text = ""
    min_margin: Text = ""
    max_margin: Text = ""
    position: Text = "1"
    strength: Text = "1"
    priority: Text = "0"
    starts_at: Text = ""
    ends_at: Text = ""
    placements: list[Text] = Field(default_factory=list, max_length=20)
    enabled: bool = False
    form_token: Text = ""
    do: Text = "preview"

    @classmethod
    def of(cls, rule: Rule) -> "RuleForm":
        """The fields of a rule that is stored."""
        match = rule.match
        return cls(
            name=rule.name,
            action=rule.action,
            **{name: "\n".join(sorted(getattr(match, name))) for name in _LISTS},
            min_margin=_percent(match.min_margin),
            max_margin=_percent(match.max_margin),
            position=str(rule.position),
            strength=f"{rule.strength:g}",
            priority=str(rule.priority),
            starts_at=rule.starts_at.strftime(_MINUTES) if rule.starts_at else "",
            ends_at=rule.ends_at.strftime(_MINUTES) if rule.ends_at else "",
            placements=sorted(rule.placements),
            enabled=rule.enabled,
        )

    def rule(self, rule_id: str = "") -> Rule:
        """The rule that the fields say; InvalidInput names the first field that cannot be read."""
        typed = self.model_dump(exclude={"form_token", "do"})
        match: dict[str, Any] = {name: _lines(typed.pop(name)) for name in _LISTS}
        match |= {name: _share(name, typed.pop(name)) for name in ("min_margin", "max_margin")}
        typed |= {name: _moment(name, typed[name]) for name in ("starts_at", "ends_at")}
        try:
            return RuleFields.model_validate({**typed, "match": match}).value(rule_id)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            named = next((str(part) for part in first["loc"] if part != "match"), "rule")
            raise InvalidInput(f"{label(named)}: {first['msg']}", field=field) from None


def about(match: Match) -> str:
    """Which products a rule is about, in words."""
    named = {"categories": "in", "brands": "of the brand", "tags": "tagged", "products": "with the id"}
    parts = [
        f"{words} {' or '.join(sorted(own))}"
        for name, words in named.items()
        if (own := getattr(match, name))
    ]
    if match.min_margin is not None:
        parts.append(f"with a margin from {_percent(match.min_margin)}\u00a0%")
    if match.max_margin is not None:
        parts.append(f"with a margin up to {_percent(match.max_margin)}\u00a0%")
    return "products " + ", ".join(parts)


def state(rule: Rule, now: datetime) -> str:
    """Whether a rule is in force: on, off, waiting or over."""
    if not rule.enabled:
        return "off"
    if rule.starts_at is not None and now < rule.starts_at:
        return "waiting"
    return "on" if rule.holds(now) else "over"


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{(100 * share).normalize():f}"


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := raw.strip())]


def _share(name: str, text: str) -> Decimal | None:
    try:
        return (
            Decimal(text.strip().removesuffix("%").strip().replace(",", ".")) / 100 if text.strip() else None
        )
    except InvalidOperation:
        raise InvalidInput("A margin is a number in per cent, such as 30.", field=f"match.{name}") from None


def _moment(name: str, text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise InvalidInput("A time is written 2026-03-01T09:00.", field=name) from None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
