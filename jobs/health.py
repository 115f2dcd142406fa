"""`python -m jobs.health`: exit code 0 while a worker leads, else 1; a container's health check asks it."""

import sys
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from core.clock import Clock, SystemClock
from core.database import connect, transaction
from core.tables import Lease
from jobs.context import load_settings
from jobs.leases import PACE
from jobs.worker import LEASE


def a_worker_leads(engine: Engine, *, clock: Clock) -> bool:
    """Whether some worker holds the leadership now, by this machine's clock; another may stand by."""
    now, ttl = clock.now(), timedelta(seconds=PACE.ttl)
    try:
        with transaction(engine, writes=False) as session:
            lease = session.get(Lease, LEASE)
    except SQLAlchemyError:
        return False
    # One that seems to last longer was renewed before the clock was set back, and perhaps not since.
    return lease is not None and now < lease.expires_at <= now + 2 * ttl


if __name__ == "__main__":
    sys.exit(0 if a_worker_leads(connect(load_settings().database), clock=SystemClock()) else 1)
