"""Cold start: whole products held out of training, and whole shoppers; each is met for the first time."""

import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet
from numpy.typing import NDArray

from benchmarks import cold_products, cold_shoppers
from benchmarks.cold_shoppers import Histories
from benchmarks.leave_one_out import START, Sequences, embedded, read_products, read_sequences
from benchmarks.report import as_values, print_json, print_table
from core.interactions import Interaction
from core.products import Product, ProductId
from recommender.embeddings import OnnxEncoder, RememberingEncoder
from recommender.evaluation.rankings import Metrics
from recommender.hybrid import Hybrid
from recommender.training import train

NAMES = ("recall@10",)
Rows = Mapping[str, Metrics]


def main(
    sequences: Path | None,
    items: Path | None,
    *,
    online_retail: Path | None,
    encoder: Path,
    seeds: int = 5,
    json: bool = False,
) -> None:
    """Print how often the next product is among the first ten, on the files that are given."""
    started = time.perf_counter()
    tables: dict[str, Rows] = {}
    if sequences and items:
        tables |= of_sequences(read_sequences(sequences), items, encoder=encoder, seeds=range(seeds))
    if online_retail:
        tables |= of_online_retail(online_retail, encoder=encoder)
    for title, rows in tables.items():
        shoppers = next(iter(rows.values())).shoppers
        print_table(f"{title} ({shoppers:,} shoppers in the first row)", rows, NAMES, {})
    if json:
        seconds = round(time.perf_counter() - started, 1)
        results = {
            title: {label: as_values(metrics) for label, metrics in rows.items()}
            for title, rows in tables.items()
        }
        print_json(benchmark="cold", seeds=seeds, seconds=seconds, results=results)


def of_sequences(
    sequences: Sequences, items: Path, *, encoder: Path, seeds: Sequence[int]
) -> dict[str, Rows]:
    """Both kinds of newcomers in files of sequences and items."""
    products = read_products(items, sequences)
    vectors = embedded(products, encoder)
    shop = cold_products.Shop(sequences, products, vectors)
    of_all, of_new = cold_products.recalls(shop, seeds)
    histories = {
        name: [(product_id, START + timedelta(seconds=step)) for step, product_id in enumerate(own)]
        for name, own in sequences.items()
    }
    return {
        "New products ranked among all": of_all,
        "New products ranked among themselves": of_new,
        "Known products, a tenth of new ones beside them": cold_products.of_known(shop),
        "New shoppers": newcomers(histories, products, vectors, encoder=encoder),
    }


def of_online_retail(file: Path, *, encoder: Path) -> dict[str, Rows]:
    """New shoppers of UCI's Online Retail: what they bought, in order, each product once."""
    histories, products = read_online_retail(file)
    vectors = embedded(products, encoder)
    return {"New shoppers, Online Retail": newcomers(histories, products, vectors, encoder=encoder)}


def newcomers(
    histories: Histories, products: Sequence[Product], vectors: NDArray[np.float32], *, encoder: Path
) -> Rows:
    """Shoppers held out whole."""

    def trained(interactions: Sequence[Interaction]) -> Hybrid:
        return train(interactions, products, vectors, now=interactions[-1].at)

    remembering = RememberingEncoder(OnnxEncoder(encoder))  # many want the same kind of thing
    return cold_shoppers.recalls(histories, products, train=trained, encoder=remembering)


def read_online_retail(file: Path) -> tuple[Histories, list[Product]]:
    """Products by shopper with the time of the first invoice that has them; cancellations are left out."""
    columns = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "CustomerID"]
    lines = pyarrow.parquet.read_table(file, columns=columns).to_pylist()
    histories: dict[str, dict[ProductId, datetime]] = {}
    titles: dict[ProductId, str] = {}
    for line in sorted(lines, key=lambda line: str(line["InvoiceDate"])):
        if line["CustomerID"] is None or str(line["InvoiceNo"]).startswith("C") or line["Quantity"] <= 0:
            continue
        product_id, at = ProductId(str(line["StockCode"])), datetime.fromisoformat(str(line["InvoiceDate"]))
        titles[product_id] = str(line["Description"] or titles.get(product_id, ""))
        histories.setdefault(str(line["CustomerID"]), {}).setdefault(product_id, at.replace(tzinfo=UTC))
    products = [Product(product_id, title.strip()) for product_id, title in titles.items()]
    return {name: list(own.items()) for name, own in histories.items()}, products


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=Path, help="lines of: shopper product product …")
    parser.add_argument("--items", type=Path, help="tab-separated: id, number, text; a header")
    parser.add_argument("--online-retail", type=Path, help="UCI's Online Retail as Parquet")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"), help="made there if absent")
    parser.add_argument("--seeds", type=int, default=5, help="how often a tenth of the products is drawn")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
