"""Who is asked, about what, and how the marks are given."""

from datetime import timedelta

import numpy as np
import pytest

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.hybrid import Hybrid
from recommender.models.holdout import Holdout, marks, means
from recommender.products.catalog import Catalog
from tests.recommender.shop import COLUMNS, NOW, PRODUCTS, embeddings, interaction, interactions

CATALOG = Catalog.of(PRODUCTS, embeddings())
AGO = NOW - timedelta(days=3)


def holdout(
    future: list[Interaction],
    *,
    past: list[Interaction] | None = None,
    fewest: int = 1,
    most: int = 100,
) -> Holdout:
    before = interactions() if past is None else past
    return Holdout.of(
        sorted(before, key=lambda interaction: interaction.at), future, CATALOG, fewest=fewest, most=most
    )


def test_only_what_they_had_not_touched_is_asked_of_those_with_a_past() -> None:
    past = [interaction("a", "mug", Kind.VIEW, days=5), interaction("b", "bowl", days=5)]
    future = [
        interaction("a", "mug"),
        interaction("a", "pot"),
        interaction("b", "plate", Kind.VIEW),  # purchases were seen, so views do not count
        interaction("c", "kettle"),
    ]
    held_out = holdout(future, past=past)
    assert held_out.shoppers == ("a",)
    assert held_out.relevant.nonzero()[1].tolist() == [COLUMNS[ProductId("pot")]]
    assert {interaction.shopper_id for interaction in held_out.past} == {"a"}


def test_where_too_few_bought_carts_and_views_count_as_well() -> None:
    future = [
        interaction("shopper-1", "mug"),
        interaction("shopper-3", "mug", Kind.CART),
        interaction("shopper-5", "mug", Kind.VIEW),
        interaction("shopper-7", "mug", Kind.REMOVE),
    ]
    asked = [holdout(future, fewest=fewest).shoppers for fewest in (1, 2, 3)]
    assert [len(shoppers) for shoppers in asked] == [1, 2, 3]
    assert holdout(future, fewest=20).shoppers == asked[-1]


def test_what_a_shopper_took_back_is_no_choice() -> None:
    assert holdout([interaction("shopper-1", "mug", factor=-1.0)]).shoppers == ()


def test_a_great_shop_is_sampled_the_same_way_each_time() -> None:
    future = [interaction(f"shopper-{number}", "mug" if number % 2 else "jacket") for number in range(40)]
    first, second = holdout(future, most=7), holdout(future, most=7)
    assert len(first.shoppers) == 7
    assert first.shoppers == second.shoppers
    assert len(holdout(future).shoppers) == 40


def test_marks_by_hand(hybrid: Hybrid) -> None:
    """All but four or five of ten products are left to show, so whatever they bought is among the ten."""
    by_metric = marks(
        hybrid,
        holdout(
            [
                interaction("shopper-1", "mug"),
                interaction("shopper-1", "bowl"),
                interaction("shopper-0", "boots"),
            ]
        ),
    )
    assert by_metric["recall@10"].tolist() == [1.0, 1.0]
    assert by_metric["precision@10"].tolist() == pytest.approx([0.1, 0.2])
    assert by_metric["f1@10"].tolist() == pytest.approx([2 * 0.1 / 1.1, 2 * 0.2 / 1.2])
    assert np.all((by_metric["ndcg@10"] > 0) & (by_metric["ndcg@10"] <= 1))
    assert means(by_metric)["recall@10"] == 1.0


def test_the_product_each_left_out_is_foretold_better_than_another(hybrid: Hybrid) -> None:
    rain = ["jacket", "coat", "trousers", "boots", "umbrella"]
    others = ["mug", "bowl", "plate", "pot", "kettle"]
    odd = range(1, 40, 2)
    missing = [interaction(f"shopper-{number}", rain[number // 2 % 5]) for number in odd]
    wrong = [interaction(f"shopper-{number}", others[number // 2 % 5]) for number in odd]
    right_marks, wrong_marks = (marks(hybrid, holdout(bought))["ndcg@10"] for bought in (missing, wrong))
    assert right_marks.mean() > 0.9 > wrong_marks.mean()


def test_nobody_to_ask(hybrid: Hybrid) -> None:
    nobody = holdout([], past=[])
    assert nobody.shoppers == ()
    assert means(marks(hybrid, nobody)) == {}
