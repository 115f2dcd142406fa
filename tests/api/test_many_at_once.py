"""More requests at once than threads and connections: all are answered, and health is told meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import sleep
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from api.app import create_app
from benchmarks.load.client import Answer, Connection, Request, bearer
from core.clock import SystemClock
from core.database import connect, transaction
from core.keys import Keys
from core.migration import upgrade
from core.settings import Settings
from tests.live import free_port, serving
from tests.services import open_shop

HANG_SECONDS = 170.0
"""No limit of speed: a test must end, also where the service does not answer."""


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
def port(settings: Settings, engine: Engine, keys: Keys) -> Iterator[int]:
    port = free_port()
    services = open_shop(settings, engine, keys, SystemClock())
    with serving(create_app(settings, services=services), f"http://127.0.0.1:{port}"):
        yield port


def test_60_posts_of_events_at_once_are_all_answered(port: int, keys: Keys) -> None:
    posts = [
        Request("events", "POST", "/v1/events", bearer(keys.publishable, token), _a_view())
        for token in asyncio.run(_visitors(port, keys, 60))
    ]

    answers, health = asyncio.run(_all_at_once(port, posts))

    assert _refused(answers, but=202) == {}
    assert any(answer.status == 202 for answer in answers)
    assert set(health) == {200}


def test_100_reads_of_consent_at_once_are_all_answered(port: int, keys: Keys) -> None:
    reads = [
        Request("consent", "GET", "/v1/consent", bearer(keys.publishable, token))
        for token in asyncio.run(_visitors(port, keys, 100))
    ]

    answers, health = asyncio.run(_all_at_once(port, reads))

    assert _refused(answers, but=200) == {}
    assert any(answer.status == 200 for answer in answers)
    assert set(health) == {200}


def test_past_the_bound_of_patience_who_waits_is_told_to_come_again(
    settings: Settings, engine: Engine, keys: Keys
) -> None:
    """Somebody holds the database: who has begun is answered in the end, the others are told when to come."""
    port, answers = free_port(), list[Answer]()
    services = open_shop(settings.model_copy(update={"patience_seconds": 1.0}), engine, keys, SystemClock())
    with serving(create_app(settings, services=services), f"http://127.0.0.1:{port}"):
        posts = [
            Request("events", "POST", "/v1/events", bearer(keys.publishable, token), _a_view())
            for token in asyncio.run(_visitors(port, keys, 40))
        ]
        with ThreadPoolExecutor(1) as crowd:
            with transaction(engine) as session:
                if engine.dialect.name == "postgresql":
                    session.execute(text("LOCK TABLE event IN ACCESS EXCLUSIVE MODE"))
                else:
                    session.connection()  # SQLite's one writer
                told = crowd.submit(asyncio.run, _all_at_once(port, posts, answers))
                while not (told.done() or any(answer.status == 503 for answer in answers)):
                    sleep(0.05)
            _, health = told.result()
    assert _refused(answers, but=202) == {}
    assert {answer.status for answer in answers} == {202, 503}
    assert set(health) == {200}


def _refused(answers: Sequence[Answer], *, but: int) -> Counter[int]:
    """How often which status came, apart from this one and from 503 that says when to come back."""
    return Counter(
        answer.status
        for answer in answers
        if answer.status != but and not (answer.status == 503 and answer.header("retry-after"))
    )


def _a_view() -> bytes:
    now = datetime.now(UTC).isoformat()
    return (
        f'{{"events": [{{"id": "{uuid4()}", "type": "view", "occurred_at": "{now}", '
        '"session_id": "s", "product_id": "mug"}]}'
    ).encode()


async def _visitors(port: int, keys: Keys, count: int) -> list[str]:
    """Tokens of so many new visitors, who come one after another."""
    async with Connection(port) as connection:
        arrival = Request("visitors", "POST", "/v1/visitors", bearer(keys.secret))
        return [(await connection.ask(arrival)).json["token"] for _ in range(count)]


async def _all_at_once(
    port: int, requests: Sequence[Request], answers: list[Answer] | None = None
) -> tuple[list[Answer], Counter[int]]:
    """The answers as they come, and how often health was answered how while they were waited for."""
    answers = [] if answers is None else answers
    health: Counter[int] = Counter()

    async def ask(request: Request) -> None:
        async with Connection(port) as connection:
            answers.append(await connection.ask(request, patience=HANG_SECONDS))

    async def keep_asking() -> None:
        async with Connection(port) as connection:
            while True:
                answer = await connection.ask(Request("health", "GET", "/v1/health"), patience=HANG_SECONDS)
                health[answer.status] += 1
                await asyncio.sleep(0.05)

    async with asyncio.timeout(HANG_SECONDS):
        asking = asyncio.create_task(keep_asking())
        await asyncio.gather(*(ask(request) for request in requests))
        while not health:
            await asyncio.sleep(0.05)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    return answers, health
