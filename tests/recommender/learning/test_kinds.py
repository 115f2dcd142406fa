"""What a look is worth is learned: shops in which looks mislead, shops in which they tell."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from recommender.config import TrainingConfig
from recommender.learning.configuration import chosen
from recommender.learning.kinds import CARTS, LOOKS
from recommender.products.catalog import Catalog
from tests.recommender.shop import NOW

SHELVES, EACH = 6, 10
SINCE = NOW - timedelta(days=5)
DEFAULT = TrainingConfig().kinds


def shop() -> Catalog:
    products = [Product(ProductId(f"p{number}"), f"Thing {number}") for number in range(SHELVES * EACH)]
    return Catalog.of(products, np.zeros((len(products), 1), dtype=np.float32))


def sessions(looks: str, *, shoppers: int = 400) -> list[Interaction]:
    """Each buys one thing of their shelf and later two more; before that they look at five things or none."""
    random = np.random.default_rng(0)
    interactions = []
    for number in range(shoppers):
        shelf = EACH * int(random.integers(SHELVES)) + random.permutation(EACH)
        start = SINCE - timedelta(days=float(random.uniform(1, 20)))
        if looks != "none":
            seen = shelf[3:8] if looks == "at their shelf" else random.permutation(SHELVES * EACH)[:5]
            interactions += [interaction(number, product, Kind.VIEW, start) for product in seen]
        interactions.append(interaction(number, shelf[0], Kind.PURCHASE, start + timedelta(minutes=5)))
        later = SINCE + timedelta(hours=number / 4)
        interactions += [interaction(number, product, Kind.PURCHASE, later) for product in shelf[1:3]]
    return sorted(interactions, key=lambda interaction: interaction.at)


def interaction(shopper: int, product: int, kind: Kind, at: datetime) -> Interaction:
    return Interaction(f"s{shopper}", ProductId(f"p{product}"), kind, at)


@pytest.mark.parametrize(("looks", "least", "most"), [("anywhere", 0.0, 0.1), ("at their shelf", 0.3, 1.0)])
def test_a_look_is_worth_what_it_foretells(looks: str, least: float, most: float) -> None:
    kinds = chosen(sessions(looks), shop()).config.kinds
    assert {kinds[kind] for kind in LOOKS} == {kinds[Kind.VIEW]}
    assert least <= kinds[Kind.VIEW] <= most
    assert all(kinds[kind] == DEFAULT[kind] for kind in CARTS), "nobody put anything in a cart"


def test_where_all_interactions_are_of_one_kind_its_weight_stays() -> None:
    interactions = sessions("none")
    assert chosen(interactions, shop()).config.kinds == DEFAULT
    carted = [replace(interaction, kind=Kind.CART) for interaction in interactions]
    assert chosen(carted, shop()).config.kinds == DEFAULT


def test_where_few_buy_carts_tell_what_was_wanted() -> None:
    interactions = sessions("anywhere")
    carted = [
        replace(interaction, kind=Kind.CART) if interaction.kind is Kind.PURCHASE else interaction
        for interaction in interactions
    ]
    bought = [
        replace(interaction, kind=Kind.PURCHASE) if interaction.shopper_id == "s1" else interaction
        for interaction in carted
    ]
    kinds = chosen(bought, shop()).config.kinds
    assert min(kinds[kind] for kind in CARTS) > kinds[Kind.VIEW]
    assert kinds[Kind.VIEW] == pytest.approx(0.1)
