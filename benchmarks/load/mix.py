"""A mix of requests over 1 to 500 connections, to us and to a bare peer in turn; health asked meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.table import Table

from benchmarks.load.crowd import Load, drive, run
from benchmarks.load.places import Place
from benchmarks.load.prober import Prober
from benchmarks.load.server import Server

P99_MULTIPLE, RATE_SHARE, BOUND_AT = 3.0, 0.4, 50
"""What is promised beside the peer: the slowest hundredth at so many connections, and the rate everywhere."""
CALM_SECONDS = 45.0


@dataclass(frozen=True)
class Plan:
    """How many connections, for how long, how often."""

    connections: Sequence[int] = (1, 50, 200, 500)
    seconds: float = 10.0
    rounds: int = 3


def measure(place: Place, plan: Plan) -> dict[str, Any]:
    """Every number of connections, in turns; the shop is warmed up first, and so is its peer."""
    place.arrive()
    with place.bare() as bare:
        servers = {"rapport": place.server, "bare": bare}
        for server in servers.values():
            once(place, server, connections=1, seconds=min(plan.seconds, 3.0), seed=-1)
        runs = []
        for connections in plan.connections:
            for turn in range(plan.rounds):
                for name, server in servers.items():
                    seed = 1_000 * connections + turn
                    figures = once(place, server, connections=connections, seconds=plan.seconds, seed=seed)
                    runs.append({"server": name, "connections": connections, "round": turn, **figures})
    return {
        "database": place.kind,
        "runs": runs,
        "beside": [beside(runs, connections) for connections in plan.connections],
    }


def once(place: Place, server: Server, *, connections: int, seconds: float, seed: int) -> dict[str, Any]:
    """One run against one server; it is started anew where it does not come to itself afterwards."""
    with Prober(server.port) as prober:
        traffic = place.traffic(seed)
        tally = run(drive(server.port, traffic, Load(connections, seconds)))
    stuck = not server.calm(CALM_SECONDS)
    if stuck:
        server.restart()
    return tally.summary(seconds) | {"broken": tally.broken, "health": prober.summary, "stuck": stuck}


def beside(runs: list[dict[str, Any]], connections: int) -> dict[str, Any]:
    """Ours beside the peer's: share of the rate and multiple of the p99, round by round; and what is kept."""
    ours, theirs = (
        [figures for figures in runs if figures["server"] == name and figures["connections"] == connections]
        for name in ("rapport", "bare")
    )
    pairs = list(zip(ours, theirs, strict=True))
    rates = [own["per_second"] / other["per_second"] for own, other in pairs if other["per_second"]]
    tails = [own["p99"] / other["p99"] for own, other in pairs if own["p99"] and other["p99"]]
    kept = {
        "no 5xx but 503": all(not own["broken"] and not _hopeless(own) for own in ours),
        "no 4xx": all(int(status) < 400 or int(status) >= 500 for own in ours for status in own["statuses"]),
        "rate": bool(rates) and median(rates) >= RATE_SHARE,
    }
    if connections == BOUND_AT:
        kept["p99"] = bool(tails) and median(tails) <= P99_MULTIPLE
    return {
        "connections": connections,
        "rate_share": spread(rates),
        "p99_multiple": spread(tails),
        "kept": kept,
    }


def _hopeless(run: dict[str, Any]) -> bool:
    return bool(run["refused"]["without_retry_after"])


def spread(values: Sequence[float]) -> dict[str, float | None]:
    """Median, smallest and largest."""
    if not values:
        return {"median": None, "least": None, "most": None}
    return {
        "median": round(median(values), 3),
        "least": round(min(values), 3),
        "most": round(max(values), 3),
    }


def tables(measured: dict[str, Any]) -> list[Table]:
    """For a person: each run, then ours beside the peer's."""
    runs = Table(
        *("", "connections", "good/s", "p50 ms", "p99 ms", "slowest", "statuses", "broken", "health ms"),
        title=f"The mix on {measured['database']}",
    )
    for row in measured["runs"]:
        statuses = " ".join(f"{status}×{count}" for status, count in row["statuses"].items())
        health = f"{row['health']['slowest']:,.0f}" + (" stuck" if row["stuck"] else "")
        figures = (
            f"{row[name]:,.1f}" if row[name] is not None else "–" for name in ("p50", "p99", "slowest")
        )
        rate = f"{row['per_second']:,.0f}"
        runs.add_row(
            row["server"], str(row["connections"]), rate, *figures, statuses, str(row["broken"]), health
        )
    beside = Table("connections", "share of the peer's rate", "multiple of its p99", "kept")
    for row in measured["beside"]:
        kept = ", ".join(f"{name}: {'yes' if held else 'NO'}" for name, held in row["kept"].items())
        beside.add_row(
            str(row["connections"]), written(row["rate_share"]), written(row["p99_multiple"]), kept
        )
    return [runs, beside]


def written(values: dict[str, float | None]) -> str:
    """A median with its spread."""
    if values["median"] is None:
        return "–"
    return f"{values['median']:.2f} ({values['least']:.2f} to {values['most']:.2f})"
