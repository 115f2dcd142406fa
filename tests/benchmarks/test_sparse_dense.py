"""Either form is solved apart, measured, and scored on the same shoppers."""

import numpy as np
import pytest

from benchmarks.leave_one_out import held_out, history
from benchmarks.sparse_dense import Task, quality, solve
from core.products import Product, ProductId
from recommender.config import Content, Ridge
from recommender.dataset import Dataset
from recommender.products.catalog import Catalog
from recommender.scorers import content

PAIRS = [ProductId(name) for name in ("tea", "milk", "ink", "paper", "soap")]


@pytest.mark.parametrize("form", ["local", "dense"])
def test_the_other_of_a_pair_is_ranked_first(form: str) -> None:
    sequences = {f"s{n}": [PAIRS[4], *(PAIRS[:2] if n % 2 else PAIRS[2:4])] for n in range(20)}
    shop_catalog = Catalog.of(
        [Product(product_id, product_id) for product_id in PAIRS], np.zeros((5, 1), dtype=np.float32)
    )
    everyone = Dataset.from_interactions(
        history(sequences, unseen=0), shop_catalog.columns, shoppers=list(sequences)
    )
    alike = content.alike(content.fit(shop_catalog, Content()))
    solved = solve(
        Task(everyone, shop_catalog, alike), Ridge(form=form, regularisation=1.0, dense_regularisation=1.0)
    )
    past = Dataset.from_interactions(
        history(sequences, unseen=1), shop_catalog.columns, shoppers=list(sequences)
    )
    wanted = held_out(sequences, shop_catalog, position=-1)
    np.testing.assert_allclose(quality(solved, Task(past, shop_catalog, alike), wanted), 1.0)
    assert solved.megabytes > 0
    assert solved.seconds >= 0
