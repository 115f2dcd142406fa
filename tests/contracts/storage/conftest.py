"""The storage suite runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from core import catalog, shoppers
from core.database import connect
from core.migration import upgrade
from core.settings import Settings
from core.tables import Shopper
from tests.clock import ManualClock
from tests.contracts.storage.shop import JACKET, MUG


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Engine]:
    on_postgres = request.param == "postgresql"
    engine = connect(
        request.getfixturevalue("postgres").fresh_database() if on_postgres else settings.database
    )
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def ayla(session: Session, clock: ManualClock) -> Shopper:
    catalog.upsert(session, [JACKET, MUG], now=clock.now())
    return shoppers.ensure_shopper(session, "ayla", now=clock.now())
