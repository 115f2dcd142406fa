"""The mix for minutes on end, and what memory the process holds all the while."""

import threading
from collections.abc import Sequence
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np
from rich.table import Table

from benchmarks.load.crowd import Load, drive, run
from benchmarks.load.places import Place
from benchmarks.load.prober import Prober
from benchmarks.load.tally import Tally

CONNECTIONS = 50
EVERY_SECONDS = 5.0
WARM_UP = 0.2
"""This share of the time the process may still grow: caches fill, the allocator finds its size."""
FLAT_PERCENT = 5.0


def measure(place: Place, *, minutes: float) -> dict[str, Any]:
    """The mix for so long over fifty connections."""
    place.arrive()
    tally, done = Tally(), threading.Event()
    samples: list[tuple[float, float, int]] = []
    begun = perf_counter()

    def watch() -> None:
        while not done.wait(EVERY_SECONDS):
            samples.append((perf_counter() - begun, place.server.resident_megabytes(), tally.in_time))

    watching = threading.Thread(target=watch)
    watching.start()
    with Prober(place.server.port) as prober:
        load = Load(CONNECTIONS, minutes * 60)
        run(drive(place.server.port, place.traffic(seed=7), load, tally=tally))
    done.set()
    watching.join()
    return {
        "database": place.kind,
        "minutes": minutes,
        "memory": flatness([(second, megabytes) for second, megabytes, _ in samples]),
        "samples": [
            {"second": round(second), "megabytes": round(megabytes, 1)} for second, megabytes, _ in samples
        ],
        "rates": [
            round((after - before) / (end - start))
            for (start, _, before), (end, _, after) in pairwise(samples)
        ],
        **tally.summary(minutes * 60),
        "broken": tally.broken,
        "health": prober.summary,
    }


def flatness(samples: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Of (seconds, megabytes) after the warm-up: what a straight line gains, and the widest departure.

    Both in percent; of the line's beginning, and of the median.
    """
    after = samples[int(len(samples) * WARM_UP) :]
    if len(after) < 3:
        return {"first": None, "last": None, "most": None, "drift": None, "widest": None, "flat": False}
    seconds, megabytes = np.array(after).T
    slope, start = np.polyfit(seconds - seconds[0], megabytes, 1)
    drift = 100 * slope * (seconds[-1] - seconds[0]) / start
    middle = float(np.median(megabytes))
    widest = 100 * float(np.abs(megabytes - middle).max()) / middle
    return {
        "first": round(float(megabytes[0]), 1),
        "last": round(float(megabytes[-1]), 1),
        "most": round(float(megabytes.max()), 1),
        "drift": round(float(drift), 2),
        "widest": round(widest, 2),
        "flat": bool(abs(drift) <= FLAT_PERCENT and widest <= FLAT_PERCENT),
    }


def tables(measured: dict[str, Any]) -> list[Table]:
    """For a person."""
    memory = measured["memory"]
    title = f"{measured['minutes']:g} minutes of the mix on {measured['database']}, {CONNECTIONS} connections"
    table = Table("", "", title=title)
    table.add_row("good answers per second", f"{measured['per_second']:,.0f}")
    table.add_row("p50, p99, slowest ms", f"{measured['p50']}, {measured['p99']}, {measured['slowest']}")
    table.add_row("statuses", str(measured["statuses"]))
    table.add_row("broken", str(measured["broken"]))
    table.add_row(
        "MB after warm-up, at the end, most", f"{memory['first']}, {memory['last']}, {memory['most']}"
    )
    table.add_row(
        "drift of the straight line, widest departure", f"{memory['drift']} %, {memory['widest']} %"
    )
    table.add_row("flat within 5 %", "yes" if memory["flat"] else "NO")
    return [table]
