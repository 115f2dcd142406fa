"""The sparse item-item model against the dense one: quality, seconds and memory on shopping sequences.

Both are the production code on the same data. Each solve runs in its own process, so that its peak memory
is its own. Either form gets the same number of trials on the validation products (the second to last of each
shopper); the last products are the test, looked at once, by both.
"""

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_array

from benchmarks.leave_one_out import embedded, held_out, history, read_products, read_sequences
from benchmarks.report import print_json
from recommender.config import Content, Decay, Ridge
from recommender.dataset import Dataset
from recommender.evaluation.rankings import Estimate, hits_of, ndcg, top
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scorers import collaborative, content
from recommender.scorers.history import HistoryScorer

MEGABYTE = 1 << 20
CUTOFF = 10
TRIALS = {
    "sparse": [Ridge(form="local", regularisation=penalty) for penalty in (20.0, 60.0, 180.0)],
    "dense": [Ridge(form="dense", dense_regularisation=penalty) for penalty in (20.0, 60.0, 180.0)],
}


@dataclass(frozen=True)
class Task:
    """What a solve needs: a past, and which texts are alike."""

    dataset: Dataset
    catalog: Catalog
    alike: csr_array


@dataclass(frozen=True)
class Solved:
    """A fitted model and what it took."""

    scorer: HistoryScorer
    seconds: float
    cpu_seconds: float
    peak_megabytes: float  # beyond what the process held before

    @property
    def megabytes(self) -> float:
        """What it holds when it serves."""
        return sum(array.nbytes for array in self.scorer.arrays().values()) / MEGABYTE


@dataclass(frozen=True)
class Tested:
    """One form with its best hyperparameter: the solve of the test model, and the nDCG of every shopper."""

    config: Ridge
    validation: list[float]
    solved: Solved
    ndcg: NDArray[np.float64]


def main(sequences: Path, items: Path, *, encoder: Path, json: bool = False) -> None:
    """Choose each form's ridge on validation products, solve again for the test, compare."""
    shoppers = read_sequences(sequences)
    products = read_products(items, shoppers)
    catalog = Catalog.of(products, embedded(products, encoder))
    alike = content.alike(content.fit(catalog, Content()))
    names = list(shoppers)
    pasts = [
        Dataset.from_interactions(history(shoppers, unseen=unseen), catalog.columns, shoppers=names)
        for unseen in (2, 1)
    ]
    tasks = [Task(past, catalog, alike) for past in pasts]
    wanted = [held_out(shoppers, catalog, position=position) for position in (-2, -1)]
    rows = {form: tested(trials, tasks, wanted) for form, trials in TRIALS.items()}
    difference = Estimate.of(rows["sparse"].ndcg - rows["dense"].ndcg)
    show(rows, difference)
    if json:
        print_json(
            benchmark="sparse_dense",
            shoppers=len(shoppers),
            products=len(products),
            forms={form: as_values(row) for form, row in rows.items()},
            difference=vars(difference),
        )


def tested(trials: Sequence[Ridge], tasks: Sequence[Task], wanted: Sequence[csr_array]) -> Tested:
    """The trial that ranks best on the first task, measured on the second."""
    qualities = [
        float(quality(solved_apart(tasks[0], config), tasks[0], wanted[0]).mean()) for config in trials
    ]
    config = trials[int(np.argmax(qualities))]
    solved = solved_apart(tasks[1], config)
    return Tested(config, qualities, solved, quality(solved, tasks[1], wanted[1]))


def solved_apart(task: Task, config: Ridge) -> Solved:
    """Solve in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(solve, task, config).result()


def solve(task: Task, config: Ridge) -> Solved:
    """Fit one form and take its measure."""
    before, started, cpu_started = resident("VmRSS"), time.perf_counter(), time.process_time()
    scorer = collaborative.fit(task.dataset, task.catalog, config, alike=task.alike)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    return Solved(scorer, seconds, cpu_seconds, resident("VmHWM") - before)


def resident(field: str) -> float:
    """Memory of this process in MB: "VmRSS" is now, "VmHWM" the most it ever held (its parent aside)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def quality(solved: Solved, task: Task, wanted: csr_array) -> NDArray[np.float64]:
    """nDCG of every shopper by this scorer alone, among all products but their own."""
    profiles = Profiles.from_dataset(task.dataset, Decay())
    ranked = top(lambda rows: solved.scorer.scores(profiles[rows]), task.dataset.matrix, count=CUTOFF)
    return ndcg(hits_of(ranked, wanted), np.diff(wanted.indptr), CUTOFF)


def as_values(row: Tested) -> dict[str, Any]:
    """A form's figures for machines."""
    return {
        "regularisation": ridge_of(row.config),
        "validation": row.validation,
        "ndcg@10": vars(Estimate.of(row.ndcg)),
        "seconds": row.solved.seconds,
        "cpu_seconds": row.solved.cpu_seconds,
        "megabytes": row.solved.megabytes,
        "peak_megabytes": row.solved.peak_megabytes,
    }


def ridge_of(config: Ridge) -> float:
    """The hyperparameter that was tuned."""
    return config.dense_regularisation if config.form == "dense" else config.regularisation


def show(rows: dict[str, Tested], difference: Estimate) -> None:
    """Both forms, and the one in shares of the other."""
    table = Table(
        "", *rows, "sparse / dense", title="Sparse against dense, item-item ridge alone, test products"
    )
    sparse, dense = rows["sparse"], rows["dense"]
    estimates = [Estimate.of(form.ndcg) for form in (sparse, dense)]
    cells = [f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]" for estimate in estimates]
    table.add_row("nDCG@10", *cells, f"{estimates[0].value / estimates[1].value:.1%}")
    for name, label in (
        ("seconds", "seconds"),
        ("cpu_seconds", "CPU seconds"),
        ("megabytes", "MB when it serves"),
        ("peak_megabytes", "peak MB of the solve"),
    ):
        values = [getattr(form.solved, name) for form in (sparse, dense)]
        table.add_row(label, *(f"{value:,.1f}" for value in values), f"{values[0] / values[1]:.1%}")
    console = Console(width=110)
    console.print(table)
    console.print(
        f"paired difference of nDCG@10, sparse less dense: {difference.value:+.4f}"
        f" [{difference.low:+.4f}, {difference.high:+.4f}]; ridges {ridge_of(sparse.config):g}"
        f" and {ridge_of(dense.config):g}, chosen on validation"
    )


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=Path, required=True, help="lines of: shopper product product …")
    parser.add_argument("--items", type=Path, required=True, help="tab-separated: id, number, text; a header")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"), help="made there if absent")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
