"""One suite for every scorer: what the blend relies on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from core.interactions import Interaction, Kind, Statement
from core.products import ProductId
from core.rules import Action, Match, Rule
from recommender.config import TrainingConfig
from recommender.hybrid import Hybrid, standard_deviation
from recommender.policy.rules import Rules
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.query import Query
from recommender.scorers.contextual import CountryScorer
from recommender.scorers.scorer import Scorer
from recommender.scorers.statements import QueryMatchScorer
from recommender.shopper import ShopperVector, read
from recommender.training import from_arrays, to_arrays, train
from tests.contracts.shops import NOW, SQUARES, bought, checkerboard, left_out, square

LEARNED = ("collaborative", "sequence", "covisitation", "factors", "content")
BY_REQUEST = ("query_match", "country", "rules")
SCORERS = (*LEARNED, "repurchase", "popular", "trending", "attribute_match", "semantic_match", "price")


class Compass:
    """An encoder that knows one direction for each colour."""

    dimension = 4
    identity = "compass"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        axes = {"white": 0, "black": 1}
        vectors = np.zeros((len(texts), 4), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, next((axis for word, axis in axes.items() if word in text), 2)] = 1.0
        return vectors


@pytest.fixture(scope="module")
def hybrid() -> Hybrid:
    products, embeddings, interactions = checkerboard()
    return train(interactions, products, embeddings, now=NOW)


@pytest.fixture(params=(*SCORERS, *BY_REQUEST))
def scorer(request: pytest.FixtureRequest, hybrid: Hybrid) -> Scorer:
    return named(hybrid, request.param)


def named(hybrid: Hybrid, name: str) -> Scorer:
    if name in BY_REQUEST:
        return by_request(hybrid.catalog, name)
    return next(scorer for scorer in hybrid.scorers if scorer.name == name)


def by_request(catalog: Catalog, name: str) -> Scorer:
    """A scorer that joins the blend where a request, a rule or a country asks for it."""
    first, second, last = (square(place) for place in (0, 1, 5))
    if name == "query_match":
        return QueryMatchScorer(
            catalog, {first: 0.9, last: 0.2, ProductId("elsewhere"): 0.5}, "white squares"
        )
    if name == "country":
        return CountryScorer(np.where(np.arange(SQUARES) % 3, 0, np.arange(SQUARES)).astype(np.float32))
    about = Match(products=frozenset({first, second}))
    rules = [
        Rule("a", "More of these", Action.BOOST, about, strength=1.5),
        Rule("b", "Less of that", Action.BURY, Match(products=frozenset({second, last}))),
    ]
    (scorer,) = Rules.of(rules, catalog).scorers("home", NOW)
    return scorer


def shopper(hybrid: Hybrid, history: list[Interaction], *statements: Statement) -> ShopperVector:
    query = Query(history=tuple(history), statements=statements, price_sensitivity=0.7, now=NOW)
    return read(query, hybrid.catalog, hybrid.config, encoder=Compass(), until=hybrid.until)


def asked(hybrid: Hybrid, history: list[Interaction], *statements: Statement) -> Profiles:
    return Profiles.of(shopper(hybrid, history, *statements), SQUARES)


def shoppers(hybrid: Hybrid) -> Iterator[ShopperVector]:
    yield shopper(hybrid, [])
    yield shopper(hybrid, bought(0))
    yield shopper(hybrid, bought(3), Statement("colour", "white"), Statement("colour", "black", wanted=False))


def several(hybrid: Hybrid) -> Iterator[Profiles]:
    for vector in shoppers(hybrid):
        yield Profiles.of(vector, SQUARES)


def test_scores_every_product_with_a_finite_number(scorer: Scorer, hybrid: Hybrid) -> None:
    for profiles in several(hybrid):
        scores = scorer.scores(profiles)
        assert scores.shape == (1, SQUARES)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()


def test_same_query_same_scores(scorer: Scorer, hybrid: Hybrid) -> None:
    for profiles in several(hybrid):
        np.testing.assert_array_equal(scorer.scores(profiles), scorer.scores(profiles))


def test_training_twice_gives_the_same_scorer(scorer: Scorer, hybrid: Hybrid) -> None:
    products, embeddings, interactions = checkerboard()
    again = named(train(interactions, products, embeddings, now=NOW), scorer.name)
    for profiles in several(hybrid):
        np.testing.assert_array_equal(scorer.scores(profiles), again.scores(profiles))


def test_terms_add_up_to_the_score(scorer: Scorer, hybrid: Hybrid) -> None:
    everything = np.arange(SQUARES)
    for vector in shoppers(hybrid):
        terms = scorer.row(vector).terms(everything)
        assert terms.values.shape == (len(terms.sources), SQUARES)
        expected = scorer.scores(Profiles.of(vector, SQUARES))[0]
        np.testing.assert_allclose(terms.values.sum(axis=0), expected, atol=1e-6)


def test_one_shopper_is_scored_as_a_batch_of_one(scorer: Scorer, hybrid: Hybrid) -> None:
    for vector in shoppers(hybrid):
        row, expected = scorer.row(vector), scorer.scores(Profiles.of(vector, SQUARES))
        total = np.ones(SQUARES, dtype=np.float32)
        row.add(total, 2.0)
        np.testing.assert_allclose(total, 1.0 + 2.0 * expected[0], atol=1e-5)
        if scorer.standardised:
            assert row.standard_deviation == pytest.approx(standard_deviation(expected)[0], rel=1e-4)


def test_a_batch_scores_each_row_as_if_it_were_alone(scorer: Scorer, hybrid: Hybrid) -> None:
    alone = [asked(hybrid, bought(shopper)) for shopper in (0, 3, 5)]
    batch = stacked(alone)
    np.testing.assert_allclose(
        scorer.scores(batch), np.concatenate([scorer.scores(single) for single in alone]), atol=1e-6
    )


def stacked(profiles: list[Profiles]) -> Profiles:
    return replace(
        profiles[0],
        history=csr_array(vstack([single.history for single in profiles])),
        recent=csr_array(vstack([single.recent for single in profiles])),
        wishes=tuple(single.wishes[0] for single in profiles),
        price_sensitivity=np.concatenate([single.sensitivity for single in profiles]),
    )


def test_saved_and_loaded_it_scores_the_same(scorer: Scorer, hybrid: Hybrid) -> None:
    products, embeddings, _ = checkerboard()
    loaded = named(from_arrays(to_arrays(hybrid)).aligned(products, embeddings), scorer.name)
    for profiles in several(hybrid):
        np.testing.assert_array_equal(scorer.scores(profiles), loaded.scores(profiles))


def test_its_arrays_need_no_pickle(scorer: Scorer) -> None:
    assert all(values.dtype != object for values in scorer.arrays().values())


def test_alignment_to_the_same_catalog_in_another_order(scorer: Scorer, hybrid: Hybrid) -> None:
    products, embeddings, _ = checkerboard()
    order = np.arange(SQUARES)[::-1]
    turned = Catalog.of([products[place] for place in order], embeddings[order])
    moved = scorer.aligned(Alignment(order, SQUARES), turned)
    query = Query(history=tuple(bought(1)), statements=(Statement("colour", "white"),), now=NOW)
    config = TrainingConfig()
    reader = partial(read, query, config=config, encoder=Compass(), until=hybrid.until)
    before = scorer.scores(Profiles.of(reader(catalog=hybrid.catalog), SQUARES))
    after = moved.scores(Profiles.of(reader(catalog=turned), SQUARES))
    np.testing.assert_allclose(after[0], before[0, order], atol=1e-6)


@pytest.mark.parametrize("name", LEARNED)
@pytest.mark.parametrize("shopper", range(SQUARES))
def test_checkerboard(hybrid: Hybrid, name: str, shopper: int) -> None:
    scores = named(hybrid, name).scores(asked(hybrid, bought(shopper)))[0]
    own = scores[shopper % 2 :: 2]
    others = scores[1 - shopper % 2 :: 2]
    assert own.min() >= others.max()
    assert scores[left_out(shopper)] > others.max()


@pytest.mark.parametrize("shopper", range(SQUARES))
def test_checkerboard_as_a_whole(hybrid: Hybrid, shopper: int) -> None:
    query = Query(history=tuple(bought(shopper)), now=NOW)
    assert hybrid.recommend(query, count=1)[0].product_id == square(left_out(shopper))


@pytest.mark.parametrize("name", LEARNED)
def test_what_a_shopper_dislikes_pushes_its_likes_down(hybrid: Hybrid, name: str) -> None:
    disliked = [Interaction("shopper", square(0), Kind.DISLIKE, NOW)]
    scores = named(hybrid, name).scores(asked(hybrid, disliked))[0]
    assert scores[2::2].max() < 0
    assert scores[2::2].max() < scores[1::2].min()
