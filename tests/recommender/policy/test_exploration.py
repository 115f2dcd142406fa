"""Places for the little seen: as many as asked for, never the first, the same all day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.interactions import Kind
from core.products import Product, ProductId
from recommender.hybrid import Hybrid
from recommender.policy.exploration import Draw, UnderexposedProducts, explored
from recommender.policy.filters import Filters, PolicyState
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.products.changes import changed
from recommender.query import Query
from recommender.training import train
from tests.recommender.shop import NOW, PRODUCTS, WordEncoder, embeddings, interaction, interactions, product

PAST = (interaction("a", "mug", Kind.VIEW), interaction("a", "jacket", Kind.VIEW))
NEW = {f"new-{number}" for number in range(30)}


@pytest.fixture(scope="module")
def shop() -> Hybrid:
    """Ten products that everybody knows, thirty that nobody has seen and that are like nothing else."""
    new = [Product(ProductId(name), name.replace("-", ""), price=Decimal(5)) for name in sorted(NEW)]
    vectors = np.concatenate((embeddings(), np.zeros((len(new), WordEncoder.dimension), dtype=np.float32)))
    return train(interactions(), [*PRODUCTS, *new], vectors, now=NOW)


def on_sale(ids: list[str], seen: NDArray[np.float32]) -> UnderexposedProducts:
    return UnderexposedProducts.of(ids, seen, available=np.ones(len(ids), dtype=bool))


def listed(shop: Hybrid, share: float, *, seed: int = 1, days: float = 0.0, count: int = 8) -> list[str]:
    query = Query(history=PAST, seed=seed, now=NOW + timedelta(days=days))
    return [
        recommendation.product_id
        for recommendation in shop.recommend(query, count=count, filters=Filters(exploration=share))
    ]


def test_none_is_none(shop: Hybrid) -> None:
    query = Query(history=PAST, seed=5, now=NOW)
    assert listed(shop, 0.0) == [
        recommendation.product_id for recommendation in shop.recommend(query, count=8)
    ]


def test_on_average_it_is_the_share_and_never_the_first_place(shop: Hybrid) -> None:
    lists = [listed(shop, 0.2, seed=seed) for seed in range(400)]
    explored_places = [place for names in lists for place, name in enumerate(names) if name in NEW]
    merit = sum(name in NEW for name in listed(shop, 0.0))
    assert merit == 0
    assert len(explored_places) / (8 * 400) == pytest.approx(0.2, abs=0.02)
    assert min(explored_places) == 1
    assert max(explored_places) == 7
    assert all(len(names) == len(set(names)) == 8 for names in lists)


def test_it_does_not_flicker_within_a_day_and_changes_with_the_day(shop: Hybrid) -> None:
    morning = listed(shop, 0.3)
    assert morning == listed(shop, 0.3, days=0.4)
    assert len({tuple(listed(shop, 0.3, days=day)) for day in range(10)}) > 1


def test_every_little_seen_product_gets_its_turn(shop: Hybrid) -> None:
    met = {name for seed in range(300) for name in listed(shop, 0.3, seed=seed)}
    assert len(met & NEW) >= 0.5 * len(NEW)


@pytest.mark.parametrize("share", [0.02, 0.05])
def test_shoppers_and_days_together_meet_all_of_the_little_seen(share: float) -> None:
    ids = [f"p{number}" for number in range(1_000)]
    little = on_sale(ids, np.zeros(len(ids), dtype=np.float32))
    draws = [Draw(seed, NOW + timedelta(days=day)) for seed in range(10_000, 10_200) for day in range(10)]
    exploring = [draw for draw in draws if draw.places(share, 8)]
    assert len(exploring) / len(draws) == pytest.approx(share * 8, abs=0.03)
    met = {place for draw in exploring for place in little.window(draw.number("ring")).tolist()}
    assert len(met) == len(ids)


def test_the_rest_keeps_its_order(shop: Hybrid) -> None:
    before, after = listed(shop, 0.0), listed(shop, 0.4)
    assert [name for name in after if name not in NEW] == before[: 8 - sum(name in NEW for name in after)]


def test_a_list_of_one_is_left_alone(shop: Hybrid) -> None:
    assert listed(shop, 1.0, count=1) == listed(shop, 0.0, count=1)


def test_the_shoppers_own_limits_hold_for_the_little_seen_too(shop: Hybrid) -> None:
    disliked = tuple(interaction("a", name, Kind.DISLIKE) for name in sorted(NEW))
    query = Query(history=(interaction("a", "mug", Kind.VIEW), *disliked), seed=3, now=NOW)
    recommendations = shop.recommend(query, count=8, filters=Filters(exploration=0.9))
    assert not {recommendation.product_id for recommendation in recommendations} & NEW


def test_the_ring_barely_notices_one_product_more() -> None:
    ids = [f"p{number}" for number in range(2_000)]
    seen = np.zeros(len(ids), dtype=np.float32)
    before, after = on_sale(ids[:-1], seen[:-1]), on_sale(ids, seen)
    draws = [Draw(seed, NOW).number("ring") for seed in range(500)]
    moved = sum(set(before.window(number)) != set(after.window(number)) for number in draws)
    assert moved / 500 == pytest.approx(64 / 2_000, abs=0.03)


def test_the_least_seen_are_little_seen() -> None:
    underexposed = on_sale(list("abcdefghij"), np.arange(10, dtype=np.float32))
    assert np.flatnonzero(underexposed.member).tolist() == [0, 1]
    assert on_sale([], np.zeros(0, dtype=np.float32)).window(7).tolist() == []


@pytest.mark.parametrize(
    ("counts", "little"),
    [
        ({0: 20, 5: 400}, 20),
        ({0: 1, 1: 30, 9: 69}, 31),
        ({1: 70, 9: 30}, 70),
        ({0: 70, 9: 30}, 70),
        ({0: 100}, 100),
        ({5: 100}, 100),
    ],
    ids=["some unseen", "a fifth and more seen once", "most seen once", "most unseen", "all unseen", "equal"],
)
def test_equals_at_the_edge_count_where_they_bring_the_group_nearer_to_its_share(
    counts: dict[int, int], little: int
) -> None:
    seen = np.repeat(np.array([*counts], dtype=np.float32), [*counts.values()])
    member = on_sale([f"p{number}" for number in range(len(seen))], seen).member
    assert np.flatnonzero(member).tolist() == list(range(little))


def test_what_cannot_be_bought_takes_no_part() -> None:
    gone = [
        replace(product(f"gone-{number}", "Gone", "Home", "1"), active=number % 2 == 0, stock=0)
        for number in range(500)
    ]
    shelf = [*PRODUCTS, *gone]
    seen = np.append(np.arange(len(PRODUCTS)), np.zeros(len(gone))).astype(np.float32)
    shop_catalog = Catalog.of(shelf, embeddings(shelf))
    policy_state = PolicyState.of(shop_catalog, seen=seen)
    assert policy_state.underexposed is not None
    assert sorted(policy_state.underexposed.ring.tolist()) == [0, 1]
    sold_out = changed(shop_catalog, [replace(PRODUCTS[0], stock=0)], embeddings(PRODUCTS[:1]))
    after = policy_state.aligned(Alignment(np.arange(len(shelf)), len(shelf)), sold_out).underexposed
    assert after is not None
    assert sorted(after.ring.tolist()) == [1, 2]


def test_the_share_holds_however_much_was_taken_out(shop: Hybrid) -> None:
    gone = [
        replace(PRODUCTS[4], product_id=ProductId(f"gone-{number}"), active=False) for number in range(3_000)
    ]
    ruins = shop.changed(gone, np.repeat(embeddings(PRODUCTS[4:5]), len(gone), axis=0))
    lists = [listed(ruins, 0.2, seed=seed) for seed in range(200)]
    assert sum(name in NEW for names in lists for name in names) / (8 * 200) == pytest.approx(0.2, abs=0.03)


@given(
    count=st.integers(1, 20), little=st.integers(0, 20), places=st.integers(0, 19), seed=st.integers(0, 99)
)
def test_explored_lists_are_whole(count: int, little: int, places: int, seed: int) -> None:
    member = np.arange(40) < little
    chosen = np.random.default_rng(seed).permutation(40)[:count]
    newcomers = np.setdiff1d(np.flatnonzero(member), chosen)
    draw = Draw(seed, NOW)
    mixed = explored(
        chosen,
        newcomers,
        little=UnderexposedProducts(member, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)),
        draw=draw,
        places=min(places, count - 1),
    )
    assert len(mixed) == len(set(mixed.tolist())) == count
    assert mixed[0] == chosen[0]
    own = int(member[chosen[1:]].sum())
    assert member[mixed[1:]].sum() == max(own, min(own + len(newcomers), min(places, count - 1)))
