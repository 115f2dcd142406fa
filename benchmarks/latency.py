"""One recommendation in process, with its reasons: a made-up shop, histories of one size, one after another.

One process trains and publishes; another loads the model as a server does and answers, so that its memory is
a server's. Wall-clock and CPU time stand side by side: on a busy machine the first has others' work in it.
"""

import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import large_shop
from core.interactions import Interaction, Kind, Statement
from recommender.explanation import reason
from recommender.hybrid import Hybrid
from recommender.models.manifest import Manifest
from recommender.models.registry import load_current, promote, publish
from recommender.query import Query
from recommender.training import train

PERCENTILES = (50, 90, 99, 100)
WARM_UP = 20
Measured = dict[str, Any]


def main() -> None:
    """Train here, measure in a process of its own, print."""
    options = arguments()
    if options.answer:
        print(json.dumps(answering(options)))
        return
    with tempfile.TemporaryDirectory() as folder:
        published(Path(folder), options.products)
        command = [sys.executable, "-m", "benchmarks.latency", "--answer", folder, *sys.argv[1:]]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    figures: Measured = json.loads(done.stdout.splitlines()[-1])
    show(figures)
    if options.json:
        print(json.dumps({"benchmark": "latency", **figures}))


def arguments() -> Namespace:
    """The size of the shop and of what is asked."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--history", type=int, default=50, help="products that each shopper has touched")
    parser.add_argument("--statements", type=int, default=0, help="things that each shopper has said")
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--answer", help="internal: measure the model published in this folder")
    return parser.parse_args()


def published(folder: Path, count: int) -> None:
    """Train a shop of `count` products as the worker would, and let it serve."""
    products = large_shop.products(count)
    ids = [product.product_id for product in products]
    interactions = list(large_shop.interactions(count).interactions(ids))
    newest = max(interaction.at for interaction in interactions)
    hybrid = train(interactions, products, large_shop.embeddings(count), now=newest)
    promote(folder, publish(folder, hybrid, Manifest()))


def answering(options: Namespace) -> Measured:
    """Load, align with the catalog, and answer every query in turn, several times over."""
    loaded = load_current(Path(options.answer))
    if loaded is None:
        raise SystemExit("There is no model to measure.")
    products = large_shop.products(options.products)
    hybrid = loaded.hybrid.aligned(products, large_shop.embeddings(options.products))
    titles = {product.product_id: product.title for product in products}
    queries = asked(hybrid, options)
    runs = [timed(hybrid, queries, titles) for _ in range(options.runs)]
    return {
        "products": options.products,
        "history": options.history,
        "statements": options.statements,
        "runs": runs,
        "peak_megabytes": getrusage(RUSAGE_SELF).ru_maxrss / 1024,
        "megabytes": resident(),
    }


def asked(hybrid: Hybrid, options: Namespace) -> list[Query]:
    """Shoppers with histories like those of the shop: runs within families, looks and purchases."""
    interactions = large_shop.interactions(options.products, seed=1)
    size, ids = options.history, hybrid.catalog.product_ids
    now = large_shop.START + timedelta(days=400)
    said = tuple(Statement("colour", colour) for colour in large_shop.COLOURS[: options.statements])
    starts = np.random.default_rng(2).integers(0, len(interactions.product) - size, options.requests)
    return [
        Query(
            history=tuple(
                Interaction(
                    "s",
                    ids[product],
                    Kind.PURCHASE if step % 5 == 0 else Kind.VIEW,
                    now - timedelta(hours=size - step),
                )
                for step, product in enumerate(interactions.product[start : start + size].tolist())
            ),
            statements=said,
            now=now,
        )
        for start in starts.tolist()
    ]


def timed(hybrid: Hybrid, queries: list[Query], titles: dict[Any, str]) -> Measured:
    """Percentiles in milliseconds, of the wall clock and of this thread's CPU time."""
    for query in queries[:WARM_UP]:
        answered(hybrid, query, titles)
    wall, cpu = [], []
    for query in queries:
        started, used = time.perf_counter(), time.thread_time()
        answered(hybrid, query, titles)
        wall.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.thread_time() - used))
    return {"wall_ms": percentiles(wall), "cpu_ms": percentiles(cpu)}


def answered(hybrid: Hybrid, query: Query, titles: dict[Any, str]) -> int:
    """Eight products, each with its sentence and the parts of its score."""
    recommendations = hybrid.recommend(query, count=8)
    return sum(
        len(reason(recommendation, titles=titles, statements=query.statements).text)
        for recommendation in recommendations
    )


def percentiles(values: list[float]) -> dict[str, float]:
    """By name."""
    quantiles = np.percentile(values, PERCENTILES)
    return {
        f"p{percent}": round(float(value), 2) for percent, value in zip(PERCENTILES, quantiles, strict=True)
    }


def resident() -> float:
    """Megabytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def show(figures: Measured) -> None:
    """A table for a person."""
    title = (
        f"{figures['products']:,} products, history of {figures['history']}, {figures['megabytes']:,.0f} MB"
    )
    table = Table("run", "clock", *(f"p{percent} ms" for percent in PERCENTILES), title=title)
    for number, run in enumerate(figures["runs"], 1):
        for clock, name in (("wall_ms", "wall"), ("cpu_ms", "CPU")):
            table.add_row(str(number), name, *(f"{value:.2f}" for value in run[clock].values()))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
