"""Events exactly once: twenty writers repeat batches of fifty until told yes, and the server is killed."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from time import perf_counter
from typing import Any
from uuid import uuid4

from rich.table import Table
from sqlalchemy import text

from benchmarks.load.client import Connection, Request, bearer
from benchmarks.load.crowd import run, told_to_wait
from benchmarks.load.places import Place
from core.database import connect

WRITERS, BATCH = 20, 50
SHOPPERS = 2_000
MARK = "durable"  # the session of every event that is sent here
GIVE_UP_SECONDS = 60.0
"""How long after the end a writer goes on with the batch that it has in hand."""


@dataclass(frozen=True)
class Plan:
    """How long without a disturbance, how long with so many kills."""

    steady_seconds: float = 15.0
    killed_seconds: float = 40.0
    kills: int = 4


@dataclass
class Sent:
    """What the writers know: the ids that they were told yes for, those never, and what came between."""

    acknowledged: set[str] = field(default_factory=set)
    in_time: int = 0
    unanswered: set[str] = field(default_factory=set)
    retries: dict[str, int] = field(default_factory=dict)

    def again(self, why: str) -> None:
        """Count a try that was not told yes."""
        self.retries[why] = self.retries.get(why, 0) + 1


Batch = tuple[list[str], Request]
Make = Callable[[], Batch]


def measure(place: Place, plan: Plan) -> dict[str, Any]:
    """A shop's server tells of many shoppers, a browser of one; the bare peer's rate stands beside."""
    place.arrive()
    senders = {"server": by_server(place), "visitors": by_visitors(place)}
    with place.bare() as bare:
        beside = run(write(bare.port, senders["server"], plan.steady_seconds))
    figures = {}
    for name, make in senders.items():
        steady = run(write(place.server.port, make, plan.steady_seconds))
        killed = run(_killed(place, make, plan))
        figures[name] = {
            "per_second": round(steady.in_time / plan.steady_seconds),
            "per_second_with_kills": round(killed.in_time / plan.killed_seconds),
            "kills": plan.kills,
            "retries": {"steady": steady.retries, "killed": killed.retries},
            "told_yes": len(steady.acknowledged) + len(killed.acknowledged),
            "never_told": len(steady.unanswered) + len(killed.unanswered),
            **check(place.database, steady.acknowledged | killed.acknowledged),
        }
    bare_rate = round(beside.in_time / plan.steady_seconds)
    return {"database": place.kind, "bare_per_second": bare_rate, "senders": figures}


def by_server(place: Place) -> Make:
    """Batches as a shop's server sends them: each event of another shopper."""
    random, headers = Random(3), bearer(place.keys.secret)
    return lambda: batch(
        headers, place.size.products, lambda: {"shopper_id": f"c-{random.randrange(SHOPPERS)}"}
    )


def by_visitors(place: Place) -> Make:
    """Batches as browsers send them: all of one visitor."""
    random = Random(4)

    def make() -> Batch:
        headers = bearer(place.keys.publishable, random.choice(place.tokens))
        return batch(headers, place.size.products, dict)

    return make


def batch(headers: bytes, products: int, more: Callable[[], dict[str, str]]) -> Batch:
    """The ids and the request; each event carries its id a second time, to tell one that is stored twice."""
    ids = [str(uuid4()) for _ in range(BATCH)]
    now = datetime.now(UTC).isoformat()
    common = {"type": "view", "occurred_at": now, "session_id": MARK}
    events = [
        {
            "id": event_id,
            "placement": event_id,
            "product_id": f"p{hash(event_id) % products}",
            **common,
            **more(),
        }
        for event_id in ids
    ]
    return ids, Request("events", "POST", "/v1/events", headers, json.dumps({"events": events}).encode())


async def write(port: int, make: Make, seconds: float) -> Sent:
    """Twenty writers for so long."""
    sent, end = Sent(), perf_counter() + seconds
    await asyncio.gather(*(_writer(port, make, sent, end) for _ in range(WRITERS)))
    return sent


async def _writer(port: int, make: Make, sent: Sent, end: float) -> None:
    async with Connection(port) as connection:
        while perf_counter() < end:
            ids, request = make()
            if await _until_yes(connection, request, sent, end + GIVE_UP_SECONDS):
                sent.acknowledged.update(ids)
                if perf_counter() <= end:
                    sent.in_time += len(ids)
            else:
                sent.unanswered.update(ids)


async def _until_yes(connection: Connection, request: Request, sent: Sent, end: float) -> bool:
    """The same batch again and again; False where the time is over."""
    while perf_counter() < end:
        pause = 0.2
        try:
            answer = await connection.ask(request)
        except OSError as error:
            sent.again(type(error).__name__)
        else:
            if answer.status == 202:
                return True
            sent.again(str(answer.status))
            pause = max(pause, told_to_wait(answer))
        await asyncio.sleep(pause)
    return False


async def _killed(place: Place, make: Make, plan: Plan) -> Sent:
    writing = asyncio.create_task(write(place.server.port, make, plan.killed_seconds))
    for _ in range(plan.kills):
        await asyncio.sleep(plan.killed_seconds / (plan.kills + 1) - 1)
        await asyncio.to_thread(place.server.kill)
        await asyncio.sleep(1)
        await asyncio.to_thread(place.server.start)
    return await writing


def check(database: str, acknowledged: Iterable[str]) -> dict[str, int]:
    """Of what was told yes, how many events are missing; of all, how many are there more than once."""
    engine = connect(database)
    statement = text("SELECT event_id, placement FROM event WHERE session_id = :mark")
    with engine.connect() as connection:
        rows = connection.execute(statement, {"mark": MARK}).all()
    engine.dispose()
    stored = {event_id for event_id, _ in rows}
    return {
        "missing": len(set(acknowledged) - stored),
        "twice": len(rows) - len({carried for _, carried in rows}),
    }


def tables(measured: dict[str, Any]) -> list[Table]:
    """For a person."""
    names = ("sent by", "events/s", "with kills", "told yes", "never told", "missing", "twice", "retries")
    title = (
        f"Durable events on {measured['database']}; the bare peer stores {measured['bare_per_second']:,}/s"
    )
    table = Table(*names, title=title)
    for name, sender in measured["senders"].items():
        figures = (
            sender[key]
            for key in ("per_second", "per_second_with_kills", "told_yes", "never_told", "missing", "twice")
        )
        table.add_row(name, *(f"{figure:,}" for figure in figures), str(sender["retries"]))
    return [table]
