"""The splits of the quality benchmarks are those of the published protocols."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.leave_one_out import held_out, history, read_products, read_sequences
from benchmarks.movielens import split
from recommender.products.catalog import Catalog

DATA = Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[3] / "shared" / "data"))


def test_movielens_counts() -> None:
    path = DATA / "movielens-100k" / "u.data"
    if not path.is_file():
        pytest.skip(f"MovieLens-100k is not in {DATA}")
    train_rows, test_rows = split(np.loadtxt(path, dtype=np.int64), seed=42)
    assert (len(train_rows), len(test_rows)) == (75_066, 24_934)
    pairs = {tuple(row) for row in train_rows[:, :2].tolist()}
    assert not pairs & {tuple(row) for row in test_rows[:, :2].tolist()}


def test_movielens_rounds_half_to_even() -> None:
    ratings = np.array(
        [[user, item, 3, 0] for item, count in ((1, 2), (2, 6), (3, 4)) for user in range(count)]
    )
    train_rows, _ = split(ratings, seed=42)
    assert np.bincount(train_rows[:, 1]).tolist() == [0, 2, 4, 3]


def test_leave_one_out(tmp_path: Path) -> None:
    (tmp_path / "sequences.txt").write_text("ann a b c d\nbob c a b\nshort a b\n")
    (tmp_path / "items.tsv").write_text("asin\tint_id\tshort_text\na\t1\tapple\nb\t2\tbread\nc\t3\tcheese\n")
    sequences = read_sequences(tmp_path / "sequences.txt")
    products = read_products(tmp_path / "items.tsv", sequences)
    assert [product.title for product in products] == ["apple", "bread", "cheese", ""]
    assert list(sequences) == ["ann", "bob"]
    seen = [(interaction.shopper_id, interaction.product_id) for interaction in history(sequences, unseen=2)]
    assert seen == [("ann", "a"), ("ann", "b"), ("bob", "c")]
    shop_catalog = Catalog.of(products, np.zeros((4, 1), dtype=np.float32))
    assert held_out(sequences, shop_catalog, position=-1).indices.tolist() == [3, 1]
    assert held_out(sequences, shop_catalog, position=-2).indices.tolist() == [2, 0]
