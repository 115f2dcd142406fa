"""Leave-one-out on shopping sequences: the last product is the test, the one before it the validation."""

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.report import as_values, print_json, print_table
from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.embeddings import OnnxEncoder
from recommender.evaluation.rankings import Metrics, measure, ranks
from recommender.export import default_model, export
from recommender.learning.tuning import Fold, tune
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.training import train

START = datetime(2020, 1, 1, tzinfo=UTC)  # the files hold an order and no times
NAMES = ("recall@5", "ndcg@5", "recall@10", "ndcg@10")
PUBLISHED = {
    "SASRec": (0.0323, 0.0200, 0.0475, 0.0249),
    "FDSA": (0.0570, 0.0412, 0.0777, 0.0478),
    "TIGER": (0.0352, 0.0236, 0.0533, 0.0294),
    "LC-Rec": (0.0503, 0.0352, 0.0715, 0.0420),
    "GRAM": (0.0641, 0.0451, 0.0890, 0.0531),
}
Sequences = dict[str, list[ProductId]]


def main(sequences: Path, items: Path, *, encoder: Path, json: bool = False) -> None:
    """Tune on the validation products, refit on all but each last product, rank all products."""
    started = time.perf_counter()
    shoppers = read_sequences(sequences)
    products = read_products(items, shoppers)
    embeddings = embedded(products, encoder)
    config = tuned(shoppers, products, embeddings)
    rows = {
        "Rapport": tested(shoppers, products, embeddings, config=config, unseen=1),
        "Rapport, not refitted": tested(shoppers, products, embeddings, config=config, unseen=2),
    }
    print_table(
        f"Leave-one-out, {len(shoppers):,} shoppers, {len(products):,} products", rows, NAMES, PUBLISHED
    )
    if json:
        print_json(
            benchmark="leave_one_out",
            shoppers=len(shoppers),
            products=len(products),
            seconds=round(time.perf_counter() - started, 1),
            weights=config.blend("home"),
            results={label: as_values(metrics) for label, metrics in rows.items()},
        )


def read_sequences(path: Path) -> Sequences:
    """Product ids by shopper; shoppers with fewer than three products cannot be split and are left out."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {
        shopper: [ProductId(product_id) for product_id in own] for shopper, *own in lines if len(own) >= 3
    }


def read_products(path: Path, sequences: Sequences) -> list[Product]:
    """Products of the items file, then those that only the sequences know."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    texts = {ProductId(row[0]): row[2] if len(row) > 2 else "" for row in rows}
    unknown = {product_id: "" for own in sequences.values() for product_id in own if product_id not in texts}
    return [Product(product_id, title) for product_id, title in {**texts, **unknown}.items()]


def embedded(products: Sequence[Product], folder: Path) -> NDArray[np.float32]:
    """The products' embeddings by the exported encoder."""
    if not (folder / "manifest.json").is_file():
        export(str(default_model()), folder)
    return OnnxEncoder(folder).encode([product.text for product in products])


def history(sequences: Sequences, *, unseen: int) -> list[Interaction]:
    """Everything but each shopper's last `unseen` products, one second apart."""
    return [
        Interaction(shopper, product_id, Kind.PURCHASE, START + timedelta(seconds=step))
        for shopper, own in sequences.items()
        for step, product_id in enumerate(own[: len(own) - unseen])
    ]


def held_out(sequences: Sequences, catalog: Catalog, *, position: int) -> csr_array:
    """One relevant product a shopper: (shoppers, P)."""
    columns = [catalog.columns[own[position]] for own in sequences.values()]
    shape = (len(sequences), len(catalog))
    return csr_array((np.ones(len(columns)), (np.arange(len(columns)), columns)), shape=shape)


def tuned(
    sequences: Sequences, products: Sequence[Product], embeddings: NDArray[np.float32]
) -> TrainingConfig:
    """The hyperparameters that rank the second to last product best, from what came before it."""
    catalog = Catalog.of(products, embeddings)
    past = Dataset.from_interactions(history(sequences, unseen=2), catalog.columns, shoppers=list(sequences))
    return tune([Fold(past, held_out(sequences, catalog, position=-2))], catalog)


def tested(
    sequences: Sequences,
    products: Sequence[Product],
    embeddings: NDArray[np.float32],
    *,
    config: TrainingConfig,
    unseen: int,
) -> Metrics:
    """Train without the last `unseen` products, rank the last one from all before it."""
    now = START + timedelta(days=365)
    hybrid = train(history(sequences, unseen=unseen), products, embeddings, now=now, config=config)
    columns = hybrid.catalog.columns
    past = Dataset.from_interactions(history(sequences, unseen=1), columns, shoppers=list(sequences))
    profiles = Profiles.from_dataset(past, config.memory)
    ranked = ranks(hybrid, profiles, past.matrix, count=10)
    return measure(ranked, held_out(sequences, hybrid.catalog, position=-1))


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=Path, required=True, help="lines of: shopper product product …")
    parser.add_argument("--items", type=Path, required=True, help="tab-separated: id, number, text; a header")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"), help="made there if absent")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
