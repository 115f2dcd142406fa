"""What the load benchmark measures with: its client, its tally, its judges, and what it sends."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.app import create_app
from benchmarks.load.client import HEADERS_END, Answer, Connection, Request
from benchmarks.load.crowd import Load, drive
from benchmarks.load.durable import MARK, check
from benchmarks.load.mix import beside
from benchmarks.load.soak import flatness
from benchmarks.load.tally import Tally
from benchmarks.load.traffic import MIX, Traffic
from benchmarks.shops import fill, made_up
from core.clock import SystemClock
from core.database import transaction
from core.keys import Keys
from core.settings import Settings
from feedback.events import NewEvent, store
from feedback.tables import EventType
from tests.services import open_shop
from tests.shop import Visitor

GET = Request("r", "GET", "/")


@asynccontextmanager
async def answering(pieces: Sequence[bytes], *, hang_up: bool = False) -> AsyncIterator[int]:
    """A server that answers every request with these pieces, one after another."""
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while await reader.readuntil(HEADERS_END):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0.01)
                if hang_up:
                    break
        with suppress(OSError):
            writer.close()
            await writer.wait_closed()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.create_task(serve(reader, writer)))

    async with await asyncio.start_server(begin, "127.0.0.1") as server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*serving)


def test_the_client_puts_an_answer_together_from_pieces() -> None:
    async def ask() -> list[Answer]:
        pieces = [
            b"HTTP/1.1 503 Service Unavailable\r\ncontent-",
            b"length: 5\r\nRetry-After: 2\r\n\r\nhe",
            b"llo",
        ]
        async with answering(pieces) as port, Connection(port) as connection:
            return [await connection.ask(GET) for _ in range(3)]

    for answer in asyncio.run(ask()):
        assert (answer.status, answer.body, answer.header("retry-after")) == (503, b"hello", "2")
        assert answer.header("x-none") is None


def test_the_client_connects_anew_after_a_server_hung_up_and_says_when_it_hangs() -> None:
    async def ask() -> None:
        async with (
            answering([b"HTTP/1.1 204 No Content\r\n\r\n"], hang_up=True) as port,
            Connection(port) as connection,
        ):
            for _ in range(2):
                assert (await connection.ask(GET)).status == 204
                await asyncio.sleep(0.1)
        async with answering([]) as port, Connection(port) as connection:
            with pytest.raises(TimeoutError):
                await connection.ask(GET, patience=0.05)
        async with answering([b"HTTP/1.1 200"], hang_up=True) as port, Connection(port) as connection:
            with pytest.raises(ConnectionResetError):
                await connection.ask(GET)

    asyncio.run(ask())


def test_a_crowd_is_counted_by_route_and_status() -> None:
    async def ask() -> Tally:
        async with answering([b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"]) as port:
            return await drive(port, lambda: GET, Load(connections=3, seconds=0.3))

    summary = asyncio.run(ask()).summary(0.3)

    assert summary["answered"] >= 3
    assert summary["statuses"] == {"200": summary["answered"]} == summary["routes"]["r"]["statuses"]
    assert summary["errors"] == {}


def test_refusals_are_counted_apart_and_what_was_waited_for_in_vain_is_timed() -> None:
    tally = Tally()
    tally.answered("r", Answer(200, b"", b"", 0.001))
    tally.answered("r", Answer(503, b"HTTP/1.1 503\r\nretry-after: 1", b"", 0.002))
    tally.answered("r", Answer(503, b"HTTP/1.1 503", b"", 0.002))
    tally.answered("r", Answer(500, b"HTTP/1.1 500", b"", 4.0))
    tally.broke(TimeoutError(), 30.0)

    summary = tally.summary(1.0)

    assert summary["answered"] == 1
    assert summary["slowest"] == 30_000
    assert summary["refused"]["with_retry_after"] == summary["refused"]["without_retry_after"] == 1
    assert tally.broken == 2


def test_the_same_seed_makes_the_same_requests_of_every_route() -> None:
    makers = [Traffic("pk", ["a", "b"], products=10, seed=5) for _ in range(2)]
    first, second = ([make() for _ in range(300)] for make in makers)

    assert [request.path for request in first] == [request.path for request in second]
    assert {request.route for request in first} == set(MIX)


def test_the_api_takes_every_request_of_the_mix(settings: Settings, engine: Engine, keys: Keys) -> None:
    services = open_shop(
        settings, engine, keys, SystemClock(), products=[made_up(number) for number in range(10)]
    )
    with TestClient(create_app(settings, services=services)) as http:
        make = Traffic(
            keys.publishable, [Visitor.arrives(http, keys, SystemClock()).token], products=10, seed=6
        )
        for request in (make() for _ in range(100)):
            headers = dict(
                line.split(": ", 1) for line in request.wire.decode().split("\r\n\r\n")[0].split("\r\n")[2:]
            )
            answer = http.request(request.method, request.path, headers=headers, content=request.body)
            assert answer.is_success, f"{request.path}: {answer.text}"


@pytest.mark.parametrize(
    ("megabytes", "flat"),
    [
        ([50, 80, *[100 + step % 3 for step in range(48)]], True),
        ([100 + step / 3 for step in range(50)], False),
        ([*[100] * 40, 120, *[100] * 9], False),
    ],
    ids=["grows at first", "grows all the while", "jumps once"],
)
def test_memory_is_flat_when_it_stays_within_five_percent_after_the_warm_up(
    megabytes: list[float], flat: bool
) -> None:
    assert flatness([(5.0 * step, size) for step, size in enumerate(megabytes)])["flat"] is flat


def test_missing_and_doubled_events_are_found(engine: Engine, settings: Settings) -> None:
    now = datetime.now(UTC)
    fill(engine, products=40, shoppers=1, history=1, now=now)
    with transaction(engine) as session:
        (shopper,) = session.execute(text("SELECT shopper_id FROM shopper")).scalars()
        carried = {"a": "a", "b": "b", "b again": "b"}
        store(session, [_marked(name, shopper, mark, now) for name, mark in carried.items()], now=now)

    assert check(settings.database, ["a", "b"]) == {"missing": 0, "twice": 1}
    assert check(settings.database, ["a", "c", "d"]) == {"missing": 2, "twice": 1}


def _marked(event_id: str, shopper_id: str, carried: str, now: datetime) -> NewEvent:
    return NewEvent(event_id, shopper_id, MARK, EventType.VIEW, now, product_id="p1", placement=carried)


def test_ours_is_judged_beside_the_peer_round_by_round() -> None:
    def run(server: str, rate: float, p99: float, **more: Any) -> dict[str, Any]:
        calm = {"connections": 50, "broken": 0, "statuses": {"200": 9}, "refused": {"without_retry_after": 0}}
        return {"server": server, "per_second": rate, "p99": p99, **calm, **more}

    good = [run("rapport", 50, 20), run("bare", 100, 10), run("rapport", 40, 10), run("bare", 80, 10)]
    comparison = beside(good, 50)

    assert comparison["rate_share"]["median"] == 0.5
    assert comparison["p99_multiple"] == {"median": 1.5, "least": 1.0, "most": 2.0}
    assert all(comparison["kept"].values())
    for wrong in ({"broken": 1}, {"refused": {"without_retry_after": 1}}, {"statuses": {"429": 1}}):
        assert not all(
            beside([*good, run("rapport", 50, 20, **wrong), run("bare", 100, 10)], 50)["kept"].values()
        )
    assert not beside([run("rapport", 10, 90), run("bare", 100, 10)], 50)["kept"]["p99"]
    assert not beside([run("rapport", 10, 90), run("bare", 100, 10)], 50)["kept"]["rate"]
