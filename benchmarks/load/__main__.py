"""python -m benchmarks.load mix|soak|durable|catalog|races|all: on loopback, bounded in count and time."""

import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.load import catalog, durable, mix, racing, soak
from benchmarks.load.places import KINDS, Place, Size, places
from benchmarks.report import print_json

Measure = Callable[[Place, Namespace], dict[str, Any]]
Show = Callable[[dict[str, Any]], list[Table]]


def main() -> None:
    """Measure what is asked for on each database; with --json the last line is one object."""
    # Told to end, it ends its servers first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    options = arguments()
    chosen = list(PARTS) if options.part == "all" else [options.part]
    measured: dict[str, list[dict[str, Any]]] = {name: [] for name in chosen}
    console = Console(width=150)
    size = Size(products=options.products, visitors=options.visitors)
    with places(options.databases, size) as shops:
        for place in shops:
            for name in chosen:
                measure, show = PARTS[name]
                result = measure(place, options)
                measured[name].append(result)
                for table in show(result):
                    console.print(table)
                place.server.restart()  # what one part left behind is no matter of the next
    if options.json:
        print_json(options=vars(options), **measured)


def arguments() -> Namespace:
    """What to measure, where, and how long."""
    parser = ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("part", nargs="?", default="mix", choices=[*PARTS, "all"])
    parser.add_argument("--databases", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--products", type=int, default=2_000)
    parser.add_argument("--visitors", type=int, default=1_000)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 50, 200, 500], help="of the mix")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the soak")
    parser.add_argument("--quick", action="store_true", help="shorter and once, to see that it runs")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    return parser.parse_args()


def _mix(place: Place, options: Namespace) -> dict[str, Any]:
    quick = mix.Plan(options.connections, seconds=4, rounds=1)
    return mix.measure(place, quick if options.quick else mix.Plan(options.connections))


def _soak(place: Place, options: Namespace) -> dict[str, Any]:
    return soak.measure(place, minutes=1.0 if options.quick else options.minutes)


def _durable(place: Place, options: Namespace) -> dict[str, Any]:
    quick = durable.Plan(steady_seconds=5, killed_seconds=25, kills=2)
    return durable.measure(place, quick if options.quick else durable.Plan())


def _catalog(place: Place, options: Namespace) -> dict[str, Any]:
    return catalog.measure(place, catalog.Plan(seconds=6) if options.quick else catalog.Plan())


def _races(place: Place, options: Namespace) -> dict[str, Any]:
    return racing.measure(place, rounds=5 if options.quick else 25)


PARTS: dict[str, tuple[Measure, Show]] = {
    "mix": (_mix, mix.tables),
    "soak": (_soak, soak.tables),
    "durable": (_durable, durable.tables),
    "catalog": (_catalog, catalog.tables),
    "races": (_races, racing.tables),
}

if __name__ == "__main__":
    main()
    sys.stdout.flush()
