"""Transactions, keys and migrations keep their word on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count

import pytest
from sqlalchemy import CursorResult, Engine, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

import recovery.tables
from core import catalog, database, shoppers
from core.database import connect, insert_new, reading, table_of, transaction
from core.errors import NotFound
from core.migration import upgrade
from core.tables import ConsentDecision, Shopper
from feedback import events
from feedback.tables import Event
from jobs import leases
from jobs.leases import LeaseWatch, Pace
from tests.clock import ManualClock
from tests.contracts.storage.shop import event


def test_nothing_of_a_failed_transaction_stays(engine: Engine, clock: ManualClock) -> None:
    def fail_half_way() -> None:
        with transaction(engine) as session:
            shoppers.ensure_shopper(session, "ayla", now=clock.now())
            catalog.product(session, "no such product")

    with pytest.raises(NotFound):
        fail_half_way()

    with transaction(engine) as session, pytest.raises(NotFound):
        shoppers.shopper_by_external_id(session, "ayla")


def test_a_transaction_after_a_read_is_one_again(engine: Engine, clock: ManualClock) -> None:
    with reading(engine) as session, pytest.raises(NotFound):
        shoppers.shopper_by_external_id(session, "ayla")
    test_nothing_of_a_failed_transaction_stays(engine, clock)


def test_a_connection_that_lay_idle_is_asked_whether_its_server_is_there(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that was restarted, or a firewall that forgot, must not cost the next shopper an answer."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite is a file: nothing of it goes away")
    with transaction(engine) as session:
        backend = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    another = connect(engine.url.render_as_string(hide_password=False))
    with transaction(another) as session:
        session.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})
    another.dispose()
    monkeypatch.setattr(database, "IDLE", 0.0)
    with transaction(engine) as session:
        assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() != backend


def test_two_shoppers_cannot_have_one_name(engine: Engine, clock: ManualClock) -> None:
    row = {"external_id": "ayla", "created_at": clock.now()}
    with transaction(engine) as session:
        insert_new(session, Shopper, [{"shopper_id": "1", **row}])
    with pytest.raises(IntegrityError), transaction(engine) as session:
        session.add(Shopper(shopper_id="2", external_id="ayla", created_at=clock.now()))


def test_a_row_that_refers_to_nobody_is_refused(engine: Engine, clock: ManualClock) -> None:
    stranger = Shopper(shopper_id="nobody", created_at=clock.now())
    with pytest.raises(IntegrityError), transaction(engine) as session:
        events.store(session, [event("e1", stranger, clock.now())], now=clock.now())


def test_migrating_again_changes_nothing(engine: Engine, clock: ManualClock) -> None:
    with transaction(engine) as session:
        shoppers.ensure_shopper(session, "ayla", now=clock.now())
    upgrade(engine)
    with transaction(engine) as session:
        assert shoppers.shopper_by_external_id(session, "ayla").created_at == clock.now()


def test_the_personal_tables_are_those_of_every_room() -> None:
    names = {table.name for table in shoppers.personal_tables()}
    personal = (Event, ConsentDecision, recovery.tables.AbandonedCart, recovery.tables.RecoveryEmail)
    assert {table_of(model).name for model in personal} < names


def test_of_many_that_reach_for_a_lease_one_gets_it(engine: Engine, clock: ManualClock) -> None:
    impatient = Pace(wait=lambda _: True)
    with ThreadPoolExecutor(max_workers=8) as pool:
        taken = list(
            pool.map(
                lambda name: leases.acquire(engine, "leader", name, clock=clock, watch=LeaseWatch(impatient)),
                "abcdefgh",
            )
        )

    assert sorted(taken) == [False] * 7 + [True]
    passing = Pace(elapsed=partial(next, count(step=10.0)), wait=lambda _: None)
    assert leases.acquire(engine, "leader", "next", clock=clock, watch=LeaseWatch(passing))


def test_of_many_that_claim_a_row_one_gets_it(engine: Engine, clock: ManualClock) -> None:
    """What sending an email once rests on: a conditional update counts one row for one of the racers."""
    with transaction(engine) as session:
        shoppers.ensure_shopper(session, "ayla", now=clock.now())
    claim = update(Shopper).where(col(Shopper.email).is_(None)).values(email="claimed@example.com")

    def race(_: int) -> int:
        with transaction(engine) as session:
            result = session.execute(claim)
            assert isinstance(result, CursorResult)
            return result.rowcount

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert sorted(pool.map(race, range(8))) == [0] * 7 + [1]
