"""A mass import and the training after it: how soon what answers, and how many CPU seconds it takes.

`--code` names another checkout whose `rapport` is measured, such as the version before; a training only
of one with the same tables, since this one fills the shop.
"""

import argparse
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.bulk.importing import imported
from benchmarks.bulk.training import trained
from benchmarks.report import print_json

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure one size after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="*", default=[20_000, 100_000], help="new products")
    parser.add_argument(
        "--trainings", nargs="*", default=["1000x10000", "20000x1000000"], help="products x events"
    )
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"))
    parser.add_argument("--code", type=Path, default=ROOT)
    parser.add_argument("--port", type=int, default=8897)
    parser.add_argument("--patience", type=float, default=7200.0, help="seconds to wait for anything")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    given = parser.parse_args()
    options = {"port": given.port, "patience": given.patience}
    imports = [
        {"api": "running" if running else "stopped"}
        | imported(count, given.encoder, given.code, running=running, **options)
        for count in given.products
        for running in (False, True)
    ]
    sizes = [[int(number) for number in size.split("x")] for size in given.trainings]
    trainings = [trained(products, events, given.encoder, given.code) for products, events in sizes]
    for title, rows in (("Imported", imports), ("Trained", trainings)):
        show(title, rows)
    if given.json:
        print_json(benchmark="bulk", imports=imports, trainings=trainings)


def show(title: str, rows: list[dict[str, Any]]) -> None:
    """A column for each size."""
    table = Table("", *("" for _ in rows), title=title)
    for name in rows[0] if rows else ():
        table.add_row(name.replace("_", " "), *(str(row[name]) for row in rows))
    Console().print(table)


if __name__ == "__main__":
    main()
