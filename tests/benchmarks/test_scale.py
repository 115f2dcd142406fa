"""The shop that training is timed on is of the kind it says, and figures are what they are called."""

import numpy as np
import pytest

from benchmarks import large_shop
from benchmarks.scale import measured, slopes, training


def test_a_few_products_are_hits_and_a_few_histories_are_long() -> None:
    interactions = large_shop.interactions(6000)
    count = np.sort(np.bincount(interactions.product, minlength=6000))[::-1]
    assert count[:60].sum() > 0.08 * count.sum()
    assert 3 * 6000 < len(interactions.product) < 7 * 6000
    lengths = np.bincount(interactions.shopper)
    assert lengths.max() > 8 * np.median(lengths)


def test_what_follows_is_often_of_the_same_family() -> None:
    interactions = large_shop.interactions(6000)
    same_shopper = interactions.shopper[1:] == interactions.shopper[:-1]
    family = interactions.product // 30
    assert (family[1:] == family[:-1])[same_shopper].mean() > 0.3


def test_shoppers_come_one_after_the_other_and_products_exist() -> None:
    interactions = large_shop.interactions(100)
    assert (np.diff(interactions.shopper) >= 0).all()
    assert interactions.product.min() >= 0
    assert interactions.product.max() < 100
    made = large_shop.products(100)
    values = list(interactions.interactions([product.product_id for product in made]))
    assert [value.product_id for value in values] == [
        made[column].product_id for column in interactions.product.tolist()
    ]
    own = [value.at for value in values if value.shopper_id == "s0"]
    assert own == sorted(own)


def test_texts_of_a_family_are_alike() -> None:
    vectors = large_shop.embeddings(900)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)
    near = np.mean([vectors[place] @ vectors[place + 1] for place in range(0, 870, 30)])
    far = np.mean([vectors[place] @ vectors[(place + 450) % 900] for place in range(0, 900, 30)])
    assert near > far + 0.2


def test_the_slope_is_one_where_time_grows_as_products_do() -> None:
    sizes = [
        {"products": size, "cpu_seconds": {"fitted content": size * 2e-3, "publish": 99.0}}
        for size in (1000, 10_000, 40_000)
    ]
    assert slopes(sizes) == [1.0, 1.0]
    assert training(sizes[0]) == pytest.approx(2.0)


def test_every_step_of_a_small_shop_is_timed() -> None:
    figures = measured(400)
    assert {"dataset", "fitted content", "fitted collaborative", "fitted sequence", "publish", "load"} <= set(
        figures["seconds"]
    )
    assert figures["recall_of_neighbours"] == 1.0
    assert figures["megabytes_peak"] >= figures["megabytes_trained"] > 0
