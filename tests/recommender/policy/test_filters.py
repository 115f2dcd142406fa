from dataclasses import replace
from decimal import Decimal

import numpy as np

from core.interactions import Kind, Statement
from core.products import ProductId
from core.rules import Action, Match, Rule
from recommender.policy.diversity import diversified
from recommender.policy.filters import Filters, PolicyState, allowed, allowed_for, disliked
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.query import Query
from tests.recommender.shop import NOW, PRODUCTS, embeddings, interaction, product


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


def test_filters_join_and_a_search_leaves_its_hits_alone() -> None:
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    hits = frozenset({ProductId("jacket"), ProductId("mug"), ProductId("pot"), ProductId("gone")})
    assert names(Filters(only=hits), shop_catalog) == {"jacket", "mug", "pot"}
    assert names(Filters(only=frozenset()), shop_catalog) == set()
    cheap = Filters(only=hits, categories=frozenset({"Home", "Garden"}), max_price=Decimal(9))
    assert names(cheap, shop_catalog) == {"mug"}


def test_how_many_have_seen_a_product_goes_with_it_to_another_catalog() -> None:
    """The newcomer has been seen by nobody, and the first is no newcomer."""
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    seen = np.arange(1, len(PRODUCTS) + 1, dtype=np.float32)
    today = [replace(PRODUCTS[0], product_id=ProductId("new")), *PRODUCTS[::-1]]
    order = np.array([-1, *range(len(PRODUCTS))[::-1]])
    moved = PolicyState.of(shop_catalog, seen=seen).aligned(
        Alignment(order, len(PRODUCTS)), Catalog.of(today, embeddings(today))
    )
    assert moved.seen is not None
    assert moved.seen.tolist() == [0, *seen[::-1]]
    unknown = PolicyState.of(shop_catalog).aligned(Alignment(order[1:], len(PRODUCTS)), shop_catalog)
    assert unknown.seen is None
    assert unknown.underexposed is None


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


RAINWEAR = frozenset({ProductId(name) for name in ("jacket", "coat", "trousers", "boots", "umbrella")})


def shown(query: Query, filters: Filters | None = None, policy_state: PolicyState | None = None) -> set[str]:
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    mask = allowed_for(query, shop_catalog, filters or Filters(only=RAINWEAR), policy_state)
    return {shop_catalog.product_ids[place] for place in np.flatnonzero(mask)}


def test_only_what_a_search_found_and_the_shop_has() -> None:
    assert shown(Query(now=NOW)) == RAINWEAR
    assert shown(Query(now=NOW), Filters(only=frozenset({ProductId("gone")}))) == set()


def test_a_budget_a_refusal_and_what_lies_in_the_cart_are_respected_whoever_asks() -> None:
    query = Query(
        max_price=Decimal(45),
        statements=(Statement("colour", "pink", wanted=False), Statement("colour", "green")),
        context_products=(ProductId("boots"), ProductId("gone")),
        now=NOW,
    )
    assert shown(query) == {"trousers", "umbrella"}
    assert shown(Query(statements=(Statement("colour", "the", wanted=False),), now=NOW)) == RAINWEAR


def test_what_was_bought_is_left_out_unless_asked_for_and_so_is_what_was_disliked() -> None:
    query = Query(history=(interaction("a", "coat"), interaction("a", "boots", Kind.DISLIKE)), now=NOW)
    assert shown(query) == RAINWEAR - {"coat", "boots"}
    assert shown(query, Filters(only=RAINWEAR, exclude_purchased=False)) == RAINWEAR - {"boots"}


def test_what_must_hold_leaves_what_says_nothing_of_it() -> None:
    blue = Filters(only=RAINWEAR, hard=(Statement("colour", "blue"),))
    assert shown(Query(now=NOW), blue) == {"jacket", "boots"}
    size = Filters(only=RAINWEAR, hard=(Statement("size", "7"),))
    assert shown(Query(now=NOW), size) == RAINWEAR


def test_a_rule_hides_its_products_where_it_is_in_force() -> None:
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    hidden = Rule("1", "No umbrellas", Action.EXCLUDE, Match(products=frozenset({ProductId("umbrella")})))
    policy_state = PolicyState.of(shop_catalog, rules=[hidden])
    assert shown(Query(now=NOW), policy_state=policy_state) == RAINWEAR - {"umbrella"}
    assert policy_state.ruled([hidden], shop_catalog) is policy_state
    assert shown(Query(now=NOW), policy_state=policy_state.ruled([], shop_catalog)) == RAINWEAR


def test_over_another_catalog_a_new_product_has_been_seen_by_nobody() -> None:
    shop_catalog = Catalog.of(PRODUCTS, embeddings())
    seen = np.arange(len(PRODUCTS), dtype=np.float32)
    jug = product("jug", "Water jug", "Home > Kitchen", "12")
    changed = [jug, *PRODUCTS[:0:-1]]
    alignment = Alignment(np.array([-1, *range(len(PRODUCTS) - 1, 0, -1)]), len(PRODUCTS))
    moved = PolicyState.of(shop_catalog, seen=seen).aligned(
        alignment, Catalog.of(changed, embeddings(changed))
    )
    assert moved.seen is not None
    assert moved.seen.tolist() == [0.0, *seen[:0:-1]]
