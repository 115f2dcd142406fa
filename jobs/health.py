"""`python -m jobs.health`: exit code 0 while a worker leads, else 1; a container's health check asks it."""

import sys

from sqlalchemy import Engine

from core.clock import Clock, SystemClock
from core.database import connect, transaction
from core.tables import Lease
from jobs.context import load_settings
from jobs.worker import LEASE


def a_worker_leads(engine: Engine, *, clock: Clock) -> bool:
    """Whether some worker holds the leadership now; another may stand by."""
    with transaction(engine, writes=False) as session:
        lease = session.get(Lease, LEASE)
        return lease is not None and lease.expires_at > clock.now()


if __name__ == "__main__":
    sys.exit(0 if a_worker_leads(connect(load_settings().database), clock=SystemClock()) else 1)
