"""The benchmarks of cold start on a made-up shop whose right answers are known."""

from datetime import timedelta

import numpy as np
import pytest

from benchmarks import cold_products, cold_shoppers
from benchmarks.leave_one_out import START
from core.products import Product, ProductId
from recommender.training import train
from tests.recommender.shop import WordEncoder

KINDS = ("shampoo", "lipstick", "brush", "lotion")
COLOURS = ("red", "blue", "green", "white", "black", "pink", "amber", "violet", "grey", "brown")
PRODUCTS = [Product(ProductId(f"{kind}-{tone}"), f"{tone} {kind}") for kind in KINDS for tone in COLOURS]
VECTORS = WordEncoder().encode([product.text for product in PRODUCTS])


def sequences() -> dict[str, list[ProductId]]:
    """Everybody buys one kind of thing, in an order of their own."""
    random = np.random.default_rng(0)
    own = {
        kind: [product.product_id for product in PRODUCTS if product.title.endswith(kind)] for kind in KINDS
    }
    return {
        f"s{number}": [own[KINDS[number % 4]][place] for place in random.permutation(10)[:6]]
        for number in range(200)
    }


def test_a_tenth_of_the_products_is_held_out_and_another_by_another_seed() -> None:
    first, again, other = (cold_products.held_out(PRODUCTS, seed) for seed in (0, 0, 1))
    assert len(first) == 4
    assert first == again != other


def test_nothing_of_a_new_product_is_learned_from() -> None:
    meeting = cold_products.met(cold_products.Shop(sequences(), PRODUCTS, VECTORS), 0)
    new = np.flatnonzero(meeting.new)
    assert len(new) == 4
    assert meeting.hybrid.catalog.learned == 36
    assert meeting.profiles.history[:, new].nnz == 0
    assert set(meeting.wanted.tolist()) <= set(new.tolist())
    counts = next(scorer for scorer in meeting.hybrid.scorers if scorer.name == "popular").arrays()["counts"]
    assert not counts[new].any()


def test_the_text_carries_new_products_and_what_knows_nothing_of_them_does_not() -> None:
    of_all, of_new = cold_products.recalls(cold_products.Shop(sequences(), PRODUCTS, VECTORS), range(2))
    own, popular = of_all["Rapport"], of_all["popular"]
    assert own.shoppers == popular.shoppers > 10
    assert own.values()["recall@10"] > 0.9  # ten of a kind, less what the shopper has
    assert popular.values()["recall@10"] == 0.0
    assert of_new["Rapport"].values()["recall@10"] == 1.0


def test_what_newcomers_cost_is_measured_on_those_who_want_something_else() -> None:
    shop = cold_products.Shop(sequences(), PRODUCTS, VECTORS)
    meeting = cold_products.met(shop, 0, of_new=False)
    assert not meeting.new[meeting.wanted].any()
    measured = cold_products.of_known(shop)
    assert len(measured) == 3
    assert all(metrics.shoppers == len(meeting.wanted) for metrics in measured.values())


def test_a_new_shopper_is_met_with_what_they_did_first_and_what_they_say() -> None:
    histories = {
        name: [(product_id, START + timedelta(minutes=step)) for step, product_id in enumerate(own)]
        for name, own in sequences().items()
    }
    measured = cold_shoppers.recalls(
        histories,
        PRODUCTS,
        train=lambda interactions: train(interactions, PRODUCTS, VECTORS, now=interactions[-1].at),
        encoder=WordEncoder(),
    )
    assert len(measured) == 2 + 3 * 3
    values = {name: metrics.values()["recall@10"] for name, metrics in measured.items()}
    assert values["Rapport, k = 0, and one wish"] > values["popular, k = 0"] + 0.3
    assert values["Rapport, k = 2"] > values["popular, k = 2"] + 0.3


@pytest.mark.parametrize(
    ("title", "word"), [("amber shampoo", "shampoo"), ("12 pink lotion 30 ml", "lotion"), ("2000", None)]
)
def test_a_product_is_called_by_the_word_that_most_titles_have(title: str, word: str | None) -> None:
    product = Product(ProductId("new"), title)
    assert cold_shoppers.kinds_of_product([*PRODUCTS, product]).get(product.product_id) == word
