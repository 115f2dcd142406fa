"""One fault after the other, twenty seconds apart or as soon as the one before is over."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

from rich.console import Console

from benchmarks.faults.kinds import Fault
from benchmarks.faults.record import CALM, Record, until

EVERY = 20.0
PATIENCE = 120.0
"""Seconds after which something is said not to have recovered."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One fault, and how many seconds after its end each part worked again; None for one that did not."""

    name: str
    began: float
    lasted: float
    recovered: dict[str, float | None] = field(default_factory=dict)


def conduct(
    faults: Sequence[Fault], record: Record, *, seconds: float, rounds: bool, console: Console
) -> Iterator[Happened]:
    """Let them happen until the time is over; with `rounds` false each once."""
    started = time.monotonic()
    for fault in cycle(faults) if rounds else faults:
        if rounds and time.monotonic() - started > seconds:
            return
        begun = time.monotonic()
        happened = _happen(fault, record, began=begun - started)
        worst = max((took if took is not None else PATIENCE) for took in happened.recovered.values())
        console.print(f"{happened.began:6.0f} s  {fault.name}: recovered in {worst:.1f} s", highlight=False)
        yield happened
        time.sleep(max(begun + EVERY - time.monotonic(), 0.0) if rounds else 0.0)


def _happen(fault: Fault, record: Record, *, began: float) -> Happened:
    record.phase = fault.name
    begun = time.monotonic()
    fault.begin()
    time.sleep(fault.lasts)
    fault.end()
    ended = time.monotonic()
    recovered: dict[str, float | None] = {}
    until(lambda: _all_work(fault, record, ended, recovered), seconds=PATIENCE)
    record.phase = CALM
    return Happened(fault.name, began, ended - begun, {part: recovered.get(part) for part in fault.parts})


def _all_work(fault: Fault, record: Record, ended: float, recovered: dict[str, float | None]) -> bool:
    for part in fault.parts:
        if part not in recovered and record.worked_since(part, ended):
            recovered[part] = time.monotonic() - ended
    return len(recovered) == len(fault.parts)
