"""Purchase intent on Sakar & Kastro's sessions: ten folds, nothing oversampled, ranking and calibration.

The features and the settings were chosen on one half of the sessions (DEVELOPED); the other half's figures
stand beside those of all sessions, since nobody looked at it before.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table as Printed

from benchmarks.report import print_json
from recommender.intent.classification import FIGURES, Interval, folds, judged, reliability
from recommender.intent.model import IntentConfig, fit
from recommender.intent.table import Floats, Table, encoded, vocabulary
from recommender.trees import lightgbm

FOLDS, DEVELOPED = 10, 2024
QUICK = IntentConfig(trees=(100,), learning_rate=0.05, members=1, folds=2)
PUBLISHED = {"XGBoost, oversampled (Sakar & Kastro 2018)": {"auroc": 0.937, "auprc": 0.754}}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CONTEXT: Mapping[str, tuple[str, ...]] = {
    "month": ("Month",),
    "weekend": ("Weekend",),
    "special day": ("SpecialDay",),
    "region": ("Region",),
    "traffic type": ("TrafficType",),
    "browser": ("Browser",),
    "operating system": ("OperatingSystems",),
    "visitor type": ("VisitorType",),
}
CODES = ("OperatingSystems", "Browser", "Region", "TrafficType")
VISITORS = ("New_Visitor", "Other", "Returning_Visitor")
COUNTS = ("Administrative", "Informational", "ProductRelated")
RATES = ("BounceRates", "ExitRates", "PageValues", "SpecialDay")

Learner = Callable[[Table, NDArray[np.bool_], Table, int], Floats]
"""(what to learn from, how it ended, what to judge, seed) -> probabilities."""


def main(
    file: Annotated[Path, typer.Option(help="online_shoppers_intention.csv.")],
    seeds: Annotated[int, typer.Option(help="How often the ten folds are drawn anew.")] = 3,
    ablation: Annotated[bool, typer.Option(help="Also without each part of the context.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")] = False,
) -> None:
    """AUROC, AUPRC, Brier score and calibration error, with 95 % intervals over sessions."""
    table, bought, same = read(file)
    ours = [unseen(table, bought, same, seed=seed, learner=learned) for seed in range(seeds)]
    plain = [unseen(table, bought, same, seed=seed, learner=as_it_comes) for seed in range(seeds)]
    later = np.setdiff1d(np.arange(len(bought)), developed(len(bought)))
    once = np.unique(same, return_index=True)[1]
    rows = {
        "Rapport": judged(bought, ours),
        "LightGBM as it comes": judged(bought, plain),
        "Rapport ahead of it by": judged(bought, ours, than=plain),
        "Rapport, the half nobody looked at": judged(
            bought[later], [probability[later] for probability in ours]
        ),
        "Rapport, each repeated session once": judged(
            bought[once], [probability[once] for probability in ours]
        ),
    }
    _print(f"Purchase intent, {len(bought):,} sessions, {FOLDS} folds, {seeds} seeds", rows, PUBLISHED)
    _print_reliability(bought, np.mean(ours, axis=0))
    lost = _ablation(table, bought, same) if ablation else {}
    if lost:
        _print("What a part of the context adds (smaller models, one seed)", lost)
    if as_json:
        figures = {
            label: {name: asdict(interval) for name, interval in row.items()} for label, row in rows.items()
        }
        without = {
            label: {name: asdict(interval) for name, interval in row.items()} for label, row in lost.items()
        }
        print_json(benchmark="purchase_intent", rows=figures, added_by=without, published=PUBLISHED)


def read(file: Path) -> tuple[Table, NDArray[np.bool_], NDArray[np.int64]]:
    """Features of every session, (n,) whether it bought, (n,) a number that sessions alike in all share."""
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    bought = np.array([row["Revenue"].upper() == "TRUE" for row in rows])
    _, same = np.unique([",".join(row.values()) for row in rows], return_inverse=True)
    return features(rows), bought, same.astype(np.int64)


def features(rows: list[dict[str, str]]) -> Table:
    """The columns as they are, then sums and ratios, then pairs of codes that mean more together."""
    numbers = {name: _column(rows, name) for name in (*COUNTS, *RATES, *CODES)}
    numbers["Month"] = np.array([MONTHS.index(row["Month"]) + 1.0 for row in rows])
    numbers["Weekend"] = np.array([float(row["Weekend"].upper() == "TRUE") for row in rows])
    visitor = np.array([row["VisitorType"] for row in rows])
    numbers |= {f"{name}_Duration": _column(rows, f"{name}_Duration") for name in COUNTS}
    return Table({**numbers, **_derived(numbers), **_crossed(numbers, visitor)}, {"VisitorType": visitor})


def _derived(numbers: Mapping[str, Floats]) -> dict[str, Floats]:
    """Names in small letters, so that a column of the file is told from one of ours."""
    pages = np.sum([numbers[name] for name in COUNTS], axis=0)
    time = np.sum([numbers[f"{name}_Duration"] for name in COUNTS], axis=0)
    bounce, leave, worth = (numbers[name] for name in ("BounceRates", "ExitRates", "PageValues"))
    products = numbers["ProductRelated"]
    return {
        **{f"pace on {name}": numbers[f"{name}_Duration"] / np.maximum(numbers[name], 1) for name in COUNTS},
        "pages": pages,
        "time": time,
        "pace": time / np.maximum(pages, 1),
        "share of products": products / np.maximum(pages, 1),
        "exits": leave * pages,
        "bounces": bounce * pages,
        "exits from products": leave * products,
        "exits beyond bounces": leave - bounce,
        "exits from products beyond bounces": (leave - bounce) * products,
        "bounces of exits": bounce / np.maximum(leave, 1e-6),
        "worth": worth * pages,
        "worth at exits": worth * leave,
        "worth at bounces": worth * bounce,
        "worth by exits": worth / np.maximum(leave, 1e-3),
    }


def _crossed(numbers: Mapping[str, Floats], visitor: NDArray[np.str_]) -> dict[str, Floats]:
    """Pairs as one number, ordered by the first, then the second; "any worth" is a page value above 0."""
    month, traffic = numbers["Month"], numbers["TrafficType"]
    worth = (numbers["PageValues"] > 0) * 100.0
    kind = np.searchsorted(VISITORS, visitor).astype(np.float64)
    return {
        "any worth, then Month": worth + month,
        "any worth, then VisitorType": worth + kind,
        "any worth, then TrafficType": worth + traffic,
        "VisitorType, then Month": kind * 100 + month,
        "TrafficType, then VisitorType": traffic * 10 + kind,
    }


def _column(rows: list[dict[str, str]], name: str) -> Floats:
    return np.array([float(row[name]) for row in rows])


def developed(count: int) -> NDArray[np.int64]:
    """The sessions on which the features and the settings were chosen: one half, drawn once."""
    return np.random.default_rng(DEVELOPED).permutation(count)[: count // 2]


def unseen(
    table: Table, bought: NDArray[np.bool_], same: NDArray[np.int64], *, seed: int, learner: Learner
) -> Floats:
    """(n,) probabilities, each of a model that has not seen the session, nor one that is alike in all."""
    probabilities = np.zeros(len(bought))
    for held in folds(bought, same, count=FOLDS, seed=seed):
        rows = np.setdiff1d(np.arange(len(bought)), held)
        probabilities[held] = learner(table.rows(rows), bought[rows], table.rows(held), seed)
    return probabilities


def learned(table: Table, bought: NDArray[np.bool_], asked: Table, seed: int) -> Floats:
    """The class that serves in production."""
    return fit(table, bought, seed=seed).probability(asked)


def learned_quickly(table: Table, bought: NDArray[np.bool_], asked: Table, seed: int) -> Floats:
    """The same with an eighth of the work."""
    return fit(table, bought, config=QUICK, seed=seed).probability(asked)


def as_it_comes(table: Table, bought: NDArray[np.bool_], asked: Table, seed: int) -> Floats:
    """LightGBM with its own defaults on the columns of the file, without ours."""
    mine = [name for name in table.numbers if name[0].islower() or ", then " in name]
    table, asked = table.without(*mine), asked.without(*mine)
    columns = (*table.numbers, *table.words)
    words = {
        name: vocabulary(column, np.arange(len(column)), fewest=1) for name, column in table.words.items()
    }
    data = lightgbm().Dataset(encoded(table, columns, words), bought.astype(np.float64))
    settings = {"objective": "binary", "verbosity": -1, "seed": seed, "num_threads": 1}
    return np.asarray(lightgbm().train(settings, data).predict(encoded(asked, columns, words)))


def _ablation(
    table: Table, bought: NDArray[np.bool_], same: NDArray[np.int64]
) -> dict[str, dict[str, Interval]]:
    """What a part of the context adds, by leaving it out; smaller models on both sides, to save time."""

    def run(of: Table) -> list[Floats]:
        return [unseen(of, bought, same, seed=0, learner=learned_quickly)]

    whole = run(table)
    everything = tuple(name for names in CONTEXT.values() for name in names)
    return {
        label: judged(bought, whole, than=run(_lacking(table, names)), samples=200)
        for label, names in {**CONTEXT, "all of the context": everything}.items()
    }


def _lacking(table: Table, names: tuple[str, ...]) -> Table:
    """Without these columns and without the pairs that they are part of."""
    columns = (*table.numbers, *table.words)
    return table.without(*(column for column in columns if any(name in column for name in names)))


def _print(
    title: str,
    rows: Mapping[str, Mapping[str, Interval]],
    published: Mapping[str, Mapping[str, float]] = MappingProxyType({}),
) -> None:
    printed = Printed("", *FIGURES, title=title)
    for label, row in rows.items():
        printed.add_row(
            label,
            *(f"{interval.value:.4f} [{interval.low:.4f}, {interval.high:.4f}]" for interval in row.values()),
        )
    for label, values in published.items():
        printed.add_row(label, *(f"{values[name]:.3f}" if name in values else "–" for name in FIGURES))
    Console().print(printed)


def _print_reliability(bought: NDArray[np.bool_], probability: Floats) -> None:
    printed = Printed("sessions", "foretold", "bought", title="Calibration, a tenth of the sessions each")
    for tenth in reliability(bought, probability):
        printed.add_row(f"{tenth.count:,}", f"{tenth.foretold:.3f}", f"{tenth.happened:.3f}")
    Console().print(printed)


if __name__ == "__main__":
    typer.run(main)
