"""The faults: what begins one, what ends it, and which parts must work again after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.faults.system import System

HOUR = 3_600
API = ("events", "recommendations")
JOBS = ("jobs",)
QUICK = ("mail server away", "API killed", "clock of the second machine an hour ahead")


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind; `lasts` seconds, and for what is over at once 0."""

    name: str
    begin: Callable[[], object]
    end: Callable[[], object]
    parts: Sequence[str]
    lasts: float = 8.0


def nothing() -> None:
    """What ends a fault that is over at once."""


def quick(faults: Sequence[Fault]) -> list[Fault]:
    """Three of them, briefly."""
    return [replace(fault, lasts=min(fault.lasts, 2.0)) for fault in faults if fault.name in QUICK]


def faults(system: System) -> list[Fault]:
    """All that can happen to this system, in turn."""
    possible = [
        Fault("mail server away", system.mail.stop, system.mail.start, ("mail",)),
        Fault("mail connections dropped", system.drop_mail, system.keep_mail, ("mail",)),
        Fault("Rasa hangs", system.rasa.answering.clear, system.rasa.answering.set, ("chat", *API)),
        Fault("disk full", system.fill_disk, system.free_disk, (*API, *JOBS, "mail")),
        Fault("worker killed", system.kill_leader, nothing, (*JOBS, "mail"), lasts=0.0),
        Fault("API killed", system.api.kill, nothing, API, lasts=0.0),
    ]
    if system.server:
        possible.insert(
            0, Fault("database away", system.server.stop, system.server.start, (*API, *JOBS, "mail"))
        )
    for name, clock in system.clocks.items():
        for words, seconds in (("ahead", HOUR), ("back", -HOUR)):
            possible.append(
                Fault(
                    f"clock of {name} an hour {words}",
                    partial(clock.jump, seconds),
                    partial(clock.jump, 0),
                    (*API, *JOBS),
                )
            )
    return possible
