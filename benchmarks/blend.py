"""A linear blend against LightGBM's LambdaRank on the same candidates and the same opinions of the scorers.

Where there are dates, both are taught on four weeks and judged on the next four, three times. That matters:
trees know a product again by how popular it is, and from other shoppers of the same weeks they learn what
will sell in them. Elsewhere four fifths of the shoppers teach and the last judges, five times. All on
validation data. The trees may also use how much is known of a shopper; the linear blend gets one set of
weights for all, and one for each band of that.
"""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks import invoices, leave_one_out, movielens
from benchmarks.report import print_json
from core.products import Product, ProductId
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.rankings import Estimate, leading
from recommender.learning.blending import LEARNED, pooled
from recommender.learning.examples import examples
from recommender.learning.pool import Pool, ascended
from recommender.learning.tuning import Fold, pool_of
from recommender.products.catalog import Catalog
from recommender.training import fitted
from recommender.trees import lightgbm

FOLDS = 5
BANDS = (5, 20)  # products in a history: a few, some, many
TREES = {
    "objective": "lambdarank",
    "learning_rate": 0.06,
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "lambdarank_truncation_level": 20,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "seed": 0,
    "deterministic": True,
    "verbose": -1,
    "num_threads": 1,
}
ROUNDS = (25, 50, 100)
SHOPPERS = 3000
CANDIDATES = 100  # of each shopper: the best by the weights to begin with


@dataclass(frozen=True)
class Task:
    """Candidates of many shoppers, how many products each has touched, and the weights to begin with."""

    pool: Pool
    known: NDArray[np.int64]
    start: NDArray[np.float32]

    def __getitem__(self, rows: NDArray[np.bool_]) -> "Task":
        return Task(self.pool[rows], self.known[rows], self.start)

    @property
    def band(self) -> NDArray[np.int64]:
        """0 few, 1 some, 2 many."""
        return np.digitize(self.known, BANDS)


Ranker = Callable[[Task], NDArray[np.float64]]


def linear(taught: Task) -> Ranker:
    """One set of weights for all."""
    weights = ascended([taught.pool], taught.start)
    return lambda task: task.pool.ndcg(weights)


def linear_by_band(taught: Task) -> Ranker:
    """A set of weights for each band of history, from those for all."""
    general = ascended([taught.pool], taught.start)
    special = [ascended([taught.pool[taught.band == band]], general) for band in range(len(BANDS) + 1)]

    def rank(task: Task) -> NDArray[np.float64]:
        ndcg = np.zeros(len(task.pool))
        for band, weights in enumerate(special):
            rows = task.band == band
            if rows.any():
                ndcg[rows] = task.pool[rows].ndcg(weights)
        return ndcg

    return rank


def lambdarank(taught: Task) -> Ranker:
    """Trees; how many is decided on a fifth of those who teach."""
    judge = np.arange(len(taught.pool)) % FOLDS == 0
    booster = _boosted(taught[~judge], max(ROUNDS))
    best = max(ROUNDS, key=lambda rounds: float(_ranked(taught[judge], booster, rounds).mean()))
    whole = _boosted(taught, best)
    return lambda task: _ranked(task, whole, best)


def _boosted(task: Task, rounds: int) -> Any:
    shown = ~task.pool.barred
    data = lightgbm().Dataset(
        _features(task)[shown], task.pool.wanted[shown].astype(int), group=shown.sum(axis=1)
    )
    return lightgbm().train(TREES, data, rounds)


def _ranked(task: Task, booster: Any, rounds: int) -> NDArray[np.float64]:
    shown = ~task.pool.barred
    scores = np.zeros(shown.shape, dtype=np.float32)
    scores[shown] = booster.predict(_features(task)[shown], num_iteration=rounds)
    return task.pool.ranked(scores)


def _features(task: Task) -> NDArray[np.float32]:
    """The scorers' opinions, their blend by the weights to begin with, and the size of the history."""
    blended = np.tensordot(task.start, task.pool.scores, axes=1)[None]
    known = np.broadcast_to(np.log1p(task.known)[:, None], blended.shape[1:])[None]
    return np.moveaxis(np.concatenate((task.pool.scores, blended, known)), 0, -1).astype(np.float32)


RANKERS: dict[str, Callable[[Task], Ranker]] = {
    "linear": linear,
    "linear, by size of history": linear_by_band,
    "LambdaRank": lambdarank,
}


Lesson = tuple[Task, Task]
"""What a way of blending is taught on, and what it is judged on."""


def compared(lessons: Sequence[Lesson]) -> dict[str, dict[str, Any]]:
    """nDCG@10 of each way, its paired difference to the linear blend over all lessons, seconds to learn."""
    rows: dict[str, dict[str, Any]] = {"as it stands": {"seconds": 0.0}}
    values = {"as it stands": np.concatenate([judge.pool.ndcg(judge.start) for _, judge in lessons])}
    for name, teach in RANKERS.items():
        started = time.process_time()
        values[name] = np.concatenate([teach(taught)(judge) for taught, judge in lessons])
        rows[name] = {"seconds": (time.process_time() - started) / len(lessons)}
    for name, own in values.items():
        difference = Estimate.of(own - values["linear"])
        interval = [difference.value, difference.low, difference.high]
        rows[name] |= {"shoppers": len(own), "ndcg": float(own.mean()), "difference": interval}
    return rows


def folds(task: Task) -> list[Lesson]:
    """Every fifth of the shoppers judges what the others have taught."""
    fold = np.random.default_rng(0).permutation(len(task.pool)) % FOLDS
    return [(task[fold != number], task[fold == number]) for number in range(FOLDS)]


def beauty(sequences: Path, items: Path, encoder: Path) -> Iterator[tuple[str, list[Lesson]]]:
    """The second to last product of each shopper, from those before it."""
    shoppers = leave_one_out.read_sequences(sequences)
    products = leave_one_out.read_products(items, shoppers)
    catalog = Catalog.of(products, leave_one_out.embedded(products, encoder))
    past = Dataset.from_interactions(
        leave_one_out.history(shoppers, unseen=2), catalog.columns, shoppers=list(shoppers)
    )
    fold = Fold(past, leave_one_out.held_out(shoppers, catalog, position=-2))
    yield "Beauty", folds(_task(fold, catalog, TrainingConfig()))


def movies(folder: Path) -> Iterator[tuple[str, list[Lesson]]]:
    """A quarter of each movie's training ratings, from the rest."""
    train_rows, _ = movielens.split(np.loadtxt(folder / "u.data", dtype=np.int64), seed=42)
    products = movielens.read_products(folder / "u.item")
    catalog = Catalog.of(products, movielens.without_text(products))
    fold = movielens.inner_fold(train_rows, catalog, seed=7)
    yield "MovieLens", folds(_task(fold, catalog, movielens.tuned(train_rows, products)))


def retail(file: Path) -> Iterator[tuple[str, list[Lesson]]]:
    """Four weeks teach and the next four judge, by placement; the last four weeks of all are left alone."""
    lines = invoices.read(file)
    ends = [lines.end - weeks * invoices.MONTH for weeks in (4, 3, 2, 1)]
    periods = [_period(lines, end) for end in ends]
    for placement in ("home", "cart"):
        lessons = [(before[placement], after[placement]) for before, after in pairwise(periods)]
        yield f"Online Retail, {placement}", lessons


def _period(lines: invoices.Invoices, end: datetime) -> dict[str, Task]:
    """The four weeks before `end`, asked of a model that knows what was before them."""
    known = lines.between(None, end)
    names = sorted(set(known.product.tolist()))
    catalog = Catalog.of(
        [Product(ProductId(name), lines.titles.get(name, "")) for name in names],
        np.zeros((len(names), 1), np.float32),
    )
    since = end - invoices.MONTH
    hybrid = fitted(lines.between(None, since).lines(), catalog, TrainingConfig())
    tasks = {}
    for placement, own in examples(known.lines(), since=since).items():
        pool = pooled(hybrid, own, placement=placement)
        size = np.array(
            [len({interaction.product_id for interaction in example.query.history}) for example in own],
            dtype=np.int64,
        )
        kept = pool.size > 0
        tasks[placement] = _narrowed(pool[kept], size[kept], _start(hybrid.config, placement))
    return tasks


def _task(fold: Fold, catalog: Catalog, config: TrainingConfig) -> Task:
    pool, rows = pool_of(fold, catalog, config, names=LEARNED)
    known = np.diff(fold.dataset.matrix.indptr)[rows]
    return _narrowed(pool, known, _start(config, "home"))


def _narrowed(pool: Pool, known: NDArray[np.int64], start: NDArray[np.float32]) -> Task:
    """Some of the shoppers, with their best candidates only: the same for every way of blending."""
    rows = np.sort(np.random.default_rng(1).permutation(len(pool))[:SHOPPERS])
    blended = np.tensordot(start, pool.scores[:, rows], axes=1)
    blended[pool.barred[rows]] = -np.inf
    best = leading(blended, CANDIDATES)
    return Task(
        Pool(
            scores=np.take_along_axis(pool.scores[:, rows], best[None], axis=2),
            barred=np.take_along_axis(pool.barred[rows], best, axis=1),
            wanted=np.take_along_axis(pool.wanted[rows], best, axis=1),
            size=pool.size[rows],
        ),
        known[rows],
        start,
    )


def _start(config: TrainingConfig, placement: str) -> NDArray[np.float32]:
    weights = config.blend(placement)
    return np.array([weights.get(name, 0.0) for name in LEARNED], dtype=np.float32)


def main() -> None:
    """Compare on every data set that is given."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=Path, help="Beauty: lines of shopper product product …")
    parser.add_argument("--items", type=Path, help="Beauty: the products' texts")
    parser.add_argument("--movielens", type=Path, help="the folder with u.data and u.item")
    parser.add_argument("--retail", type=Path, help="online_retail.parquet")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tasks: list[Iterator[tuple[str, list[Lesson]]]] = []
    if options.sequences and options.items:
        tasks.append(beauty(options.sequences, options.items, options.encoder))
    if options.movielens:
        tasks.append(movies(options.movielens))
    if options.retail:
        tasks.append(retail(options.retail))
    results = {name: compared(lessons) for name, lessons in chain.from_iterable(tasks)}
    show(results)
    if options.json:
        print_json(benchmark="blend", results=results)


def show(results: dict[str, dict[str, dict[str, Any]]]) -> None:
    """A table: nDCG@10, the difference to the linear blend with its 95 % interval, the time to learn."""
    table = Table(
        "", "", "nDCG@10", "against linear", "CPU seconds", title="Ways of blending, validation data"
    )
    for name, rows in results.items():
        for way, row in rows.items():
            value, low, high = row["difference"]
            cells = (f"{row['ndcg']:.4f}", f"{value:+.4f} [{low:+.4f}, {high:+.4f}]", f"{row['seconds']:.1f}")
            table.add_row(name, way, *cells)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
