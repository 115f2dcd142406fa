"""What sells in a shopper's country counts there and nowhere else, and the more, the more is known of it."""

import numpy as np
import pytest

from core.products import ProductId
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.query import Context, Query
from recommender.scorers.contextual import DOUBT, Countries, fit
from recommender.segments.arrivals import FEWEST
from recommender.shopper import read
from recommender.training import fitted, from_arrays, to_arrays
from tests.recommender.shop import COLUMNS, NOW, PRODUCTS, embeddings, interaction, trained

BUYERS = 3 * FEWEST


@pytest.fixture(scope="module")
def countries() -> Countries:
    """The British buy boots, the French buy pots, both buy mugs; two Icelanders buy umbrellas."""
    own = {"GB": "boots", "FR": "pot"}
    came = [("GB", "FR")[number % 2] for number in range(BUYERS)] + ["IS", "IS"]
    interactions = [
        interaction(f"s{number}", name)
        for number, country in enumerate(came)
        for name in (own.get(country, "umbrella"), "mug")
    ]
    shoppers = [f"s{number}" for number in range(len(came))]
    return fit(Dataset.from_interactions(interactions, COLUMNS, shoppers=shoppers), came)


def lift(countries: Countries, country: str, name: str) -> float:
    scorer = countries.scorer(country)
    assert scorer is not None
    return float(scorer.lift[COLUMNS[ProductId(name)]])


def test_a_country_lifts_what_it_buys(countries: Countries) -> None:
    assert lift(countries, "GB", "boots") > lift(countries, "GB", "mug") > 0
    assert lift(countries, "GB", "pot") == 0
    assert lift(countries, "FR", "pot") > lift(countries, "FR", "mug")


def test_with_popularity_it_ranks_as_the_shrunk_shares_do(countries: Countries) -> None:
    share = countries.everywhere / countries.everywhere.sum()
    own = countries.counts.toarray()[countries.names.index("GB")]
    sold = share > 0
    scorer = countries.scorer("GB")
    assert scorer is not None
    added = np.log(share[sold]) + scorer.lift[sold]
    assert added == pytest.approx(np.log((own + DOUBT * share)[sold] / DOUBT), abs=1e-4)


def test_few_shoppers_and_unknown_countries_say_nothing(countries: Countries) -> None:
    assert countries.names == ("FR", "GB")
    assert countries.scorer("IS") is None
    assert countries.scorer("") is None


def test_terms_add_up_to_the_scores(countries: Countries) -> None:
    scorer, hybrid = countries.scorer("FR"), trained()
    assert scorer is not None
    shopper = read(Query(now=NOW), hybrid.catalog, hybrid.config)
    places = np.arange(len(PRODUCTS))
    row = scorer.row(shopper)
    total = np.zeros(len(PRODUCTS), dtype=np.float32)
    row.add(total, 1.0)
    assert total == pytest.approx(scorer.scores(Profiles.of(shopper, len(PRODUCTS)))[0])
    assert row.terms(places).values.sum(axis=0) == pytest.approx(total)


def test_stored_and_aligned_it_stays_the_same(countries: Countries) -> None:
    again = Countries.from_arrays(countries.arrays())
    turned = list(reversed(PRODUCTS))
    old = np.array([COLUMNS[product.product_id] for product in turned], dtype=np.int64)
    alignment = Alignment(old, len(PRODUCTS))
    moved = again.aligned(alignment, Catalog.of(turned, embeddings(turned)))
    first, second = countries.scorer("GB"), moved.scorer("GB")
    assert first is not None
    assert second is not None
    assert second.lift[::-1] == pytest.approx(first.lift)
    restored = second.restored(second.arrays())
    assert restored.lift is second.lift


def test_a_newcomer_is_met_with_what_sells_in_their_country_and_told_why() -> None:
    interactions = [
        interaction(f"s{number}", name)
        for number in range(200)
        for name in ({0: "boots"}.get(number % 10, "pot"), "mug")
    ]
    came = {f"s{number}": "GB" if number % 10 == 0 else "FR" for number in range(200)}
    hybrid = fitted(interactions, Catalog.of(PRODUCTS, embeddings()), TrainingConfig(), came=came)
    again = from_arrays(to_arrays(hybrid)).aligned(PRODUCTS, embeddings())
    for model in (hybrid, again):
        british, anywhere = (
            model.recommend(Query(context=Context(country=country), now=NOW), count=5)
            for country in ("GB", "")
        )
        scores = [
            {recommendation.product_id: recommendation.score for recommendation in recommendations}
            for recommendations in (british, anywhere)
        ]
        assert scores[0][ProductId("boots")] > scores[1][ProductId("boots")]
        assert "country" in {
            part.scorer for recommendation in british for part in recommendation.contributions
        }
        assert "country" not in {
            part.scorer for recommendation in anywhere for part in recommendation.contributions
        }
        for recommendation in british:
            assert sum(part.value for part in recommendation.contributions) == pytest.approx(
                recommendation.score, abs=1e-5
            )
