"""The worker's health check follows the leadership."""

from datetime import timedelta

from sqlalchemy import Engine

from core.database import connect
from jobs import leases
from jobs.health import a_worker_leads
from jobs.worker import LEASE
from tests.clock import ManualClock


def test_a_worker_leads_while_its_lease_lasts(engine: Engine, clock: ManualClock) -> None:
    assert not a_worker_leads(engine, clock=clock)
    assert leases.acquire(engine, LEASE, "worker 1", clock=clock)
    assert a_worker_leads(engine, clock=clock)
    clock.advance(timedelta(seconds=leases.PACE.ttl))
    assert not a_worker_leads(engine, clock=clock)


def test_a_clock_that_was_set_back_makes_nobody_alive(engine: Engine, clock: ManualClock) -> None:
    assert leases.acquire(engine, LEASE, "worker 1", clock=clock)
    clock.advance(-timedelta(hours=1))
    assert not a_worker_leads(engine, clock=clock)
    assert leases.renew(engine, LEASE, "worker 1", clock=clock)
    assert a_worker_leads(engine, clock=clock)


def test_nobody_leads_while_the_database_is_away(clock: ManualClock) -> None:
    assert not a_worker_leads(connect("postgresql+psycopg://nobody@127.0.0.1:1/nowhere"), clock=clock)
