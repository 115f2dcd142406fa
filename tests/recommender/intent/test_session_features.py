"""The features of a session in progress: what they say, and that the future is not among them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.products import Product, ProductId
from core.shopper_sessions import MEMORY, Past, ShopperSession, Step, shopper_sessions
from recommender.intent.session_features import WORDS, features, in_words, moments

BEGUN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday
MUG, HAT = ProductId("mug"), ProductId("hat")
SHELF = {
    MUG: Product(MUG, "Mug", category="Kitchen", price=Decimal("8.00")),
    HAT: Product(HAT, "Hat", category="Clothes", price=Decimal("20.00")),
}


def steps(*kinds: tuple[str, ProductId | None]) -> tuple[Step, ...]:
    """A minute apart."""
    return tuple(
        Step(kind, BEGUN + timedelta(minutes=place), product_id, context={"device": "touch"})
        for place, (kind, product_id) in enumerate(kinds)
    )


PRESESSION = ShopperSession(
    steps(("view", MUG), ("view", HAT), ("cart", HAT), ("search", None), ("view", MUG), ("purchase", HAT))
)


def feature(session: ShopperSession, name: str) -> float | str:
    row = features([session], SHELF)
    value: float | str = {**row.numbers, **row.words}[name][0].item()
    return value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("steps", 5),
        ("views", 3),
        ("products", 2),
        ("categories", 2),
        ("most_views", 2),
        ("searches", 1),
        ("in_cart", 1),
        ("cart_value", 20),
        ("minutes", 4),
        ("since_cart", 2),
        ("last_price", 8),
        ("price_level", 14),
        ("again", 1),
        ("hour", 9),
        ("weekday", 0),
        ("last", "view"),
        ("department", "Kitchen"),
        ("device", "touch"),
        ("country", ""),
    ],
)
def test_what_a_session_shows(name: str, value: float | str) -> None:
    assert feature(PRESESSION.first(5), name) == value


def test_what_went_before_shows_too() -> None:
    past = Past(3, 1, 2, BEGUN - timedelta(days=2), BEGUN - timedelta(days=30), {MUG: 2})
    session = ShopperSession(steps(("view", MUG)), past)
    names = ("earlier_visits", "earlier_bought", "earlier_left", "days_away", "days_since_bought", "in_cart")
    assert [feature(session, name) for name in names] == [3, 1, 2, 2, 30, 2]
    newcomer = ShopperSession(steps(("view", MUG)))
    assert str(feature(newcomer, "days_away")) == "nan"
    assert feature(newcomer, "earlier_visits") == 0


def test_moments_come_before_the_purchase() -> None:
    prefixes = moments(PRESESSION, np.random.default_rng(0))
    assert [len(moment.steps) for moment in prefixes] == [1, 2, 3, 4, 5]
    assert moments(ShopperSession(steps(("purchase", MUG))), np.random.default_rng(0)) == []


KINDS = st.sampled_from(["view", "cart", "remove", "checkout", "search", "purchase", "exit_intent"])


@given(kinds=st.lists(st.tuples(KINDS, st.sampled_from([MUG, HAT])), min_size=1, max_size=12))
def test_a_session_looks_the_same_whatever_comes_after_it(kinds: list[tuple[str, ProductId]]) -> None:
    """What is learned from is what would have been seen at that moment."""
    whole = list(shopper_sessions(steps(*kinds)))
    assert sum(len(session.steps) for session in whole) == len(kinds)
    for count in range(1, len(kinds) + 1):
        live = list(shopper_sessions(steps(*kinds[:count])))[-1]
        assert live in [session.first(len(live.steps)) for session in whole]
        assert all(pieces > 0 for pieces in live.cart.values())


@pytest.mark.parametrize("name", WORDS)
def test_every_feature_has_its_words(name: str) -> None:
    value = feature(PRESESSION, name)
    said = in_words(name, value)
    assert "{" not in said
    assert in_words("in_cart", 3.0) == "3 pieces in the cart"
    assert in_words("weekday", 0.0) == "day of the week: Monday"
    assert in_words("days_away", float("nan")) == "days since the session before: not known"
    assert in_words("source", "") == "came from: not known"


def test_a_session_is_forgotten_by_its_end_and_not_by_its_beginning() -> None:
    long = [Step("view", BEGUN + timedelta(minutes=20 * place), MUG) for place in range(4)]
    later = Step("view", long[-1].at + MEMORY, MUG)
    *_, last = shopper_sessions([*long, later])
    assert last.past.sessions == 1
    *_, last = shopper_sessions([*long, Step("view", later.at + timedelta(seconds=1), MUG)])
    assert last.past.sessions == 0


def test_what_is_taken_out_is_not_in_the_cart() -> None:
    (session,) = shopper_sessions(
        [Step("cart", BEGUN, MUG, 3), Step("remove", BEGUN, MUG, 2), Step("cart", BEGUN, HAT)]
    )
    assert session.cart == {MUG: 1, HAT: 1}
    (emptied,) = shopper_sessions([Step("cart", BEGUN, MUG), Step("remove", BEGUN, MUG)])
    assert emptied.cart == {}
