"""`make faults`: the whole service under one fault after the other, and what was lost, doubled or refused.

An API and two workers run as processes beside a PostgreSQL, a mail server and something in Rasa's place, on
loopback and in a temporary folder. The exit code is 1 where anything broke that must not.
"""

import argparse
import signal
import statistics
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.faults.conductor import Happened, conduct
from benchmarks.faults.kinds import faults, quick
from benchmarks.faults.record import until
from benchmarks.faults.system import PRODUCTS, System, keep_logs, running
from benchmarks.faults.traffic import Traffic
from benchmarks.faults.verdict import Verdict, as_json, judge
from benchmarks.report import print_json

WARM_UP = 15.0
SETTLE = 60.0
"""Seconds at the end for what was begun: every event acknowledged, every email that can go gone."""


def main() -> int:
    """Run, judge, print."""
    options = arguments()
    console = Console(stderr=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended before its time."))  # and clear up
    with running(postgres=options.database == "postgresql", train=not options.quick) as system:
        _introduce(system, options.database, console)
        traffic = Traffic(system.settings.public_url, system.keys, system.record, products=PRODUCTS)
        traffic.start()
        until(lambda: _all_works(system), seconds=WARM_UP * 4)
        chosen = quick(faults(system)) if options.quick else faults(system)
        happened = list(
            conduct(
                chosen,
                system.record,
                seconds=options.minutes * 60,
                rounds=not options.quick,
                console=console,
            )
        )
        system.heal()
        traffic.stop(patience=SETTLE)
        until(lambda: not (traffic.left - system.mail.received.keys()), seconds=SETTLE / 2)
        codes = {process.name: process.stop() for process in reversed(system.processes)}
        codes = {process.name: codes[process.name] for process in system.processes}
        if options.logs:
            keep_logs(system, options.logs)
        verdict = judge(system, traffic, happened, codes=codes)
        how = {"disk": system.disk.how, "clocks": list(system.clocks) or "libfaketime is not installed"}
    show(verdict, happened, Console())
    if options.json:
        given = {"database": options.database, "minutes": options.minutes, "quick": options.quick}
        print_json(**as_json(verdict, happened, **given, **how))
    return 1 if verdict.broken else 0


def arguments() -> argparse.Namespace:
    """What is run and for how long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long faults go on")
    parser.add_argument("--quick", action="store_true", help="three faults, once each, without a model")
    parser.add_argument("--logs", type=Path, help="a folder for what the processes said")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    return parser.parse_args()


def _introduce(system: System, database: str, console: Console) -> None:
    console.print(f"{database}; a full disk is {system.disk.how}", highlight=False)
    if not system.clocks:
        console.print("No clock jumps: libfaketime is not installed (apt install faketime).")


def _all_works(system: System) -> bool:
    parts = ("events", "recommendations", "chat", "jobs", "mail")
    return all(system.record.worked_since(part, 0.0) for part in parts)


def show(verdict: Verdict, happened: Sequence[Happened], console: Console) -> None:
    """For a person."""
    table = Table("fault", "times", "recovered in s, median (slowest)", "answers meanwhile")
    for name in dict.fromkeys(fault.name for fault in happened):
        own = [fault for fault in happened if fault.name == name]
        parts = (f"{part} {_seconds(own, part)}" for part in own[0].recovered)
        table.add_row(name, str(len(own)), "\n".join(parts), _by_status(verdict.statuses.get(name, {})))
    console.print(table)
    for title in ("events", "emails", "jobs", "processes", "broken"):
        console.print(f"{title}: {getattr(verdict, title)}", highlight=False)


def _seconds(happened: Sequence[Happened], part: str) -> str:
    recovered = [fault.recovered[part] for fault in happened]
    seconds = [float("inf") if wait is None else wait for wait in recovered]
    return f"{statistics.median(seconds):.1f} ({max(seconds):.1f})"


def _by_status(answers: Mapping[str, int]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for answer, number in answers.items():
        counts[answer.split()[-1]] += number
    return ", ".join(f"{number} × {status}" for status, number in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
