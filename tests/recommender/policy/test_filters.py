from dataclasses import replace
from decimal import Decimal

import numpy as np

from core.interactions import Kind
from core.products import ProductId
from recommender.policy.diversity import diversified
from recommender.policy.filters import Filters, allowed, disliked
from recommender.products.catalog import Catalog
from recommender.query import Query
from tests.recommender.shop import PRODUCTS, embeddings, interaction


def names(filters: Filters, shop_catalog: Catalog) -> set[str]:
    return {shop_catalog.product_ids[place] for place in np.flatnonzero(allowed(shop_catalog, filters))}


def test_stock() -> None:
    products = [
        replace(PRODUCTS[0], stock=0),
        replace(PRODUCTS[1], active=False),
        replace(PRODUCTS[2], stock=1),
    ]
    shop_catalog = Catalog.of(products, embeddings(products))
    assert names(Filters(), shop_catalog) == {"trousers"}
    assert names(Filters(in_stock=False), shop_catalog) == {"jacket", "trousers"}


def test_prices_categories_and_exclusions() -> None:
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    assert names(Filters(min_price=Decimal(40), max_price=Decimal(45)), shop_catalog) == {"coat", "kettle"}
    kitchen = Filters(
        categories=frozenset({"home"}), exclude=frozenset({ProductId("pot"), ProductId("gone")})
    )
    assert names(kitchen, shop_catalog) == {"mug", "bowl", "plate", "kettle"}
    assert names(Filters(categories=frozenset({"Ho"})), shop_catalog) == set()


def test_opinions_can_be_taken_back() -> None:
    back = (interaction("a", "mug", Kind.DISLIKE, days=2), interaction("a", "mug", Kind.LIKE, days=1))
    against = (
        interaction("a", "pot", Kind.CART, factor=-1.0),
        interaction("a", "bowl", Kind.DISLIKE, factor=-0.5),
    )
    assert disliked(Query(history=back + against)) == {"pot", "bowl"}


def test_diversity_leaves_the_first_and_breaks_up_the_rest() -> None:
    shop_catalog = Catalog.of(
        PRODUCTS, np.eye(len(PRODUCTS), 3, dtype=np.float32)[[0, 0, 0, 1, 1, 1, 2, 2, 2, 2]]
    )
    ranked = np.arange(len(PRODUCTS))
    scores = np.linspace(1, 0.5, len(PRODUCTS), dtype=np.float32)
    assert diversified(ranked, scores, shop_catalog, count=3, diversity=0.0).tolist() == [0, 1, 2]
    assert diversified(ranked, scores, shop_catalog, count=3, diversity=0.7).tolist() == [0, 3, 6]


def test_a_look_that_counts_less_takes_no_dislike_back() -> None:
    """Only another opinion does: "just browsing" is none."""
    disliked_once = interaction("a", "mug", Kind.DISLIKE, days=2.0)
    browsed = interaction("a", "mug", Kind.VIEW, days=1.0, factor=0.5)
    assert disliked(Query(history=(disliked_once, browsed))) == {disliked_once.product_id}
