"""How the quality benchmarks print: a table for people, one JSON line for machines."""

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from recommender.evaluation.rankings import Metrics

Row = Mapping[str, Metrics]


def print_table(
    title: str, rows: Row, names: tuple[str, ...], published: Mapping[str, tuple[float, ...]]
) -> None:
    """Measured rows with their intervals, then published rows of the same protocol."""
    table = Table("", *names, title=title)
    for label, metrics in rows.items():
        cells = (metrics.estimates[name] for name in names)
        table.add_row(
            label, *(f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]" for estimate in cells)
        )
    for label, values in published.items():
        table.add_row(f"{label} (published)", *(f"{value:.4f}" for value in values))
    Console().print(table)


def print_json(**values: Any) -> None:
    """One JSON object on one line."""
    print(json.dumps(values))


def as_values(metrics: Metrics) -> dict[str, Any]:
    """Means and 95 % intervals by metric."""
    return {
        name: {"value": estimate.value, "low": estimate.low, "high": estimate.high}
        for name, estimate in metrics.estimates.items()
    }
