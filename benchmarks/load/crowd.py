"""Many callers at once: each asks, waits for the answer, asks again."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

import uvloop

from benchmarks.load.client import Answer, Connection, Request
from benchmarks.load.tally import UNAVAILABLE, Tally

LONGEST_PAUSE_SECONDS = 5.0
"""Whoever is told to come back later does so then, or after this."""

Result = TypeVar("Result")
Next = Callable[[], Request]
Pause = Callable[[], float]


@dataclass(frozen=True)
class Load:
    """So many callers for so long; `pause` is what each thinks between two requests."""

    connections: int
    seconds: float
    pause: Pause | None = None


async def drive(port: int, make: Next, load: Load, *, tally: Tally | None = None) -> Tally:
    """Ask as the load says; whoever wants to look on meanwhile passes the tally."""
    tally = Tally() if tally is None else tally
    pause = load.pause
    end = perf_counter() + load.seconds

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

    await asyncio.gather(*(caller() for _ in range(load.connections)))
    return tally


async def _ask(connection: Connection, request: Request, tally: Tally, end: float) -> float:
    """One request, counted; returns how long to stay away."""
    begun = perf_counter()
    try:
        answer = await connection.ask(request)
    except OSError as error:
        tally.broke(error, perf_counter() - begun)
        return 0.1
    tally.answered(request.route, answer, in_time=perf_counter() <= end)
    if answer.status in (UNAVAILABLE, 429):
        return told_to_wait(answer)
    return 0.0


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it on the loop that takes the least from the server's cores."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def told_to_wait(answer: Answer) -> float:
    """The seconds that Retry-After says."""
    return min(float(answer.header("retry-after") or 0), LONGEST_PAUSE_SECONDS)
