"""What is bought again and again may be offered again when it is due."""

from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.policy.repeats import CAUTION, DUE, LEAST_SHARE, Repeats, fit
from recommender.products.alignment import Alignment
from recommender.query import Query
from recommender.training import from_arrays, to_arrays, train
from tests.recommender.shop import COLUMNS, NOW, PRODUCTS, embeddings, interaction, interactions

COFFEE = COLUMNS[ProductId("mug")]


def regulars(count: int, *, every: float = 30.0, times: int = 4) -> list[Interaction]:
    """Shoppers who buy the mug again and again, the last time today."""
    return [
        interaction(f"regular-{who}", "mug", days=every * time)
        for who in range(count)
        for time in range(times)
    ]


def test_the_interval_is_the_usual_time_between_two_purchases() -> None:
    interval = fit(regulars(30) + interactions(), COLUMNS).interval
    assert interval[COFFEE] == 30.0
    assert np.isinf(np.delete(interval, COFFEE)).all()


def test_a_few_regulars_prove_nothing() -> None:
    enough = int(np.ceil(LEAST_SHARE * CAUTION / (1 - LEAST_SHARE)))
    assert np.isinf(fit(regulars(enough - 1), COLUMNS).interval[COFFEE])
    assert np.isfinite(fit(regulars(enough), COLUMNS).interval[COFFEE])


def test_two_lines_of_one_day_are_one_purchase_and_a_view_is_none() -> None:
    same_day = [interaction(f"s{who}", "mug", days=5 + hour / 100) for who in range(50) for hour in range(3)]
    views = [interaction(f"s{who}", "mug", Kind.VIEW, days=day) for who in range(50) for day in range(9)]
    assert np.isinf(fit(same_day + views, COLUMNS).interval).all()


def test_it_comes_back_when_it_is_due() -> None:
    hybrid = train(regulars(30) + interactions(), PRODUCTS, embeddings(), now=NOW)
    loaded = from_arrays(to_arrays(hybrid)).aligned(PRODUCTS, embeddings())

    def offered(days: float, name: str = "mug") -> bool:
        query = Query(history=(interaction("a", name, days=days), interaction("a", "bowl", days=1)), now=NOW)
        return name in {recommendation.product_id for recommendation in loaded.recommend(query, count=10)}

    assert not offered(DUE * 30 - 1)
    assert offered(DUE * 30 + 1)
    assert not offered(400, name="kettle")


def test_the_latest_purchase_counts() -> None:
    hybrid = train(regulars(30) + interactions(), PRODUCTS, embeddings(), now=NOW)
    again = Query(history=(interaction("a", "mug", days=60), interaction("a", "mug", days=2)), now=NOW)
    assert "mug" not in {recommendation.product_id for recommendation in hybrid.recommend(again, count=10)}


def test_what_shoppers_buy_regularly_themselves_comes_back_at_their_own_pace() -> None:
    hybrid = train(interactions(), PRODUCTS, embeddings(), now=NOW)
    pot = COLUMNS[ProductId("pot")]
    assert hybrid.policy_state.repeats is not None
    assert np.isinf(hybrid.policy_state.repeats.interval[pot])

    def offered(*days: float) -> bool:
        query = Query(history=tuple(interaction("a", "pot", days=day) for day in days), now=NOW)
        return "pot" in {recommendation.product_id for recommendation in hybrid.recommend(query, count=10)}

    assert offered(100, 80, 60, 20)  # every 27 days or so
    assert not offered(100, 80, 60, 5)
    assert not offered(60, 60.2, 60.4)  # one session


def test_it_follows_the_catalog() -> None:
    moved = fit(regulars(30), COLUMNS).aligned(Alignment(np.array([COFFEE, -1, 0]), len(PRODUCTS)))
    assert moved.interval.tolist() == [30.0, np.inf, np.inf]
    assert Repeats.none(3).aligned(Alignment(np.array([-1]), 3)).interval.tolist() == [np.inf]


days = st.lists(st.integers(0, 400), min_size=1, max_size=12)


@given(own=st.lists(days, max_size=12))
def test_the_order_of_the_interactions_does_not_matter(own: list[list[int]]) -> None:
    told = [
        interaction(f"s{who}", "mug", days=day)
        for who, purchase_days in enumerate(own)
        for day in purchase_days
    ]
    backwards = sorted(told, key=lambda interaction: (interaction.at, interaction.shopper_id))
    fit_of_told, fit_of_backwards = fit(told, COLUMNS, caution=0.0), fit(backwards, COLUMNS, caution=0.0)
    np.testing.assert_array_equal(fit_of_told.interval, fit_of_backwards.interval)
    finite = fit_of_told.interval[np.isfinite(fit_of_told.interval)]
    assert (finite >= 1).all()
    assert (finite <= timedelta(days=400).days).all()
