"""Every race against several processes of one shop, counted and judged."""

import asyncio
from contextlib import ExitStack
from typing import Any

from rich.table import Table

from benchmarks.load.arena import Arena
from benchmarks.load.places import Place
from benchmarks.load.races import RACES, run

SHOWN = 3
PROCESSES = 3
"""Of the API: in one of them requests take turns, and race only where one is slow."""


def measure(place: Place, *, rounds: int) -> dict[str, Any]:
    """Every race so many times: statuses (0 is a connection that broke), and what was wrong."""
    races: dict[str, dict[str, Any]] = {}
    with ExitStack() as stack:
        servers = [place.server, *(stack.enter_context(place.another_server()) for _ in range(PROCESSES - 1))]
        ports = [server.port for server in servers]
        for name in RACES:
            arena = Arena(ports, place.keys.publishable, place.keys.secret, product="p1")
            outcome = asyncio.run(run(arena, name, rounds=rounds))
            races[name] = {
                "statuses": {str(status): outcome.statuses[status] for status in sorted(outcome.statuses)},
                "faults": len(outcome.faults),
                "some_faults": outcome.faults[:SHOWN],
            }
    broken = sum(
        count
        for race in races.values()
        for status, count in race["statuses"].items()
        if status == "0" or status >= "500"
    )
    return {"database": place.kind, "rounds": rounds, "broken": broken, "races": races}


def tables(measured: dict[str, Any]) -> list[Table]:
    """For a person."""
    table = Table(
        "race", "statuses", "faults", title=f"Races on {measured['database']}, {measured['rounds']} rounds"
    )
    for name, race in measured["races"].items():
        statuses = " ".join(f"{status}×{count}" for status, count in race["statuses"].items())
        table.add_row(name, statuses, str(race["faults"]))
    return [table]
