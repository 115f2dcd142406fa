"""Many callers at once: each asks, waits for the answer, asks again."""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter

from benchmarks.load.client import Connection, Request
from benchmarks.load.tally import UNAVAILABLE, Tally

LONGEST_PAUSE_SECONDS = 5.0
"""Whoever is told to come back later does so then, or after this."""

Next = Callable[[], Request]
Pause = Callable[[], float]


async def drive(
    port: int, make: Next, *, connections: int, seconds: float, pause: Pause | None = None
) -> Tally:
    """Ask over so many connections for so long; `pause` is what a caller thinks between two requests."""
    tally = Tally()
    end = perf_counter() + seconds

    async def caller() -> None:
        async with Connection(port) as connection:
            if pause is not None:
                await asyncio.sleep(pause())  # or all would begin in the same instant
            while perf_counter() < end:
                rest = await _ask(connection, make(), tally, end)
                if pause is not None:
                    rest += pause()
                if rest:
                    await asyncio.sleep(min(rest, max(end - perf_counter(), 0)))

    await asyncio.gather(*(caller() for _ in range(connections)))
    return tally


async def _ask(connection: Connection, request: Request, tally: Tally, end: float) -> float:
    """One request, counted; returns how long to stay away."""
    try:
        answer = await connection.ask(request)
    except OSError as error:
        tally.broke(error)
        return 0.1
    tally.answered(request.route, answer, in_time=perf_counter() <= end)
    if answer.status in (UNAVAILABLE, 429):
        return min(float(answer.header("retry-after") or 0), LONGEST_PAUSE_SECONDS)
    return 0.0


Task = Callable[[Connection], Awaitable[None]]


async def each(port: int, tasks: list[Task]) -> None:
    """Run every task over a connection of its own, all at once."""

    async def one(task: Task) -> None:
        async with Connection(port) as connection:
            await task(connection)

    await asyncio.gather(*(one(task) for task in tasks))
