"""Business rules come back as they were stored, to the last decimal and the second."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from core import rulebook
from core.database import revision
from core.errors import InvalidInput, NotFound
from core.rules import Action, Match, Rule
from tests.clock import ManualClock

FULL = Rule(
    rule_id="",
    name="Autumn",
    action=Action.BURY,
    match=Match(
        products=frozenset({"mug"}),
        categories=frozenset({"Home > Kitchen", "Home > Tea, coffee"}),
        brands=frozenset({"Pott"}),
        tags=frozenset({"new in"}),
        min_margin=Decimal("0.125"),
        max_margin=Decimal("0.4"),
    ),
    placements=frozenset({"cart", "email"}),
    position=4,
    strength=0.75,
    priority=-2,
    starts_at=datetime(2026, 9, 1, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, 6, 30, tzinfo=UTC),
    enabled=False,
)
PLAIN = Rule("", "Pan first", Action.PIN, Match(products=frozenset({"pan"})))


@pytest.mark.parametrize("rule", [FULL, PLAIN], ids=["full", "plain"])
def test_a_rule_comes_back_as_it_was_stored(session: Session, clock: ManualClock, rule: Rule) -> None:
    saved = rulebook.save(session, rule, now=clock.now())
    session.expire_all()
    assert rulebook.rule(session, saved.rule_id) == saved
    assert {name: getattr(saved, name) for name in ("name", "action", "match", "placements")} == {
        name: getattr(rule, name) for name in ("name", "action", "match", "placements")
    }
    assert (saved.starts_at, saved.ends_at, saved.enabled) == (rule.starts_at, rule.ends_at, rule.enabled)
    assert (saved.strength, saved.position, saved.priority) == (rule.strength, rule.position, rule.priority)
    assert saved.changed_at == clock.now()


def test_every_change_raises_the_revision(session: Session, clock: ManualClock) -> None:
    seen = [revision(session, rulebook.RULES)]
    saved = rulebook.save(session, PLAIN, now=clock.now())
    seen.append(revision(session, rulebook.RULES))
    clock.advance(timedelta(minutes=1))
    rulebook.save(session, saved, now=clock.now())
    seen.append(revision(session, rulebook.RULES))
    rulebook.remove(session, saved.rule_id)
    seen.append(revision(session, rulebook.RULES))
    assert seen == sorted(set(seen))
    assert rulebook.rules(session) == []


def test_what_is_wrong_or_gone_is_said(session: Session, clock: ManualClock) -> None:
    with pytest.raises(InvalidInput):
        rulebook.save(session, Rule("", "All", Action.EXCLUDE, Match()), now=clock.now())
    with pytest.raises(NotFound):
        rulebook.remove(session, "gone")
    assert revision(session, rulebook.RULES) == 0
