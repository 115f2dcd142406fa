from dataclasses import replace
from decimal import Decimal
from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.interactions import Interaction, Kind, Statement
from core.products import ProductId
from recommender.config import TrainingConfig
from recommender.hybrid import Hybrid
from recommender.policy.filters import Filters
from recommender.profile import Profiles
from recommender.query import Query
from recommender.recommendation import Recommendation
from recommender.shopper import read
from recommender.training import train
from tests.recommender.shop import (
    COLUMNS,
    NOW,
    PRODUCTS,
    WordEncoder,
    embeddings,
    interaction,
    interactions,
    product,
)

BY_ID = dict(zip(COLUMNS, PRODUCTS, strict=True))


def beside(name: str) -> Query:
    return Query(context_products=(ProductId(name),), placement="product", now=NOW)


def ids(recommendations: list[Recommendation]) -> list[str]:
    return [recommendation.product_id for recommendation in recommendations]


def scorers(recommendations: list[Recommendation]) -> set[str]:
    return {part.scorer for recommendation in recommendations for part in recommendation.contributions}


def test_a_rain_shopper_gets_the_rain_product_they_lack(hybrid: Hybrid) -> None:
    history = tuple(interaction("a", name) for name in ("jacket", "coat", "trousers", "boots"))
    assert ids(hybrid.recommend(Query(history=history, now=NOW), count=1)) == ["umbrella"]


def test_contributions_add_up_to_the_score(hybrid: Hybrid) -> None:
    query = Query(
        history=(interaction("a", "jacket", Kind.VIEW), interaction("a", "mug", Kind.DISLIKE)),
        statements=(Statement("colour", "blue"), Statement("colour", "pink", wanted=False)),
        said_texts=("something for the rain",),
        price_sensitivity=0.8,
        context_products=(ProductId("trousers"),),
        now=NOW,
    )
    recommendations = hybrid.recommend(query, count=5, encode=WordEncoder())
    assert recommendations
    for recommendation in recommendations:
        assert recommendation.score == pytest.approx(
            fsum(part.value for part in recommendation.contributions), abs=1e-6
        )


def test_with_nothing_known_the_popular_come_first(hybrid: Hybrid) -> None:
    recommendations = hybrid.recommend(Query(now=NOW), count=10, filters=Filters(diversity=0.0))
    counts = {
        product_id: sum(interaction.product_id == product_id for interaction in interactions())
        for product_id in BY_ID
    }
    assert len(recommendations) == len(PRODUCTS)
    assert scorers(recommendations) <= {"popular", "trending"}
    assert recommendations[0].score >= recommendations[-1].score
    assert counts[recommendations[0].product_id] == max(counts.values())


def test_somebody_new_gets_the_popular_whatever_was_learned_of_others(hybrid: Hybrid) -> None:
    home = {"collaborative": 1.0, "popular": 0.0, "trending": 0.0}
    taught = replace(hybrid, config=TrainingConfig(weights={"home": home}))
    plain = Filters(diversity=0.0)
    assert ids(taught.recommend(Query(now=NOW), count=5, filters=plain)) == ids(
        hybrid.recommend(Query(now=NOW), count=5, filters=plain)
    )
    known = taught.recommend(Query(history=(interaction("a", "jacket"),), now=NOW), count=5, filters=plain)
    assert scorers(known) == {"collaborative"}


def test_an_empty_shop_and_an_empty_history_are_answered() -> None:
    nothing = train([], [], np.zeros((0, 4), dtype=np.float32), now=NOW)
    assert nothing.recommend(Query(now=NOW), count=3) == []
    unvisited = train([], PRODUCTS, embeddings(), now=NOW)
    assert len(unvisited.recommend(Query(now=NOW), count=3)) == 3
    assert ids(unvisited.recommend(Query(history=(interaction("a", "jacket"),), now=NOW), count=1)) != [
        "jacket"
    ]


@pytest.mark.parametrize("count", [1, 3, 9])
def test_a_few_interactions_are_enough_to_start(count: int) -> None:
    young = train(interactions()[:count], PRODUCTS, embeddings(), now=NOW)
    recommendations = young.recommend(Query(history=tuple(interactions()[:1]), now=NOW), count=3)
    assert len(recommendations) == 3


def test_a_dislike_hides_the_product_and_pushes_its_likes_down(hybrid: Hybrid) -> None:
    query = Query(history=(interaction("a", "jacket", Kind.DISLIKE),), now=NOW)
    shown = ids(hybrid.recommend(query, count=10))
    assert "jacket" not in shown
    assert shown.index("coat") > shown.index("mug")


def test_said_of_a_view_that_it_is_not_what_the_shopper_wanted(hybrid: Hybrid) -> None:
    wanted = hybrid.recommend(Query(history=(interaction("a", "jacket", Kind.VIEW),), now=NOW), count=10)
    unwanted = hybrid.recommend(
        Query(history=(interaction("a", "jacket", Kind.VIEW, factor=-1.0),), now=NOW), count=10
    )
    assert ids(wanted).index("trousers") < ids(unwanted).index("trousers")
    assert "jacket" not in ids(unwanted)


def test_half_an_interest_is_half_the_weight(hybrid: Hybrid) -> None:
    sure = (interaction("a", "jacket", Kind.VIEW), interaction("a", "mug", Kind.VIEW, factor=0.5))
    recommendations = hybrid.recommend(Query(history=sure, now=NOW), count=10)
    assert ids(recommendations).index("trousers") < ids(recommendations).index("plate")


def test_a_refusal_is_hard_and_a_wish_leads(hybrid: Hybrid) -> None:
    refusal = Query(statements=(Statement("colour", "pink", wanted=False),), now=NOW)
    assert "coat" not in ids(hybrid.recommend(refusal, count=10))
    wish = Query(statements=(Statement("colour", "blue"),), now=NOW)
    first = ids(hybrid.recommend(wish, count=3, filters=Filters(diversity=0.0)))
    assert set(first) == {"jacket", "boots", "mug"}


def test_a_wish_chooses_among_what_suits_the_shopper(hybrid: Hybrid) -> None:
    wish, rain = (Statement("colour", "blue"),), (interaction("a", "coat"), interaction("a", "trousers"))

    def gains(statements: tuple[Statement, ...]) -> dict[str, float]:
        recommendations = hybrid.recommend(Query(history=rain, statements=statements, now=NOW), count=10)
        return {
            recommendation.product_id: sum(
                part.value for part in recommendation.contributions if part.scorer == "personalised_match"
            )
            for recommendation in recommendations
        }

    heard = gains(wish)
    assert heard["jacket"] > heard["mug"] >= 0.0, "the blue thing that suits the shopper's past gains more"
    assert heard["kettle"] == 0.0, "what is not blue gains nothing"
    assert not any(gains(()).values())


def test_wishes_weigh_the_same_one_by_one_and_all_at_once(hybrid: Hybrid) -> None:
    wish, past = (Statement("colour", "blue"),), (interaction("a", "coat"), interaction("a", "trousers"))
    shopper = read(Query(history=past, statements=wish, now=NOW), hybrid.catalog, hybrid.config)
    alone = hybrid.scored(shopper, hybrid.config.blend("home")).scores
    together = hybrid.blend(Profiles.of(shopper, len(hybrid.catalog)))
    np.testing.assert_allclose(together[0], alone, atol=1e-5)


def test_in_the_chat_what_the_search_finds_leads_among_equally_blue_things(hybrid: Hybrid) -> None:
    asked = Query(statements=(Statement("colour", "blue"),), placement="chat", now=NOW)
    plain = ids(hybrid.recommend(asked, count=3, filters=Filters(diversity=0.0)))
    assert set(plain) == {"jacket", "boots", "mug"}
    for name in plain:
        hits = {ProductId(hit): 1.0 if hit == name else 0.3 for hit in (*plain, "no-longer-sold")}
        query = replace(asked, said_texts=("something blue to drink from",), hits=hits)
        recommendations = hybrid.recommend(query, count=10, filters=Filters(diversity=0.0))
        assert recommendations[0].product_id == name
        for recommendation in recommendations:
            parts = [part for part in recommendation.contributions if part.scorer == "query_match"]
            assert [part.source for part in parts] == (
                list(query.said_texts) if recommendation.product_id in hits else []
            )
            assert recommendation.score == pytest.approx(
                fsum(part.value for part in recommendation.contributions), abs=1e-6
            )


def test_the_budget_is_hard(hybrid: Hybrid) -> None:
    query = Query(history=(interaction("a", "jacket"),), max_price=Decimal(20), now=NOW)
    recommendations = hybrid.recommend(query, count=10)
    assert recommendations
    assert all(BY_ID[recommendation.product_id].price <= 20 for recommendation in recommendations)


def test_who_minds_the_price_sees_cheaper_things_higher(hybrid: Hybrid) -> None:
    def first_three(sensitivity: float) -> Decimal:
        query = Query(price_sensitivity=sensitivity, now=NOW)
        recommendations = hybrid.recommend(query, count=3, filters=Filters(diversity=0.0))
        return sum((BY_ID[recommendation.product_id].price for recommendation in recommendations), Decimal(0))

    assert first_three(1.0) < first_three(0.0)


def test_a_new_product_is_recommendable_at_once_by_its_text(hybrid: Hybrid) -> None:
    poncho = product("poncho", "Harbour rain jacket for two", "Clothing > Outdoor", "50", colour="blue")
    today = [poncho, *(known for known in PRODUCTS if known.product_id != "coat")]
    aligned = hybrid.aligned(today, embeddings(today))
    recommendations = aligned.recommend(
        Query(history=(interaction("a", "jacket", Kind.VIEW),), now=NOW), count=10
    )
    assert "coat" not in ids(recommendations)
    assert ids(recommendations).index("poncho") < ids(recommendations).index("plate")


def test_alignment_with_nothing_new_changes_nothing(hybrid: Hybrid) -> None:
    query = Query(
        history=(interaction("a", "jacket", Kind.VIEW),), statements=(Statement("colour", "blue"),), now=NOW
    )
    again = hybrid.aligned(PRODUCTS, embeddings())
    assert again.recommend(query, count=5) == hybrid.recommend(query, count=5)


def test_similar_products_stay_in_the_kitchen(hybrid: Hybrid) -> None:
    recommendations = hybrid.recommend(beside("mug"), count=4)
    assert set(ids(recommendations)) == {"bowl", "plate", "pot", "kettle"}


def test_an_unknown_context_product_is_no_error(hybrid: Hybrid) -> None:
    assert len(hybrid.recommend(beside("gone"), count=3)) == 3


def test_last_week_is_no_trend_a_month_later(hybrid: Hybrid) -> None:
    later = NOW.replace(month=5)
    assert scorers(hybrid.recommend(Query(now=later), count=5)) == {"popular"}


names = st.sampled_from(list(COLUMNS))
histories = st.lists(
    st.builds(interaction, st.just("a"), names, st.sampled_from(list(Kind)), days=st.floats(0, 50)),
    max_size=8,
)


@given(history=histories, count=st.integers(1, 12), diversity=st.floats(0, 1), budget=st.integers(1, 60))
@settings(max_examples=60)
def test_ranking_invariants(
    hybrid: Hybrid, history: list[Interaction], count: int, diversity: float, budget: int
) -> None:
    query = Query(history=tuple(history), max_price=Decimal(budget), now=NOW)
    recommendations = hybrid.recommend(query, count=count, filters=Filters(diversity=diversity))
    own = ids(recommendations)
    assert len(own) == len(set(own)) <= count
    assert all(np.isfinite(recommendation.score) for recommendation in recommendations)
    assert all(BY_ID[ProductId(name)].price <= budget for name in own)
    bought = [interaction.product_id for interaction in query.history if interaction.kind is Kind.PURCHASE]
    assert not {name for name in bought if bought.count(name) == 1} & set(own)  # the others may be due again
