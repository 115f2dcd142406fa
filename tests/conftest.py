"""What every test may ask for: a clock, settings in a folder of its own, keys, a migrated database."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from core.database import connect, transaction
from core.keys import Keys, load_keys
from core.migration import upgrade
from core.settings import Settings
from tests.clock import ManualClock
from tests.live import (
    Ports,
    exported_encoder,
    live_assistant,
    live_settings,
)
from tests.postgres import Cluster, NotInstalled, cluster

hypothesis.settings.register_profile("any machine", deadline=None)  # a busy one is no failure
hypothesis.settings.load_profile("any machine")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, var=tmp_path / "var", database_url="")


@pytest.fixture
def keys(settings: Settings) -> Keys:
    return load_keys(settings)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = connect(settings.database)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own; skips where it is not installed, fails where CI is set."""
    try:
        with cluster() as running:
            yield running
    except NotInstalled as error:
        pytest.fail(f"{error}; in CI it must be.") if os.environ.get("CI") else pytest.skip(str(error))


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real encoder."""
    return exported_encoder(tmp_path_factory.mktemp("exported") / "encoder")


@pytest.fixture(scope="session")
def ports() -> Ports:
    return Ports()


@pytest.fixture(scope="session")
def rasa(tmp_path_factory: pytest.TempPathFactory, ports: Ports, encoder: Path) -> Iterator[Path]:
    """A running assistant; its conversations lie in the folder that is given."""
    folder = tmp_path_factory.mktemp("assistant")
    with live_assistant(live_settings(folder, ports, encoder)):
        yield folder


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session
