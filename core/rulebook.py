"""The shop's business rules as they are stored; who keeps a copy learns of a change by the revision."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.aliases import resolve
from core.database import new_id, raise_revision, table_of
from core.errors import NotFound
from core.rules import Match, Rule, check
from core.tables import BusinessRule

RULES = "rules"
"""The name of the rules' revision."""

_SETS = ("products", "categories", "brands", "tags")
_SHARES = {"min_margin": "least_margin", "max_margin": "greatest_margin"}
"""By the name under which they are stored, which is older."""


def rules(session: Session) -> list[Rule]:
    """All rules, those that hold over others first."""
    rows = session.exec(
        select(BusinessRule).order_by(col(BusinessRule.priority).desc(), col(BusinessRule.rule_id))
    )
    return [value_of(row) for row in rows]


def rule(session: Session, rule_id: str) -> Rule:
    """One rule; NotFound where there is none."""
    return value_of(_row(session, rule_id))


def save(session: Session, rule: Rule, *, now: datetime) -> Rule:
    """Store a rule, a new one where its id is empty; InvalidInput where it could not do what it says."""
    check(rule)
    row = (
        _row(session, rule.rule_id)
        if rule.rule_id
        else BusinessRule(rule_id=new_id(), name="", action=rule.action, match={}, changed_at=now)
    )
    row.sqlmodel_update(
        {
            "name": rule.name.strip(),
            "action": rule.action,
            "match": _plain(by_id(session, rule).match),
            "placements": sorted(rule.placements),
            "position": rule.position,
            "strength": rule.strength,
            "priority": rule.priority,
            "starts_at": rule.starts_at,
            "ends_at": rule.ends_at,
            "enabled": rule.enabled,
            "changed_at": now,
        }
    )
    session.add(row)
    session.flush()
    raise_revision(session, RULES)
    return value_of(row)


def by_id(session: Session, rule: Rule) -> Rule:
    """The rule with its products by their ids, where aliases call them."""
    known = resolve(session, rule.match.products)
    products = frozenset(known.get(name, name) for name in rule.match.products)
    return replace(rule, match=replace(rule.match, products=products))


def remove(session: Session, rule_id: str) -> None:
    """Take a rule away; NotFound where there is none."""
    table = table_of(BusinessRule)
    gone = session.execute(delete(table).where(table.c.rule_id == rule_id).returning(table.c.rule_id))
    if gone.first() is None:  # also where another took it away at the same moment
        raise _gone()
    raise_revision(session, RULES)


def value_of(row: BusinessRule) -> Rule:
    """The plain value of a stored rule."""
    return Rule(
        rule_id=row.rule_id,
        name=row.name,
        action=row.action,
        match=_match(row.match),
        placements=frozenset(row.placements),
        position=row.position,
        strength=row.strength,
        priority=row.priority,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        enabled=row.enabled,
        changed_at=row.changed_at,
    )


def _row(session: Session, rule_id: str) -> BusinessRule:
    row = session.get(BusinessRule, rule_id)
    if row is None:
        raise _gone()
    return row


def _gone() -> NotFound:
    return NotFound("There is no such rule any more.", field="rule_id")


def _plain(match: Match) -> dict[str, Any]:
    """As JSON, without the conditions that are not given."""
    sets = {name: sorted(values) for name in _SETS if (values := getattr(match, name))}
    shares = {
        stored: str(share) for name, stored in _SHARES.items() if (share := getattr(match, name)) is not None
    }
    return {**sets, **shares}


def _match(stored: Mapping[str, Any]) -> Match:
    sets: dict[str, Any] = {name: frozenset(stored[name]) for name in _SETS if name in stored}
    shares: dict[str, Any] = {name: Decimal(stored[own]) for name, own in _SHARES.items() if own in stored}
    return Match(**sets, **shares)
