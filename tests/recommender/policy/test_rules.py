"""What each rule does to the lists of a small shop."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.interactions import Kind, Statement
from core.products import Product, ProductId
from core.rules import Action, Match, Rule, check
from recommender.hybrid import Hybrid
from recommender.policy.filters import Filters
from recommender.query import Query
from recommender.recommendation import Recommendation
from recommender.training import from_arrays, to_arrays, train
from tests.recommender.shop import NOW, PRODUCTS, embeddings, interaction, interactions

RAIN = ("jacket", "coat", "trousers", "boots", "umbrella")
PLAIN = Filters(diversity=0.0)
KITCHEN = Query(history=(interaction("a", "mug", Kind.VIEW), interaction("a", "pot", Kind.VIEW)), now=NOW)


def rule(action: Action, *, name: str = "rule", **values: Any) -> Rule:
    given = {field: values.pop(field) for field in list(values) if field in Match.__dataclass_fields__}
    sets: dict[str, Any] = {
        field: frozenset(value) if isinstance(value, tuple) else value for field, value in given.items()
    }
    return Rule(rule_id=name, name=name, action=action, match=Match(**sets), **values)


def ids(recommendations: list[Recommendation]) -> list[str]:
    return [recommendation.product_id for recommendation in recommendations]


def listed(hybrid: Hybrid, *rules: Rule, query: Query = KITCHEN, count: int = 5) -> list[str]:
    return ids(hybrid.ruled(rules).recommend(query, count=count, filters=PLAIN))


@pytest.fixture(scope="module")
def shop() -> Hybrid:
    """The small shop with brands, tags and costs."""
    return train(interactions(), described(), embeddings(), now=NOW)


def described() -> list[Product]:
    return [
        replace(
            product,
            brand="Skerry" if product.product_id in ("jacket", "boots") else "Pott",
            cost=product.price * Decimal("0.4" if product.product_id in RAIN else "0.8"),
            attributes={
                **product.attributes,
                "tags": "New in, gift" if product.product_id == "umbrella" else "",
            },
        )
        for product in PRODUCTS
    ]


@pytest.mark.parametrize(
    ("match", "hidden"),
    [
        ({"products": ("kettle", "gone")}, {"kettle"}),
        ({"categories": ("home",)}, {"mug", "bowl", "plate", "pot", "kettle"}),
        ({"categories": ("Ho",)}, set()),
        ({"brands": ("SKERRY",)}, {"jacket", "boots"}),
        ({"tags": ("new in",)}, {"umbrella"}),
        ({"min_margin": Decimal("0.5")}, set(RAIN)),
        ({"max_margin": Decimal("0.2")}, {"mug", "bowl", "plate", "pot", "kettle"}),
        ({"categories": ("clothing",), "brands": ("skerry",)}, {"jacket", "boots"}),
        ({"products": ("jacket", "coat"), "brands": ("skerry",)}, {"jacket"}),
    ],
)
def test_what_a_rule_is_about(shop: Hybrid, match: dict[str, Any], hidden: set[str]) -> None:
    shown = listed(shop, rule(Action.EXCLUDE, **match), query=Query(now=NOW), count=10)
    assert {product.product_id for product in PRODUCTS} - set(shown) == hidden


def test_a_product_of_unknown_cost_has_no_margin(hybrid: Hybrid) -> None:
    margins = rule(Action.EXCLUDE, min_margin=Decimal(-1)), rule(Action.EXCLUDE, max_margin=Decimal(1))
    assert len(listed(hybrid, *margins, query=Query(now=NOW), count=10)) == len(PRODUCTS)


@pytest.mark.parametrize("position", [1, 3, 5])
def test_a_pin_stands_at_its_place_and_the_others_keep_their_order(shop: Hybrid, position: int) -> None:
    before = [name for name in listed(shop, count=10) if name != "umbrella"]
    after = listed(shop, rule(Action.PIN, products=("umbrella",), position=position), count=5)
    assert after[position - 1] == "umbrella"
    assert [name for name in after if name != "umbrella"] == before[:4]


def test_a_pin_of_many_takes_the_one_that_suits_the_shopper(shop: Hybrid) -> None:
    pin = rule(Action.PIN, categories=("Clothing",))
    rainy = Query(
        history=(interaction("a", "jacket", Kind.VIEW), interaction("a", "coat", Kind.VIEW)), now=NOW
    )
    own = [name for name in listed(shop, query=rainy, count=10) if name in RAIN]
    assert listed(shop, pin, query=rainy)[0] == own[0]
    assert listed(shop, pin)[0] in RAIN


@pytest.mark.parametrize(
    "query",
    [
        Query(history=(interaction("a", "umbrella", Kind.DISLIKE),), now=NOW),
        Query(history=(interaction("a", "umbrella"),), now=NOW),
        Query(max_price=Decimal(10), now=NOW),
        Query(statements=(Statement("colour", "black", wanted=False),), now=NOW),
        Query(context_products=(ProductId("umbrella"),), now=NOW),
    ],
    ids=["disliked", "bought", "beyond the budget", "refused", "on the page"],
)
def test_a_pin_never_overrides_the_shopper(shop: Hybrid, query: Query) -> None:
    assert "umbrella" not in listed(shop, rule(Action.PIN, products=("umbrella",)), query=query, count=10)


def test_a_pin_beyond_a_short_list_stands_at_its_end_and_beyond_a_full_one_nowhere(shop: Hybrid) -> None:
    pin = rule(Action.PIN, products=("umbrella",), position=9)
    few = Filters(only=frozenset(map(ProductId, ("umbrella", "bowl", "plate"))), diversity=0.0)
    shown = ids(shop.ruled([pin]).recommend(KITCHEN, count=10, filters=few))
    assert shown[2:] == ["umbrella"]
    assert "umbrella" not in listed(shop, pin, count=4)


def test_two_pins_for_one_place_go_by_priority(shop: Hybrid) -> None:
    low = rule(Action.PIN, name="low", products=("boots",), position=2)
    high = rule(Action.PIN, name="high", products=("umbrella",), position=2, priority=1)
    assert listed(shop, low, high)[1:3] == ["umbrella", "boots"]


def test_a_pin_and_an_exclusion_of_one_product_go_by_priority(shop: Hybrid) -> None:
    hidden = rule(Action.EXCLUDE, name="hidden", categories=("Clothing",), priority=1)
    weaker = rule(Action.PIN, name="pin", products=("umbrella",), priority=1)
    stronger = replace(weaker, priority=2)
    assert not set(listed(shop, hidden, weaker, count=10)) & set(RAIN)
    shown = listed(shop, hidden, stronger, count=10)
    assert set(shown) & set(RAIN) == {"umbrella"}
    assert shown[0] == "umbrella"


def test_a_boost_lifts_and_a_bury_lowers(shop: Hybrid) -> None:
    before = listed(shop, count=10)
    lifted = listed(shop, rule(Action.BOOST, products=(before[6],), strength=5.0), count=10)
    lowered = listed(shop, rule(Action.BURY, products=(before[0],), strength=5.0), count=10)
    assert lifted.index(before[6]) < 6
    assert [name for name in lifted if name != before[6]] == [name for name in before if name != before[6]]
    assert lowered.index(before[0]) > 0


def test_lifts_are_named_parts_of_a_sum_that_still_adds_up(shop: Hybrid) -> None:
    rules = (
        rule(Action.BOOST, name="Spring sale", brands=("skerry",), strength=1.5),
        rule(Action.BURY, name="Too heavy", products=("boots",), strength=0.5),
    )
    ruled = {
        recommendation.product_id: recommendation
        for recommendation in shop.ruled(rules).recommend(KITCHEN, count=10, filters=PLAIN)
    }
    parts = {part.source: part.value for part in ruled[ProductId("boots")].contributions}
    assert parts["rule: Spring sale"] == pytest.approx(1.5)
    assert parts["rule: Too heavy"] == pytest.approx(-0.5)
    plain = {
        recommendation.product_id: recommendation.score
        for recommendation in shop.recommend(KITCHEN, count=10, filters=PLAIN)
    }
    for name, lift in (("boots", 1.0), ("jacket", 1.5), ("coat", 0.0)):
        assert ruled[ProductId(name)].score == pytest.approx(plain[ProductId(name)] + lift, abs=1e-5)
        own = ruled[ProductId(name)]
        assert own.score == pytest.approx(sum(part.value for part in own.contributions), abs=1e-6)


def test_a_rule_holds_at_its_placements_alone(shop: Hybrid) -> None:
    hidden = rule(Action.EXCLUDE, categories=("Clothing",), placements=frozenset({"cart", "email"}))
    for placement, gone in (("home", False), ("cart", True), ("email", True)):
        shown = listed(shop, hidden, query=Query(placement=placement, now=NOW), count=10)
        assert (not set(shown) & set(RAIN)) == gone


def test_a_rule_holds_from_its_start_up_to_its_end(shop: Hybrid) -> None:
    start, end = NOW, NOW + timedelta(days=2)
    ruled = shop.ruled([rule(Action.EXCLUDE, categories=("Clothing",), starts_at=start, ends_at=end)])
    second = timedelta(seconds=1)

    def hidden(now: datetime) -> bool:
        return not set(ids(ruled.recommend(Query(now=now), count=10))) & set(RAIN)

    moments = (start - second, start, end - second, end)
    assert [hidden(moment) for moment in moments] == [False, True, True, False]
    assert [hidden(moment) for moment in reversed(moments)] == [False, True, True, False]


def test_a_rule_that_is_switched_off_does_nothing(shop: Hybrid) -> None:
    assert listed(shop, rule(Action.EXCLUDE, categories=("Home",), enabled=False)) == listed(shop)


def test_rules_follow_the_catalog(shop: Hybrid) -> None:
    ruled = shop.ruled([rule(Action.EXCLUDE, brands=("skerry",))])
    new = replace(PRODUCTS[0], product_id=ProductId("parka"), title="Gale parka", brand="Skerry")
    today = [new, *described()[1:]]
    shown = ids(ruled.aligned(today, embeddings(today)).recommend(Query(now=NOW), count=10))
    assert len(shown) == 8
    assert not {"parka", "boots"} & set(shown)


def test_the_same_rules_over_the_same_catalog_are_not_read_again(shop: Hybrid) -> None:
    own = [rule(Action.EXCLUDE, brands=("skerry",)), rule(Action.PIN, products=("mug",), enabled=False)]
    ruled = shop.ruled(own)
    assert ruled.ruled(own).policy_state is ruled.policy_state
    assert ruled.ruled(own[1:]).policy_state is not ruled.policy_state
    assert listed(ruled.ruled([])) == listed(shop)


def test_rules_are_not_stored_with_the_model(shop: Hybrid) -> None:
    ruled = shop.ruled([rule(Action.BOOST, name="secret", categories=("Home",))])
    assert to_arrays(ruled).keys() == to_arrays(shop).keys()
    loaded = from_arrays(to_arrays(ruled)).aligned(described(), embeddings())
    assert listed(loaded) == listed(shop)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"match": Match()}, "match"),
        ({"match": Match(min_margin=Decimal("0.5"), max_margin=Decimal("0.4"))}, "match.min_margin"),
        ({"position": 0}, "position"),
        ({"position": 51}, "position"),
        ({"action": Action.BOOST, "strength": 0.0}, "strength"),
        ({"action": Action.BURY, "strength": 5.1}, "strength"),
        ({"starts_at": NOW, "ends_at": NOW}, "ends_at"),
    ],
)
def test_a_rule_that_could_not_do_what_it_says_is_refused(wrong: dict[str, Any], field: str) -> None:
    good = rule(Action.PIN, products=("mug",))
    check(good)
    with pytest.raises(InvalidInput) as refused:
        check(replace(good, **wrong))
    assert refused.value.errors[0].field == field


names = st.sampled_from([product.product_id for product in PRODUCTS])
any_rule = st.builds(
    lambda number, action, products, position, priority: Rule(
        str(number), "r", action, Match(products=products), position=position, priority=priority
    ),
    st.integers(0, 99),
    st.sampled_from(list(Action)),
    st.frozensets(names, min_size=1, max_size=4),
    st.integers(1, 12),
    st.integers(0, 3),
)


@given(rules=st.lists(any_rule, max_size=6), count=st.integers(1, 12), explored=st.floats(0, 1))
@settings(max_examples=60)
def test_whatever_the_rules_a_list_is_whole(
    hybrid: Hybrid, rules: list[Rule], count: int, explored: float
) -> None:
    query = Query(
        history=(interaction("a", "mug"), interaction("a", "coat", Kind.DISLIKE)), now=NOW, seed=count
    )
    ruled = hybrid.ruled(rules)
    shown = ids(ruled.recommend(query, count=count, filters=Filters(exploration=explored)))
    kept = ruled.policy_state.rules.in_force("home", NOW).kept
    hidden = set() if kept is None else {PRODUCTS[place].product_id for place in np.flatnonzero(~kept)}
    allowed = {product.product_id for product in PRODUCTS} - hidden - {"mug", "coat"}
    assert set(shown) <= allowed
    assert len(shown) == len(set(shown)) == min(count, len(allowed))
