import numpy as np
import pytest

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.products.catalog import Catalog
from recommender.query import Query
from recommender.shopper import read
from tests.recommender.shop import COLUMNS, NOW, PRODUCTS, embeddings, interaction


def weights(*interactions: Interaction) -> dict[str, float]:
    dataset = Dataset.from_interactions(interactions, COLUMNS)
    names = list(COLUMNS)
    pairs = zip(dataset.product.tolist(), dataset.weight.tolist(), strict=True)
    return {names[product]: weight for product, weight in pairs}


def test_slots_add_up() -> None:
    assert weights(interaction("a", "mug", Kind.VIEW), interaction("a", "mug", Kind.CART)) == pytest.approx(
        {"mug": 0.9}
    )


def test_a_second_view_adds_nothing() -> None:
    viewed = interaction("a", "mug", Kind.VIEW, days=2)
    assert weights(viewed, interaction("a", "mug", Kind.CLICK)) == pytest.approx({"mug": 0.3})


def test_a_removal_takes_the_cart_back_whatever_the_order_of_reading() -> None:
    removed = interaction("a", "mug", Kind.REMOVE, days=1)
    assert weights(removed, interaction("a", "mug", Kind.CART, days=2)) == pytest.approx({"mug": -0.2})


def test_the_latest_opinion_counts() -> None:
    disliked = interaction("a", "mug", Kind.DISLIKE, days=2)
    assert weights(disliked, interaction("a", "mug", Kind.LIKE, days=1)) == pytest.approx({"mug": 1.0})


def test_what_a_shopper_said_multiplies_the_weight() -> None:
    assert weights(interaction("a", "mug", Kind.CART, factor=0.5)) == pytest.approx({"mug": 0.3})
    assert weights(interaction("a", "mug", Kind.CART, factor=-1.0)) == pytest.approx({"mug": -0.6})


def test_a_word_against_a_product_does_not_turn_a_refusal_round() -> None:
    assert weights(interaction("a", "mug", Kind.DISLIKE, factor=-0.5)) == pytest.approx({"mug": -0.5})
    taken_back = [
        interaction("a", "mug", Kind.CART, days=2, factor=-0.5),
        interaction("a", "mug", Kind.REMOVE, factor=-0.5),
    ]
    assert weights(*taken_back) == pytest.approx({"mug": -0.1})
    shop_catalog, query = Catalog.of(PRODUCTS, embeddings()), Query(history=tuple(taken_back), now=NOW)
    assert read(query, shop_catalog, TrainingConfig()).history[0] < 0, "a request reads it alike"


def test_rows_are_in_time_order_and_count_back_from_the_latest() -> None:
    dataset = Dataset.from_interactions(
        [interaction("a", "mug", days=1), interaction("b", "pot", days=9), interaction("a", "bowl", days=3)],
        COLUMNS,
    )
    names = list(COLUMNS)
    assert [names[column] for column in dataset.product] == ["bowl", "mug", "pot"]
    assert dataset.steps_back.tolist() == [1, 0, 0]


def test_unknown_products_are_skipped_and_given_shoppers_keep_their_rows() -> None:
    gone = Interaction("a", ProductId("gone"), Kind.VIEW, interaction("a", "mug").at)
    dataset = Dataset.from_interactions([gone, interaction("b", "mug")], COLUMNS, shoppers=("z", "b"))
    assert dataset.shoppers == 2
    assert dataset.matrix.nonzero()[0].tolist() == [1]


def test_nothing_happened_yet() -> None:
    dataset = Dataset.from_interactions([], COLUMNS)
    assert (dataset.shoppers, dataset.last_day) == (0, 0.0)
    assert dataset.matrix.shape == (0, len(COLUMNS))
    assert np.array_equal(dataset.steps_back, [])


def test_a_basket_is_one_moment() -> None:
    dataset = Dataset.from_interactions(
        [
            interaction("a", "mug", days=9),
            interaction("a", "pot", days=9),
            interaction("a", "bowl", days=3),
            interaction("b", "mug", days=1),
            interaction("b", "pot", days=1),
        ],
        COLUMNS,
    )
    assert dataset.moments_back.tolist() == [1, 1, 0, 0, 0]
    assert Dataset.from_interactions([], COLUMNS).moments_back.tolist() == []


def test_how_often_a_shopper_bought_it() -> None:
    bought = [interaction("a", "mug", days=days) for days in (9, 9, 5, 1)]
    viewed = [interaction("a", "pot", Kind.VIEW, days=days) for days in (8, 7)]
    dataset = Dataset.from_interactions([*bought, *viewed, interaction("b", "mug")], COLUMNS)
    rows = zip(dataset.shopper.tolist(), dataset.product.tolist(), dataset.times.tolist(), strict=True)
    assert {(shopper, product): times for shopper, product, times in rows} == {
        (0, COLUMNS[ProductId("mug")]): 3,  # two on one invoice are one
        (0, COLUMNS[ProductId("pot")]): 1,
        (1, COLUMNS[ProductId("mug")]): 1,
    }
    assert dataset.weight.tolist() == pytest.approx([0.3, 1.0, 1.0]), "learning counts a repeat once"


def test_old_interest_fades() -> None:
    dataset = Dataset.from_interactions(
        [interaction("a", "mug", days=11), interaction("b", "mug", days=1)], COLUMNS
    )
    assert dataset.faded(10.0).weight.tolist() == pytest.approx([0.5, 1.0])
    assert dataset.latest(1).times.tolist() == [1, 1]
