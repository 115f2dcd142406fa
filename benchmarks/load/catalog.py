"""Clients update products one by one while shoppers ask: both go on, and a change is seen soon."""

import asyncio
import json
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import quote

from rich.table import Table

from benchmarks.load.client import Connection, Request
from benchmarks.load.crowd import Load, drive, run
from benchmarks.load.places import Place, secret
from benchmarks.load.prober import Prober
from benchmarks.load.tally import Tally, milliseconds
from benchmarks.shops import made_up

SHOPPERS = 100
WITHIN_MS = 1_000.0
"""An update must be answered within this, but for one in a hundred."""
CLIENTS = (0, 2, 8, 0)
WARM_UP_SECONDS = 5.0
LOOK_SECONDS, LOOK_UP_SECONDS = 0.05, 10.0
"""How often it is looked whether a change is seen, and when that is given up."""


@dataclass(frozen=True)
class Plan:
    """How long with each number of clients."""

    seconds: float = 15.0


def measure(place: Place, plan: Plan) -> dict[str, Any]:
    """Shoppers alone, beside two clients, beside eight, and alone again, which shows how restless it is."""
    place.arrive()
    run(beside(place, clients=1, seconds=WARM_UP_SECONDS))
    runs = []
    for clients in CLIENTS:
        runs.append(run(beside(place, clients=clients, seconds=plan.seconds)))
        if not place.server.calm(45):
            place.server.restart()
    return {"database": place.kind, "shoppers": SHOPPERS, "runs": runs}


async def beside(place: Place, *, clients: int, seconds: float) -> dict[str, Any]:
    """A hundred shoppers who send the mix, two requests a second each; clients update without a pause."""
    port, random = place.server.port, Random(clients)
    traffic = place.traffic(seed=clients)
    asking = Load(SHOPPERS, seconds, pause=lambda: random.uniform(0.2, 0.8))
    updates = Tally()
    seen: list[float] = []
    with Prober(port) as prober:
        shoppers, _, unseen = await asyncio.gather(
            drive(port, traffic, asking),
            drive(port, Updates(place, random), Load(clients, seconds), tally=updates),
            look(place, seen, perf_counter() + seconds),
        )
    return {
        "clients": clients,
        "shoppers": shoppers.summary(seconds) | {"broken": shoppers.broken},
        "updates": updates.summary(seconds) | {"broken": updates.broken},
        "seen": {"changes": len(seen), "in_vain": unseen, **milliseconds(seen)},
        "health": prober.summary,
    }


class Updates:
    """New prices, one product after another."""

    def __init__(self, place: Place, random: Random) -> None:
        self._place, self._random, self._headers = place, random, secret(place)

    def __call__(self) -> Request:
        """The next update."""
        product = made_up(self._random.randrange(self._place.size.products))
        body = {
            "title": product.title,
            "description": product.description,
            "category": product.category,
            "price": f"{self._random.randrange(500, 9_900) / 100:.2f}",
            "stock": 10,
            "attributes": dict(product.attributes),
        }
        return put(self._headers, product.product_id, body)


def put(headers: bytes, product_id: str, body: dict[str, Any]) -> Request:
    """A product as the shop's server sends it."""
    return Request("update", "PUT", f"/v1/products/{product_id}", headers, json.dumps(body).encode())


async def look(place: Place, seen: list[float], end: float) -> int:
    """Once a second a new price, or a new product, and how long after the yes a search shows it.

    Returns how many were not seen.
    """
    headers, in_vain, number = secret(place), 0, 0
    async with Connection(place.server.port) as connection:
        while perf_counter() < end:
            number += 1
            name = "beacon" if number % 2 else f"beacon-{number}"
            body = {"title": f"Lighthouse {name}", "price": f"{number}.00", "stock": 1}
            search = f"/v1/search?q={quote(str(body['title']))}&limit=5"
            try:
                told = await connection.ask(put(headers, name, body))
                if told.status == 200:
                    seconds = await _until_seen(
                        connection, Request("look", "GET", search, headers), name, number
                    )
                    seen.extend([] if seconds is None else [seconds])
                    in_vain += seconds is None
            except OSError:
                in_vain += 1
            await asyncio.sleep(1)
    return in_vain


async def _until_seen(connection: Connection, search: Request, name: str, price: int) -> float | None:
    begun = perf_counter()
    while perf_counter() - begun < LOOK_UP_SECONDS:
        answer = await connection.ask(search)
        hits = answer.json["products"] if answer.status == 200 else []
        prices = {hit["product"]["product_id"]: float(hit["product"]["price"]) for hit in hits}
        if prices.get(name) == price:
            return perf_counter() - begun
        await asyncio.sleep(LOOK_SECONDS)
    return None


def tables(measured: dict[str, Any]) -> list[Table]:
    """For a person."""
    times = ("p50 ms", "p99 ms", "slowest", "broken")
    names = ("clients", "updates/s", *times, "answers/s", *times, "seen after ms", "health ms")
    title = f"Updates of products on {measured['database']}, while {measured['shoppers']} shoppers ask"
    table = Table(*names, title=title)
    for row in measured["runs"]:
        cells: list[object] = [row["clients"]]
        for who in ("updates", "shoppers"):
            cells += [row[who][key] for key in ("per_second", "p50", "p99", "slowest", "broken")]
        cells += [f"{row['seen']['p50']} / {row['seen']['slowest']}", row["health"]["slowest"]]
        table.add_row(*(str(cell) for cell in cells))
    return [table]
