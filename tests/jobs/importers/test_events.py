"""Rapport's own event format: stored once, identical lines kept apart, unknown products refused or made."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import select

from core import catalog
from core.consent import ConsentPurpose, consents, decide
from core.database import connect, transaction
from core.errors import InvalidInput
from core.migration import upgrade
from core.settings import Settings
from core.shoppers import ensure_shopper, shopper_by_external_id
from core.tables import ConsentDecision
from feedback.tables import Event, EventType
from jobs.importers.interactions import EventIds, ImportedInteraction
from jobs.importers.task import Task
from jobs.importers.totals import Totals
from tests.clock import ManualClock
from tests.jobs.conftest import MakeTask, WriteCsv, rejected, stored
from tests.jobs.conftest import imported as imported_as
from tests.shop import shop_catalog

BOUGHT = {
    "shopper_id": "ayla",
    "type": "purchase",
    "occurred_at": "2026-03-01T12:00:00Z",
    "product_id": "mug",
    "price": "9.50",
    "quantity": "1",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Engine]:
    """Bulk statements differ between the two."""
    on_postgres = request.param == "postgresql"
    engine = connect(
        request.getfixturevalue("postgres").fresh_database() if on_postgres else settings.database
    )
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def shop(engine: Engine, clock: ManualClock) -> None:
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog(), now=clock.now())


def imported(task: Task) -> Totals:
    return imported_as(task, "events")


def test_an_event_is_stored_as_it_was_told(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    row = BOUGHT | {"order_id": "A-1", "session_id": "s", "country": "GB"}
    assert imported(make_task(write_csv("a.csv", [row]))).imported == 1

    with transaction(engine, writes=False) as session:
        event = session.exec(select(Event)).one()
        shopper_id = shopper_by_external_id(session, "ayla").shopper_id
    assert (event.shopper_id, event.type, event.product_id) == (shopper_id, EventType.PURCHASE, "mug")
    assert (str(event.price), event.currency, event.order_id) == ("9.50", "GBP", "A-1")
    assert event.occurred_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert event.context == {"country": "GB"}


def test_importing_twice_changes_nothing(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    path = write_csv("a.csv", [BOUGHT, BOUGHT, BOUGHT | {"type": "view"}])
    first = imported(make_task(path))
    before = stored(engine)
    second = imported(make_task(path))

    assert (first.imported, first.known) == (3, 0), "two identical lines are two purchases"
    assert (second.imported, second.known, second.new_shoppers) == (0, 3, 0)
    assert stored(engine) == before


def test_the_same_events_in_another_kind_of_file_are_known(
    tmp_path: Path, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    imported(make_task(write_csv("a.csv", [BOUGHT])))
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(BOUGHT | {"price": 9.5, "quantity": 1}) + "\n")
    assert imported(make_task(path)).known == 1


def test_a_killed_import_goes_on_where_it_was(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    rows = [BOUGHT | {"occurred_at": f"2026-03-01T12:{minute:02}:00Z"} for minute in range(60)] * 100
    path = write_csv("a.csv", rows)

    def killed(_done: int, _size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported_as(make_task(path, progress=killed), "events")
    survived = len(stored(engine)["Event"])
    totals = imported(make_task(path))

    assert 0 < survived < len(rows)
    assert (totals.known, totals.imported) == (survived, len(rows) - survived)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"product_id": "no-such"}, "product_id: is not in the catalog"),
        ({"product_id": ""}, "product_id: is empty; a purchase is of a product"),
        ({"type": "bought"}, "type: must be one of: view, impression"),
        ({"occurred_at": "2027-01-01T00:00:00Z"}, "occurred_at: lies in the future"),
        ({"occurred_at": "soon"}, "occurred_at: is not a time such as"),
        ({"shopper_id": ""}, "shopper_id: is empty"),
        ({"shopper_id": "NULL"}, "shopper_id: is empty or a placeholder"),
        ({"quantity": "0"}, "quantity: must be from 1"),
        ({"price": "cheap"}, "price: is not an amount"),
    ],
)
def test_a_bad_line_is_rejected_with_field_and_remedy(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, change: dict[str, str], reason: str
) -> None:
    totals = imported(make_task(write_csv("a.csv", [BOUGHT | change, BOUGHT])))

    assert totals.imported == 1
    [line] = rejected(totals)
    assert line["line"] == 2
    assert line["reason"].startswith(reason)
    assert len(stored(engine)["Shopper"]) == 1, "a rejected line leaves no shopper behind"


def test_a_shops_own_placeholder_is_a_rejected_line(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    path = write_csv("a.csv", [BOUGHT | {"shopper_id": "Walk-in"}, BOUGHT])
    totals = imported_as(make_task(path), "events")
    assert (totals.imported, totals.rejected, len(stored(engine)["Shopper"])) == (1, 1, 1)


def test_a_product_may_be_called_by_an_alias(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, clock: ManualClock
) -> None:
    """Also where products are made: a SKU is no new product."""
    with transaction(engine) as session:
        mug = replace(catalog.product(session, "mug"), aliases=("SKU/1", "0012345678905"))
        catalog.upsert(session, [mug], now=clock.now())
    rows = [BOUGHT | {"product_id": name} for name in ("SKU/1", "12345678905", "mug")]
    totals = imported(make_task(write_csv("a.csv", rows), create_products=True))
    assert (totals.imported, totals.new_products) == (3, 0)
    assert {row["product_id"] for row in stored(engine)["Event"]} == {"mug"}
    assert imported(make_task(write_csv("a.csv", rows))).known == 3


def test_products_can_be_made(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    rows = [BOUGHT | {"product_id": "new", "product_title": "New thing"}, BOUGHT]
    totals = imported(make_task(write_csv("a.csv", rows), create_products=True))

    assert (totals.imported, totals.new_products) == (2, 1)
    with transaction(engine, writes=False) as session:
        assert catalog.product(session, "new").title == "New thing"
        assert catalog.product(session, "mug").title == "Blue stoneware mug", "a known one is left alone"


def test_a_shop_s_own_event_ids_are_kept(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    imported(make_task(write_csv("a.csv", [BOUGHT | {"event_id": "e-1"}])))
    again = imported(
        make_task(write_csv("b.csv", [BOUGHT | {"event_id": "e-1"}, BOUGHT | {"event_id": "e-2"}]))
    )
    assert (again.known, again.imported) == (1, 1)
    assert {row["event_id"] for row in stored(engine)["Event"]} == {"e-1", "e-2"}


def test_a_trial_gives_addresses_and_consent(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, clock: ManualClock
) -> None:
    with transaction(engine) as session:
        refused = ensure_shopper(session, "mia", now=clock.now())
        no = {ConsentPurpose.RECOVERY_EMAIL: False}
        decide(session, refused.shopper_id, no, source="storefront", now=clock.now())
    rows = [BOUGHT, BOUGHT | {"shopper_id": "mia"}, BOUGHT | {"shopper_id": "with space"}]
    path = write_csv("a.csv", rows)
    for _ in range(2):
        imported(make_task(path, email_template="{user_id}@example.com"))

    with transaction(engine, writes=False) as session:
        ayla, mia = shopper_by_external_id(session, "ayla"), shopper_by_external_id(session, "mia")
        assert ayla.email == "ayla@example.com"
        assert consents(session, ayla.shopper_id)[ConsentPurpose.RECOVERY_EMAIL] is True
        assert consents(session, mia.shopper_id)[ConsentPurpose.RECOVERY_EMAIL] is False, "Mia's no stands"
        assert shopper_by_external_id(session, "with space").email is None
        decisions = session.exec(select(ConsentDecision)).all()
    assert sorted(decision.source for decision in decisions) == ["import", "storefront"]


def test_a_trial_ends_within_the_last_day_and_keeps_its_pace(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, clock: ManualClock
) -> None:
    rows = [BOUGHT | {"occurred_at": at} for at in ("2019-10-01T09:00:00Z", "2019-10-01T10:30:00Z")]
    path = write_csv("a.csv", rows)
    totals = imported(make_task(path, email_template="{user_id}@example.com"))
    clock.advance(timedelta(days=3))
    again = imported(make_task(path, email_template="{user_id}@example.com"))

    first, last = sorted(row["occurred_at"] for row in stored(engine)["Event"])
    assert first == datetime(2026, 3, 1, 9, tzinfo=UTC), "the last line is two hours old at least"
    assert last - first == timedelta(hours=1, minutes=30)
    assert totals.moved_days > 0
    assert again.known == 2


@pytest.mark.parametrize("template", ["me@example.com", "{user_id}", "{user_id}@x y.com", ""])
def test_a_template_that_gives_no_addresses_is_refused(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, template: str
) -> None:
    with pytest.raises(InvalidInput, match=r"must hold \{user_id\}"):
        imported_as(make_task(write_csv("a.csv", [BOUGHT]), email_template=template), "events")
    assert stored(engine)["Event"] == []


interactions = st.builds(
    ImportedInteraction,
    shopper=st.sampled_from("ab"),
    session_id=st.sampled_from("st"),
    type=st.sampled_from(EventType),
    occurred_at=st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    quantity=st.integers(1, 2),
)


@given(st.lists(interactions, max_size=30))
def test_ids_are_distinct_within_a_file_and_the_same_for_the_next_one(lines: list[Any]) -> None:
    first, second = EventIds("events"), EventIds("events")
    ids = [first(interaction) for interaction in lines]
    assert len(set(ids)) == len(lines)
    assert ids == [second(interaction) for interaction in lines]
    assert set(ids).isdisjoint(map(EventIds("rees46"), lines))
