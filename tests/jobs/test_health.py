"""The worker's health check follows the leadership."""

from sqlalchemy import Engine

from jobs import leases
from jobs.health import a_worker_leads
from jobs.worker import LEASE
from tests.clock import ManualClock


def test_a_worker_leads_while_its_lease_lasts(engine: Engine, clock: ManualClock) -> None:
    assert not a_worker_leads(engine, clock=clock)
    assert leases.acquire(engine, LEASE, "worker 1", clock=clock)
    assert a_worker_leads(engine, clock=clock)
    clock.advance(leases.TTL)
    assert not a_worker_leads(engine, clock=clock)
