"""Eight callers make the same thing at once: none is told of an error, and it is stored once."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from api.app import create_app
from api.http.work import Workers
from benchmarks.load.arena import CALLERS, Arena
from benchmarks.load.races import RACES, run
from core.clock import SystemClock
from core.keys import Keys
from core.settings import Settings
from tests.live import free_port, serving
from tests.services import open_shop

ROUNDS = 5


@pytest.fixture
def arena(settings: Settings, engine: Engine, keys: Keys) -> Iterator[Arena]:
    port = free_port()
    services = open_shop(settings, engine, keys, SystemClock())
    # As many at work at once as there are callers: in one process they would only race where one is slow.
    workers = Workers(engine, patience=settings.patience_seconds, at_once=CALLERS)
    services = replace(services, workers=workers)
    with serving(create_app(settings, services=services), f"http://127.0.0.1:{port}"):
        yield Arena([port], keys.publishable, keys.secret, product="mug")


@pytest.mark.parametrize("name", RACES)
def test_callers_at_once_are_all_answered_and_store_once(arena: Arena, name: str) -> None:
    with ThreadPoolExecutor(1) as apart:  # a browser of another test may keep a loop in this thread
        outcome = apart.submit(asyncio.run, run(arena, name, rounds=ROUNDS)).result()

    assert outcome.faults == []
    assert sum(outcome.statuses.values()) >= ROUNDS
