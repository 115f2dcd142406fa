"""Which part of a long past must decide on the settings: Online Retail, all of it against some shoppers.

Several times the settings are chosen on what lies before four weeks, all is trained on with them, and what
the customers bought in those four weeks, and had not bought before, is foretold.
"""

import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.leave_one_out import embedded
from benchmarks.next_purchase import HELD_OUT, History, read_history
from benchmarks.report import print_json
from recommender.config import TrainingConfig
from recommender.evaluation.metrics import Estimate
from recommender.learning.configuration import chosen
from recommender.models.comparison import METRIC
from recommender.models.holdout import Holdout, marks
from recommender.products.catalog import Catalog
from recommender.training import fitted

EVERYTHING = 0
"""Stands for all interactions."""


@dataclass(frozen=True)
class Outcome:
    """What choosing took and what came of it: nDCG@10 of each customer of all periods, in one order."""

    interactions: int
    cpu_seconds: float
    marks: NDArray[np.float64]


def main(file: Path, *, encoder: Path, most: Sequence[int], periods: int, json: bool = False) -> None:
    """Choose by all, by some and not at all, and compare customer by customer."""
    history = read_history(file)
    catalog = Catalog.of(list(history.products.values()), embedded(list(history.products.values()), encoder))
    choices = {
        "default settings": None,
        "all decide": EVERYTHING,
        **{f"{count:,} interactions decide": count for count in most},
    }
    outcomes = {name: tried(history, catalog, count, periods=periods) for name, count in choices.items()}
    show(outcomes)
    if json:
        print_json(benchmark="sampled", results=as_json(outcomes))


def tried(history: History, catalog: Catalog, most: int | None, *, periods: int) -> Outcome:
    """With `most` interactions to decide, none where the settings are as they come."""
    seconds, by_period = 0.0, []
    for number in range(1, periods + 1):
        start = history.interactions[-1].at - number * HELD_OUT
        past = [interaction for interaction in history.interactions if interaction.at < start]
        future = [
            interaction
            for interaction in history.interactions
            if start <= interaction.at < start + HELD_OUT and interaction.shopper_id not in history.guests
        ]
        begun = time.process_time()
        config = TrainingConfig() if most is None else chosen(past, catalog, most=most or len(past)).config
        seconds += time.process_time() - begun
        by_period.append(marks(fitted(past, catalog, config), Holdout.of(past, future, catalog))[METRIC])
    return Outcome(most or len(history.interactions), seconds / periods, np.concatenate(by_period))


def show(outcomes: Mapping[str, Outcome]) -> None:
    """A row for each choice; differences to what all would have chosen."""
    table = Table("", "CPU s to choose", "nDCG@10", "less than all", title="Who decides on the settings")
    for name, values in as_json(outcomes).items():
        mean, low, high = values["difference"]
        table.add_row(
            name,
            f"{values['cpu_seconds']:.1f}",
            f"{values['ndcg@10']:.4f}",
            f"{mean:+.4f} [{low:+.4f}, {high:+.4f}]",
        )
    Console().print(table)


def as_json(outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """Means, and the paired difference to "all decide" with its 95 % interval."""
    everyone = outcomes["all decide"].marks
    estimates = {name: Estimate.of(outcome.marks - everyone) for name, outcome in outcomes.items()}
    return {
        name: {
            "cpu_seconds": round(outcome.cpu_seconds, 1),
            "shoppers": len(outcome.marks),
            METRIC: round(float(outcome.marks.mean()), 4),
            "difference": [
                round(value, 4)
                for value in (estimates[name].value, estimates[name].low, estimates[name].high)
            ],
        }
        for name, outcome in outcomes.items()
    }


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="online_retail.parquet, or the same as CSV")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"), help="made there if absent")
    parser.add_argument("--most", type=int, nargs="*", default=[200_000, 100_000, 50_000])
    parser.add_argument("--periods", type=int, default=3, help="of four weeks, the last one first")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
