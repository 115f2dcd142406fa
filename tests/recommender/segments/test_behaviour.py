"""What a shopper's interactions say of them, in units that people use."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.products.catalog import Catalog
from recommender.segments.behaviour import NEWEST, Behaviour, CatalogShelf, behaviour_of, by_shopper
from tests.recommender.crowd import SHELF, session
from tests.recommender.shop import NOW, PRODUCTS, embeddings

VIEW, CART, PURCHASE = Kind.VIEW, Kind.CART, Kind.PURCHASE
histories = st.lists(
    st.tuples(
        st.sampled_from(list(Kind)),
        st.sampled_from([*(product.product_id for product in PRODUCTS), ProductId("gone")]),
        st.floats(0, 400),
    ),
    max_size=60,
).map(
    lambda rows: [
        Interaction("ayla", product, kind, NOW - timedelta(days=days))
        for kind, product, days in sorted(rows, key=lambda row: -row[2])
    ]
)


def test_sessions_carts_orders_and_money_are_counted() -> None:
    left, bought, looked = session(9, VIEW, VIEW, CART), session(5, VIEW, CART, PURCHASE), session(2, VIEW)
    behaviour = behaviour_of([*left, *bought, *looked], SHELF, now=NOW)
    assert behaviour.sessions == 3
    assert behaviour.recency == pytest.approx(2)
    assert behaviour.pace == pytest.approx(3)
    assert behaviour.views == pytest.approx(4 / 3)
    assert behaviour.cart_rate == pytest.approx(2 / 3)
    assert behaviour.abandonment == pytest.approx(1 / 3)
    assert behaviour.orders == 1
    assert behaviour.spend == float(PRODUCTS[2].price)


def test_a_cart_of_a_session_in_progress_is_not_left_yet() -> None:
    now = session(0, VIEW, CART)
    assert behaviour_of(now, SHELF, now=NOW + timedelta(minutes=20)).abandonment == 0
    assert behaviour_of(now, SHELF, now=NOW + timedelta(hours=2)).abandonment == 1


def test_a_cart_that_the_shopper_emptied_is_not_left() -> None:
    held = session(0, CART, VIEW, CART)
    last = held[-1].at
    emptied = [
        replace(interaction, kind=Kind.REMOVE, at=last + timedelta(minutes=1))
        for interaction in held
        if interaction.kind is CART
    ]
    later = NOW + timedelta(hours=2)
    assert behaviour_of([*held, emptied[0]], SHELF, now=later).abandonment == 1, "one of two is still in it"
    assert behaviour_of([*held, *emptied], SHELF, now=later).abandonment == 0
    assert behaviour_of([*held, *emptied], SHELF, now=later).cart_rate == 1


def test_a_click_in_the_same_session_changes_what_is_seen_of_the_shopper() -> None:
    before = session(3, VIEW)
    after = [*before, *session(0, VIEW, CART)]
    assert behaviour_of(after, SHELF, now=NOW).cart_rate > behaviour_of(before, SHELF, now=NOW).cart_rate == 0


def test_nothing_is_known_without_interactions() -> None:
    assert behaviour_of([], SHELF, now=NOW) == Behaviour()


@given(histories)
def test_shares_are_shares_and_counts_agree(history: list[Interaction]) -> None:
    behaviour = behaviour_of(history, SHELF, now=NOW)
    assert all(np.isfinite(behaviour))
    assert 0 <= behaviour.abandonment <= behaviour.cart_rate <= 1
    assert behaviour.orders <= behaviour.sessions <= len(history)
    assert behaviour.recency <= behaviour.pace * max(behaviour.sessions, 1) + 1e-9
    assert -1 <= behaviour.thrift <= 1
    assert (behaviour.orders == 0) == (not any(interaction.kind is PURCHASE for interaction in history))


def test_only_the_newest_interactions_are_read() -> None:
    old = [interaction for step in range(NEWEST) for interaction in session(300 - step, PURCHASE)]
    new = [interaction for step in range(NEWEST) for interaction in session(60 - step / 10, VIEW)]
    assert behaviour_of([*old, *new], SHELF, now=NOW).orders == 0


def test_the_catalog_is_a_shelf() -> None:
    shelf = CatalogShelf(Catalog.of(PRODUCTS, embeddings()))
    history = [*session(9, VIEW, PURCHASE), Interaction("ayla", ProductId("gone"), PURCHASE, NOW)]
    behaviour = behaviour_of(history, shelf, now=NOW)
    assert behaviour.spend == float(PRODUCTS[1].price)
    assert behaviour.orders == 2, "what is not sold any more was bought all the same"
    assert behaviour.breadth == 1


def test_interactions_are_told_apart_by_shopper() -> None:
    interactions = [
        Interaction(name, PRODUCTS[0].product_id, VIEW, NOW + timedelta(minutes=step))
        for step, name in enumerate("abab")
    ]
    assert {name: len(own) for name, own in by_shopper(interactions).items()} == {"a": 2, "b": 2}
