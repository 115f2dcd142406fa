"""What the shopper asked for holds; where nothing is left it is given up in a stated order, and said."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.interactions import Kind, Statement
from recommender.hybrid import Hybrid
from recommender.policy.filters import Filters
from recommender.policy.relaxation import DEARER, ORDER, PRICE, settle
from recommender.policy.wanted import Described, binding
from recommender.products.catalog import Catalog
from recommender.query import Query
from recommender.training import train
from tests.recommender.shop import NOW, embeddings, interaction, interactions, product

SHELF = [
    product("shirt-blue-s", "Ocean shirt", "Clothing", "20", colour="blue", size="S"),
    product("shirt-red-m", "Rover shirt", "Clothing", "30", color="red", size="M, L"),
    product("vest-red-s", "Harbour vest", "Clothing", "50", colour="red", size="S, M"),
    product("candle", "Candle", "Home", "9"),
]
CLOTHING = Filters(categories=frozenset({"Clothing"}))


@pytest.fixture(scope="module")
def shop() -> Hybrid:
    return train(interactions(), SHELF, embeddings(SHELF), now=NOW)


def answered(
    shop: Hybrid, *said: str, filters: Filters = CLOTHING, budget: int | None = None
) -> tuple[set[str], tuple[str, ...]]:
    statements = tuple(Statement(phrase.partition("=")[0], phrase.partition("=")[2]) for phrase in said)
    filters = replace(filters, hard=binding(statements, " ".join(said)))
    query = Query(statements=statements, max_price=None if budget is None else Decimal(budget), now=NOW)
    settled = settle(query, shop.catalog, filters, shop.policy_state)
    recommendations = shop.recommend(settled.query, count=10, filters=settled.filters)
    return {recommendation.product_id for recommendation in recommendations}, settled.given_up


def test_what_the_shopper_asked_for_holds(shop: Hybrid) -> None:
    assert answered(shop, "colour=red") == ({"shirt-red-m", "vest-red-s"}, ())
    assert answered(shop, "color=red", "size=s") == ({"vest-red-s"}, ())


def test_a_product_that_says_nothing_of_it_is_not_concerned(shop: Hybrid) -> None:
    assert answered(shop, "size=L", filters=Filters())[0] == {"shirt-red-m", "candle"}


def test_of_several_values_of_one_attribute_any_will_do(shop: Hybrid) -> None:
    either = {"shirt-blue-s", "shirt-red-m", "vest-red-s"}
    assert answered(shop, "colour=red", "colour=blue") == (either, ())
    assert answered(shop, "colour=red", "colour=green") == ({"shirt-red-m", "vest-red-s"}, ())
    assert answered(shop, "colour=red", "color=blue", "size=s") == ({"shirt-blue-s", "vest-red-s"}, ())


def test_what_is_not_in_the_question_leads_and_does_not_bind(shop: Hybrid) -> None:
    before = (Statement("colour", "blue"), Statement("for", "toddlers"))
    assert binding(before, "a white teapot") == ()
    assert binding(before, "something blue for my toddler") == before
    assert binding((Statement("colour", "pink", wanted=False),), "not pink") == ()
    recommendations = shop.recommend(Query(statements=before, now=NOW), count=10)
    assert len(recommendations) == len(SHELF)


@pytest.mark.parametrize(
    ("said", "given_up", "left"),
    [
        (("colour=green",), ("colour",), {"shirt-blue-s", "shirt-red-m", "vest-red-s"}),
        (("colour=blue", "size=L"), ("colour",), {"shirt-red-m"}),
        (("size=XXL", "colour=red"), ("size",), {"shirt-red-m", "vest-red-s"}),
        (("size=XXL", "colour=green"), ("colour", "size"), {"shirt-blue-s", "shirt-red-m", "vest-red-s"}),
    ],
)
def test_the_colour_goes_before_the_size(
    shop: Hybrid, said: tuple[str, ...], given_up: tuple[str, ...], left: set[str]
) -> None:
    assert answered(shop, *said) == (left, given_up)
    assert list(given_up) == sorted(given_up, key=ORDER.index)


def test_the_budget_goes_before_the_size_and_not_far(shop: Hybrid) -> None:
    assert answered(shop, "size=M", budget=35) == ({"shirt-red-m"}, ())
    assert answered(shop, "size=M", budget=25) == ({"shirt-red-m"}, (PRICE,))
    assert answered(shop, "size=M", "colour=red", budget=25) == ({"shirt-red-m"}, (PRICE,))
    shown, given_up = answered(shop, budget=10)
    assert (shown, given_up) == ({"shirt-blue-s"}, (PRICE,))
    assert 20 * DEARER < 30
    assert answered(shop, filters=replace(CLOTHING, max_price=Decimal(10))) == ({"shirt-blue-s"}, (PRICE,))


def test_refusals_dislikes_and_stock_are_never_given_up(shop: Hybrid) -> None:
    refused = Query(
        history=(interaction("a", "shirt-blue-s", Kind.DISLIKE),),
        statements=(Statement("colour", "red", wanted=False), Statement("size", "S")),
        now=NOW,
    )
    asked = replace(CLOTHING, hard=(Statement("size", "S"),))
    settled = settle(refused, shop.catalog, asked, shop.policy_state)
    assert settled.given_up == ()
    assert shop.recommend(settled.query, count=10, filters=settled.filters) == []


def test_for_whom_binds_only_where_products_say_it() -> None:
    whom = {"a": "toddlers", "b": "men", "c": "everyone"}
    products = [
        product(name, "Rain coat", "Clothing", "20", **{"for": group}) for name, group in whom.items()
    ]
    described = Described(Catalog.of(products, embeddings()[:3]))
    assert described.violating((Statement("for", "sister"),)).tolist() == [False, False, False]
    assert described.violating((Statement("for", "toddlers"),)).tolist() == [False, True, False]
