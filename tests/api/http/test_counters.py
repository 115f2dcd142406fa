"""Counting: exactly, in bounded memory, in Redis for several processes, without Redis while it is away."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fakeredis import TcpFakeServer

from api.http.counters import AWAY_SECONDS, MOST_WINDOWS, SWEEP_SECONDS, Counters, InMemory
from tests.live import free_port


class Hands:
    """A timer that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def redis_at(port: int) -> Iterator[str]:
    server = TcpFakeServer(("127.0.0.1", port), server_type="redis")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"redis://127.0.0.1:{port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_window_begins_with_its_first_request_and_ends() -> None:
    hands = Hands()
    memory = InMemory(hands)
    assert [memory.hit("a", 60).used for _ in range(3)] == [1, 2, 3]
    hands.now = 59.0
    assert (memory.hit("a", 60).used, memory.hit("a", 60).ends_in) == (4, 1.0)
    assert memory.hit("b", 60).used == 1
    hands.now = 60.0
    assert memory.hit("a", 60).used == 1


def test_what_has_ended_is_forgotten_and_the_memory_is_bounded() -> None:
    hands = Hands()
    memory = InMemory(hands)
    for number in range(MOST_WINDOWS + 10):
        memory.hit(str(number), 60)
    assert len(memory) == MOST_WINDOWS
    assert memory.hit(str(MOST_WINDOWS), 60).used == 2
    assert memory.hit("0", 60).used == 1, "the oldest made room"
    hands.now = 60.0 + SWEEP_SECONDS
    memory.hit("new", 60)
    assert len(memory) == 1


def test_two_processes_share_what_redis_counts() -> None:
    async def hits(url: str) -> list[int]:
        processes = [Counters(url, patience=60.0) for _ in range(2)]
        counts = await asyncio.gather(*(processes[number % 2].hit("a", 3_600) for number in range(40)))
        for process in processes:
            await process.close()
        assert all(0 < count.ends_in <= 3_600 for count in counts)
        return sorted(count.used for count in counts)

    with redis_at(free_port()) as url:
        assert asyncio.run(hits(url)) == list(range(1, 41))


def test_while_redis_is_away_the_memory_counts_and_one_line_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hands, port = Hands(), free_port()
    caplog.set_level(logging.INFO, logger="api.http.counters")

    async def story() -> None:
        counters = Counters(f"redis://:hidden@127.0.0.1:{port}", timer=hands)
        counts = await asyncio.gather(*(counters.hit("a", 60) for _ in range(10)))
        assert sorted(count.used for count in counts) == list(range(1, 11))
        hands.now = AWAY_SECONDS
        assert (await counters.hit("a", 60)).used == 11
        await counters.close()

    asyncio.run(story())
    assert [record.message for record in caplog.records] == [
        "Redis does not answer (ConnectionError); limits are counted in each process meanwhile."
    ]


def test_when_redis_is_back_it_counts_again() -> None:
    hands, port = Hands(), free_port()

    async def story() -> None:
        counters = Counters(f"redis://127.0.0.1:{port}", timer=hands, patience=60.0)
        assert (await counters.hit("a", 60)).used == 1
        with redis_at(port):
            assert (await counters.hit("a", 60)).used == 2, "left alone for a while"
            hands.now = AWAY_SECONDS
            assert (await counters.hit("a", 60)).used == 1
            await counters.close()

    asyncio.run(story())
