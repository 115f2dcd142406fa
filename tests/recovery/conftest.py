"""A shop on its own database, and what a campaign in it needs."""

import pytest
from sqlalchemy import Engine

from core.keys import Keys
from core.settings import Settings
from recovery.campaign import Campaign
from tests.clock import ManualClock
from tests.recovery.shop import Shop, suggest_boots


@pytest.fixture
def shop(engine: Engine, clock: ManualClock) -> Shop:
    return Shop(engine, clock)


@pytest.fixture
def campaign(settings: Settings, keys: Keys) -> Campaign:
    return Campaign(settings=settings, keys=keys, recommend=suggest_boots)
