"""A request's work: in one thread and one transaction, in turn, again where another was quicker."""

import threading
from collections.abc import Iterator
from functools import partial
from typing import Annotated

import anyio
import pytest
from fastapi import Depends, FastAPI, Query
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.app import create_app
from api.http import work
from api.http.dependencies import Services
from api.http.work import SessionOf, Workers, WorkRoute, in_one_thread
from core.database import insert_new, repeated
from core.errors import Unavailable
from core.shoppers import ensure_shopper
from core.tables import Shopper
from tests.clock import ManualClock


def thread_of(session: SessionOf) -> int:
    session.connection()
    return threading.get_ident()


Number = Annotated[int, Query()]


def doubled(number: Number) -> int:
    return 2 * number


ThreadOf = Annotated[int, Depends(thread_of)]


@pytest.fixture
def app(services: Services) -> FastAPI:
    return create_app(services.settings, services=services)


@pytest.fixture
def ended() -> list[int]:
    return []


@pytest.fixture
def http(app: FastAPI, ended: list[int]) -> Iterator[TestClient]:
    def threads(
        session: SessionOf,
        thread: ThreadOf,
        number: Number,
        twice: Annotated[int, Depends(doubled)],
    ) -> dict[str, object]:
        """Where its parts ran."""
        session.info["ended"] = True
        connection = session.connection()
        connection.engine.pool  # noqa: B018 - it is open here
        return {"same": thread == threading.get_ident(), "numbers": [number, twice]}

    app.router.add_api_route("/threads", threads, route_class_override=WorkRoute)
    with TestClient(app) as client:
        yield client


def test_dependency_and_endpoint_share_a_thread_and_the_request_is_read_by_fastapi(http: TestClient) -> None:
    assert http.get("/threads", params={"number": 4}).json() == {"same": True, "numbers": [4, 8]}
    assert http.get("/threads", params={"number": "four"}).status_code == 422


def test_a_dependency_that_needs_the_session_cannot_be_async() -> None:
    async def waits(session: SessionOf) -> Session:
        return session

    def endpoint(awaited: Annotated[Session, Depends(waits)]) -> None:
        """Never called."""

    with pytest.raises(TypeError, match="cannot be async"):
        in_one_thread(endpoint)


def test_one_name_stands_for_one_thing() -> None:
    def counted(session: SessionOf, count: int) -> int:
        return count

    def endpoint(total: Annotated[int, Depends(counted)], count: str) -> None:
        """Never called."""

    with pytest.raises(TypeError, match="another 'count'"):
        in_one_thread(endpoint)


def test_who_waits_too_long_for_a_turn_is_told_to_come_again(engine: Engine) -> None:
    release = threading.Event()

    async def crowd(workers: Workers) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(partial(workers.run, release.wait, writes=True))
            await anyio.wait_all_tasks_blocked()
            try:
                with pytest.raises(Unavailable, match="Too much"):
                    await workers.run(lambda: None, writes=True)
            finally:
                release.set()

    anyio.run(crowd, Workers(engine, patience=0.05))


def test_work_that_has_begun_is_not_given_up(engine: Engine) -> None:
    """The patience is for the wait: what was done is answered, however long it took."""
    release = threading.Event()

    async def slow(workers: Workers) -> str:
        threading.Timer(0.3, release.set).start()
        return await workers.run(lambda: "done" if release.wait(30) else "never", writes=True)

    assert anyio.run(slow, Workers(engine, patience=0.05)) == "done"


def test_a_slow_one_lets_the_next_begin(engine: Engine) -> None:
    """One that waits for a lock, or for a database that is far away, holds up nobody else for long."""
    release, answered = threading.Event(), list[str]()

    async def crowd(workers: Workers) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(partial(workers.run, release.wait, writes=False))
            await anyio.wait_all_tasks_blocked()
            answered.append(await workers.run(lambda: "answered", writes=False))
            release.set()

    anyio.run(crowd, Workers(engine, patience=30.0))
    assert answered == ["answered"]


def test_one_is_at_work_at_a_time_while_nobody_is_slow(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SLOW_SECONDS", 30.0)
    at_work: list[int] = []
    most: list[int] = []

    def answer() -> None:
        at_work.append(1)
        threading.Event().wait(0.002)
        most.append(len(at_work))
        at_work.pop()

    async def crowd(workers: Workers) -> None:
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(partial(workers.run, answer, writes=False))

    anyio.run(crowd, Workers(engine, patience=30.0))
    assert most == [1] * 20


def test_who_writes_holds_up_neither_who_thinks_nor_on_sqlite_who_reads(engine: Engine) -> None:
    release, answered = threading.Event(), list[str]()

    async def crowd(workers: Workers) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(partial(workers.run, release.wait, writes=True))
            await anyio.wait_all_tasks_blocked()
            answered.append(await workers.think(lambda: "thought"))
            answered.append(await workers.run(lambda: "read", writes=False))
            release.set()

    anyio.run(crowd, Workers(engine, patience=30.0))
    assert answered == ["thought", "read"]


def test_who_loses_a_race_gets_what_the_winner_made(engine: Engine, clock: ManualClock) -> None:
    seen: list[str | None] = []

    def lose_once(session: Session) -> str:
        """Another stores the shopper between our look and our insert, as it can on PostgreSQL."""
        if not seen:
            seen.append(None)
            raise IntegrityError("", None, _UniqueViolation())
        return ensure_shopper(session, "ayla", now=clock.now()).shopper_id

    with Session(engine) as other:
        insert_new(other, Shopper, [{"shopper_id": "1", "external_id": "ayla", "created_at": clock.now()}])
        other.commit()
    assert repeated(engine, lose_once) == "1"


def test_another_fault_is_not_tried_again(engine: Engine) -> None:
    tries: list[int] = []

    def fail(_session: Session) -> None:
        tries.append(1)
        raise IntegrityError("", None, ValueError("a column is missing"))

    with pytest.raises(IntegrityError):
        repeated(engine, fail)
    assert len(tries) == 1


class _UniqueViolation(Exception):
    sqlstate = "23505"
