"""Every race against a server of its own process, counted and judged."""

import asyncio
from typing import Any

from rich.table import Table

from benchmarks.load.arena import Arena
from benchmarks.load.places import Place
from benchmarks.load.races import RACES, run

SHOWN = 3


def measure(place: Place, *, rounds: int) -> dict[str, Any]:
    """Every race so many times: statuses (0 is a connection that broke), and what was wrong."""
    keys = place.keys
    found: dict[str, dict[str, Any]] = {}
    for name in RACES:
        arena = Arena(place.server.port, keys.publishable, keys.secret, product="p1")
        outcome = asyncio.run(run(arena, name, rounds=rounds))
        found[name] = {
            "statuses": {str(status): outcome.statuses[status] for status in sorted(outcome.statuses)},
            "faults": len(outcome.faults),
            "some_faults": outcome.faults[:SHOWN],
        }
    broken = sum(
        count
        for one in found.values()
        for status, count in one["statuses"].items()
        if status == "0" or status >= "500"
    )
    return {"database": place.kind, "rounds": rounds, "broken": broken, "races": found}


def tables(found: dict[str, Any]) -> list[Table]:
    """For a person."""
    table = Table(
        "race", "statuses", "faults", title=f"Races on {found['database']}, {found['rounds']} rounds"
    )
    for name, one in found["races"].items():
        statuses = " ".join(f"{status}×{count}" for status, count in one["statuses"].items())
        table.add_row(name, statuses, str(one["faults"]))
    return [table]
