"""Training at 1,000 to 1,000,000 products: seconds of each step, peak memory; a process for each size."""

import json
import logging
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import large_shop
from core.products import ProductId
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.hybrid import Hybrid
from recommender.matrices.nearest import nearest
from recommender.models.registry import Manifest, load, publish
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.scorers.content import ContentScorer
from recommender.training import fit

MEGABYTE = 1 << 20
_SAMPLE = 300  # products whose neighbours are checked one by one
_Result = TypeVar("_Result")
Measured = dict[str, Any]


def main(products: Sequence[int], *, json: bool = False, in_this_process: bool = False) -> None:
    """Measure every size and print a table; `in_this_process` is what each size's own process does."""
    if in_this_process:
        print_line(measured(products[0]))
        return
    sizes = [in_own_process(count) for count in products]
    show(sizes)
    if json:
        print_line({"benchmark": "scale", "sizes": sizes, "slopes": slopes(sizes)})


def in_own_process(products: int) -> Measured:
    """The figures of one size, from a fresh process, so that its peak memory is its own."""
    command = (sys.executable, "-m", "benchmarks.scale", "--one", "--products", str(products))
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 no input reaches it
    figures: Measured = json.loads(done.stdout.splitlines()[-1])
    return figures


class Steps(logging.Handler):
    """Seconds and CPU seconds of each step; training names its own steps in its log."""

    def __init__(self) -> None:
        """Starts the clock."""
        super().__init__()
        self.seconds: dict[str, float] = {}
        self.cpu_seconds: dict[str, float] = {}
        self._since, self._cpu_since = time.perf_counter(), time.process_time()

    def lap(self, name: str) -> None:
        """All since the last lap was `name`; nothing is counted under an empty name."""
        now, cpu = time.perf_counter(), time.process_time()
        if name:
            self.seconds[name] = round(now - self._since, 2)
            self.cpu_seconds[name] = round(cpu - self._cpu_since, 2)
        self._since, self._cpu_since = now, cpu

    def emit(self, record: logging.LogRecord) -> None:
        """A step of training is done."""
        self.lap(record.getMessage())

    def timed(self, name: str, work: Callable[[], _Result]) -> _Result:
        """Do it, and count it as a step."""
        self.lap("")
        result = work()
        self.lap(name)
        return result


def measured(count: int) -> Measured:
    """Make a shop, train on it, publish, load, add one product."""
    steps = Steps()
    log = logging.getLogger("recommender.training")
    log.setLevel(logging.INFO)
    log.addHandler(steps)
    products, vectors = large_shop.products(count), large_shop.embeddings(count)
    interactions = large_shop.interactions(count)
    made = peak()
    config = TrainingConfig()
    catalog = steps.timed("catalog", lambda: Catalog.of(products, vectors))
    history = interactions.interactions([product.product_id for product in products])
    dataset = steps.timed(
        "dataset", lambda: Dataset.from_interactions(history, catalog.columns, kinds=config.kinds)
    )
    hybrid = steps.timed("the rest of training", lambda: fit(dataset, catalog, config))
    trained = peak()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        version = steps.timed("publish", lambda: publish(root, hybrid, Manifest()))
        megabytes = sum(file.stat().st_size for file in (root / version).iterdir()) / MEGABYTE
        steps.timed("load", lambda: load(root, version))
    steps.timed("link a new product", newcomer(hybrid))
    return {
        "products": count,
        "shoppers": dataset.shoppers,
        "interactions": len(dataset.weight),
        "seconds": steps.seconds,
        "cpu_seconds": steps.cpu_seconds,
        "recall_of_neighbours": recall(hybrid),
        "megabytes_made": made,
        "megabytes_trained": trained,
        "megabytes_on_disk": round(megabytes),
        "megabytes_peak": peak(),
    }


def newcomer(hybrid: Hybrid) -> Callable[[], ContentScorer]:
    """Adds one more product to the content scorer: one that is like the first."""
    texts, catalog = content_scorer(hybrid), hybrid.catalog
    vectors = np.concatenate([catalog.embeddings, catalog.embeddings[:1]])
    grown = Catalog.bare([*catalog.product_ids, ProductId("new")], vectors)
    size = len(catalog)
    return lambda: texts.aligned(Alignment(np.append(np.arange(size), -1), size), grown)


def content_scorer(hybrid: Hybrid) -> ContentScorer:
    """The one that knows texts."""
    return next(scorer for scorer in hybrid.scorers if isinstance(scorer, ContentScorer))


def recall(hybrid: Hybrid) -> float:
    """The share of the true nearest neighbours by text that training found, on a sample."""
    links, vectors = content_scorer(hybrid).links.relations.entries, hybrid.catalog.embeddings
    rows = np.sort(np.random.default_rng(0).permutation(len(vectors))[:_SAMPLE])
    true = nearest(vectors, rows, hybrid.config.content.neighbours)
    true.eliminate_zeros()
    linked = links[rows]
    return round(float((true > 0).multiply(linked > 0).nnz / max(true.nnz, 1)), 4)


def peak() -> int:
    """Peak resident memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def slopes(sizes: Sequence[Measured]) -> list[float]:
    """d log CPU seconds of training / d log products from each size to the next: 1 is linear."""
    return [
        round(log(training(large) / training(small)) / log(large["products"] / small["products"]), 2)
        for small, large in pairwise(sizes)
    ]


def training(figures: Measured) -> float:
    """CPU seconds of all that `rapport train` does after the products are encoded."""
    beside = ("publish", "load", "link a new product")
    return float(sum(seconds for step, seconds in figures["cpu_seconds"].items() if step not in beside))


def show(sizes: Sequence[Measured]) -> None:
    """A column for each size."""
    table = Table("", *(f"{size['products']:,} products" for size in sizes), title="Training by size")
    for name in ("shoppers", "interactions"):
        table.add_row(name, *(f"{size[name]:,}" for size in sizes))
    for step in sizes[-1]["seconds"]:
        table.add_row(f"{step}, s", *(f"{size['seconds'].get(step, 0.0):.2f}" for size in sizes))
    table.add_row("training, CPU s", *(f"{training(size):.1f}" for size in sizes))
    table.add_row("slope", "", *(f"{slope:.2f}" for slope in slopes(sizes)))
    table.add_row("recall of neighbours", *(f"{size['recall_of_neighbours']:.3f}" for size in sizes))
    for name in ("made", "trained", "peak", "on_disk"):
        table.add_row(f"MB {name.replace('_', ' ')}", *(f"{size[f'megabytes_{name}']:,}" for size in sizes))
    Console(width=min(shutil.get_terminal_size((110, 40)).columns, 110)).print(table)


def print_line(values: Measured) -> None:
    """One JSON object on one line."""
    sys.stdout.write(json.dumps(values) + "\n")


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument(
        "--one",
        dest="in_this_process",
        action="store_true",
        help="this process measures the first size itself",
    )
    main(**vars(parser.parse_args()))
