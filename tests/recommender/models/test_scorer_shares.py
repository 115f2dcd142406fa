from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.interactions import Kind, Statement
from core.products import ProductId
from recommender.hybrid import Hybrid
from recommender.models.scorer_shares import by_scorer, shares
from recommender.policy.filters import Filters
from recommender.profile import Profiles
from recommender.query import Query
from recommender.recommendation import Contribution, Recommendation
from recommender.shopper import read
from tests.recommender.shop import NOW, PRODUCTS, WordEncoder, interaction

names = st.sampled_from([product.product_id for product in PRODUCTS])
queries = st.builds(
    Query,
    history=st.lists(
        st.builds(
            interaction,
            st.just("a"),
            names,
            st.sampled_from(list(Kind)),
            days=st.floats(0, 50),
            factor=st.floats(-1, 1),
        ),
        max_size=6,
    ).map(tuple),
    statements=st.lists(
        st.builds(Statement, st.sampled_from(["colour", "category"]), st.sampled_from(["blue", "rain"])),
        max_size=2,
    ).map(tuple),
    price_sensitivity=st.floats(0, 1),
    context_products=st.lists(names, max_size=2).map(tuple),
    placement=st.sampled_from(["home", "product", "cart", "chat"]),
    now=st.just(NOW),
)


@given(query=queries)
@settings(max_examples=80)
def test_the_contributions_are_the_score_that_ranked(hybrid: Hybrid, query: Query) -> None:
    """Not only their own sum: the sum that the batch path gives the same shopper."""
    encoder = WordEncoder()
    recommendations = hybrid.recommend(query, count=8, filters=Filters(diversity=0.0), encode=encoder)
    shopper = read(query, hybrid.catalog, hybrid.config, encoder=encoder, until=hybrid.until)
    scores = hybrid.blend(Profiles.of(shopper, len(hybrid.catalog)), placement=query.placement)[0]
    for recommendation in recommendations:
        place = hybrid.catalog.columns[recommendation.product_id]
        assert fsum(part.value for part in recommendation.contributions) == pytest.approx(
            float(scores[place]), abs=1e-3
        )
        if recommendation.contributions:
            assert sum(line.share for line in shares(recommendation)) == pytest.approx(1.0)
            assert sum(line.value for line in shares(recommendation)) == pytest.approx(
                recommendation.score, abs=1e-9
            )


PARTS = (
    Contribution("collaborative", "jacket", 0.5, Kind.VIEW),
    Contribution("content", "jacket", 0.3, Kind.VIEW),
    Contribution("sequence", "mug", -0.8, Kind.DISLIKE),
    Contribution("popular", None, 0.1),
    Contribution("trending", None, 0.3),
)


def test_a_source_is_one_line_with_its_scorers_and_everybodys_are_one_each() -> None:
    lines = shares(Recommendation.of(ProductId("boots"), PARTS))
    assert [line.source for line in lines] == ["jacket", "mug", None, None]
    assert [line.value for line in lines] == pytest.approx([0.8, -0.8, 0.3, 0.1])
    assert [line.share for line in lines] == pytest.approx([0.4, 0.4, 0.15, 0.05])
    assert [part.scorer for part in lines[0].parts] == ["collaborative", "content"]


def test_nothing_to_share() -> None:
    assert shares(Recommendation.of(ProductId("boots"), ())) == []
    assert by_scorer([]) == {}


def test_by_scorer_over_a_list() -> None:
    boots, mug = (
        Recommendation.of(ProductId(name), parts)
        for name, parts in (("boots", PARTS), ("mug", (Contribution("popular", None, 2.0),)))
    )
    assert by_scorer([boots, mug]) == {
        "popular": pytest.approx(2.1 / 4),
        "sequence": pytest.approx(0.8 / 4),
        "collaborative": pytest.approx(0.5 / 4),
        "content": pytest.approx(0.3 / 4),
        "trending": pytest.approx(0.3 / 4),
    }
