"""A browser that is signed in to the dashboard."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core import accounts
from core.database import transaction
from tests.api.dashboard.seeding import PASSWORD, sign_in
from tests.clock import ManualClock


@pytest.fixture
def marek(http: TestClient, engine: Engine, clock: ManualClock) -> TestClient:
    """A browser that is signed in."""
    with transaction(engine) as session:
        accounts.set_password(session, "marek", PASSWORD, clock.now())
    assert sign_in(http).url.path == "/dashboard"
    return http
