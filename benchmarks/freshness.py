"""How soon a change of the catalog is answered from, and what a request notices while it is fitted in."""

import hashlib
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from benchmarks.report import print_json
from benchmarks.shops import made_up
from core import catalog
from core.clock import SystemClock
from core.database import connect, transaction
from core.interactions import Interaction, Kind
from core.migration import upgrade
from core.products import Product, ProductId
from core.settings import Settings
from recommender.models import registry
from recommender.training import train
from serving.answers import Answers
from serving.searching import SearchQuestion

SHOPPERS_A_PRODUCT, HISTORY = 0.5, 10
CHANGES = 20
KINDS = ("new product", "price", "taken out")


class HashedWords:
    """A made-up encoder as wide as the real one, and instant: what is measured is all the rest."""

    dimension = 384
    identity = "hashed words"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, 384); texts that share words are near."""
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                digest = hashlib.sha256(word.encode()).digest()
                vectors[row, np.frombuffer(digest, dtype="<u2") % self.dimension] += 1.0
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@dataclass(frozen=True)
class Shop:
    """A filled database with a trained model, and the answers that are given from it."""

    engine: Engine
    answers: Answers
    size: int

    def change(self, product: Product) -> tuple[float, float]:
        """Store a product as `PUT /v1/products/{id}` does, until it is answered from: seconds, and of CPU."""
        started, used = time.perf_counter(), time.thread_time()
        with transaction(self.engine) as session:
            catalog.upsert(session, [product], now=SystemClock().now())
        self.answers.refresh()
        return time.perf_counter() - started, time.thread_time() - used


def main(sizes: Sequence[int], *, json: bool = False) -> None:
    """Measure every size in turn, print a table."""
    table = Table(
        "products", "start, s", *(f"{kind}, ms" for kind in KINDS), "request, ms", "beside changes, ms"
    )
    rows = []
    for size in sizes:
        with filled(size) as (shop, start):
            row = measured(shop)
        rows.append({"products": size, "start": round(start, 1), **row})
        cells = (
            f"{row[kind]['median']:.0f} (worst {row[kind]['worst']:.0f}, CPU {row[kind]['cpu']:.0f})"
            for kind in KINDS
        )
        asked = (f"{row[name]['p50']:.1f} / {row[name]['p99']:.1f}" for name in ("alone", "beside"))
        table.add_row(f"{size:,}", f"{start:.1f}", *cells, *asked)
    Console().print(table)
    if json:
        print_json(benchmark="freshness", results=rows)


@contextmanager
def filled(size: int) -> Iterator[tuple[Shop, float]]:
    """A shop of `size` products in a folder that goes afterwards, and how long its first answers took."""
    clock, encoder = SystemClock(), HashedWords()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, var=Path(folder), database_url="")
        engine = connect(settings.database)
        upgrade(engine)
        products = [made_up(number) for number in range(size)]
        with transaction(engine) as session:
            catalog.upsert(session, products, now=clock.now())
            products = catalog.products(session)
        vectors = catalog.vectors(engine, products, encoder=encoder.identity, encode=encoder.encode)
        model = train(interactions(products, clock), products, vectors, now=clock.now())
        manifest = registry.Manifest(encoder=encoder.identity)
        registry.promote(settings.models_folder, registry.publish(settings.models_folder, model, manifest))
        del model, vectors, products
        started = time.perf_counter()
        answers = Answers(settings, engine, clock=clock, encoder=encoder)
        answers.refresh()
        yield Shop(engine, answers, size), time.perf_counter() - started
        engine.dispose()


def interactions(products: Sequence[Product], clock: SystemClock) -> Iterator[Interaction]:
    """Shoppers who mostly stay in one department; popular products more often."""
    random, now = np.random.default_rng(0), clock.now()
    for shopper in range(int(SHOPPERS_A_PRODUCT * len(products))):
        home = int(random.integers(40))
        ranked = np.minimum(random.zipf(1.2, HISTORY) - 1, len(products) // 40 - 1) * 40 + home
        for step, place in enumerate(ranked.tolist()):
            at = now - timedelta(hours=HISTORY - step)
            yield Interaction(str(shopper), products[place].product_id, Kind.PURCHASE, at)


def measured(shop: Shop) -> dict[str, dict[str, float]]:
    """Each kind of change some times, then requests alone and beside changes: milliseconds."""
    figures = {}
    for kind, make in MAKERS.items():
        seconds = np.array([shop.change(make(number)) for number in range(CHANGES)])
        if kind == "new product":
            check(shop)
        median, worst = 1e3 * np.median(seconds, axis=0), 1e3 * seconds.max(axis=0)
        figures[kind] = {"median": float(median[0]), "worst": float(worst[0]), "cpu": float(median[1])}
    return figures | {"alone": asked(shop, beside=False), "beside": asked(shop, beside=True)}


def new(number: int, *, price: str = "19.50", active: bool = True) -> Product:
    """A product that the model has not met; the same number is the same product."""
    base, name = made_up(number * 7), ProductId(f"new-{number}")
    return replace(base, product_id=name, title=f"{base.title} anew", price=Decimal(price), active=active)


MAKERS: dict[str, Callable[[int], Product]] = {
    "new product": new,
    "price": lambda number: new(number, price="18.00"),
    "taken out": lambda number: new(number, price="18.00", active=False),
}


def check(shop: Shop) -> None:
    """The last new product is found by its words, and stands among those like it."""
    made = new(CHANGES - 1)
    answer = shop.answers.search(SearchQuestion(made.title, count=5))
    hits = [product.product_id for product, _ in answer.products]
    like = [neighbour.product.product_id for neighbour in shop.answers.similar(made.product_id, count=5)]
    if made.product_id not in hits or not like:
        raise RuntimeError(f"{made.product_id} is not answered from: found {hits}, like it {like}")


def asked(shop: Shop, *, beside: bool) -> dict[str, float]:
    """Five seconds of requests for what goes with a product, perhaps while products are added."""
    done = threading.Event()

    def keep_changing() -> None:
        number = 1_000
        while not done.wait(0.1):
            shop.change(new(number))
            number += 1

    changing = threading.Thread(target=keep_changing)
    if beside:
        changing.start()
    seconds: list[float] = []
    until = time.perf_counter() + 5
    while (started := time.perf_counter()) < until:
        shop.answers.similar(ProductId(f"p{len(seconds) % shop.size}"), count=8)
        seconds.append(time.perf_counter() - started)
        time.sleep(0.002)
    done.set()
    if beside:
        changing.join()
    p50, p99 = 1e3 * np.percentile(seconds, [50, 99])
    return {"p50": float(p50), "p99": float(p99)}


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument(
        "--products", type=int, nargs="+", default=[12_000, 100_000], help="sizes of the shop"
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    arguments = parser.parse_args()
    main(arguments.products, json=arguments.json)
