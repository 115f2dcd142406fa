from decimal import Decimal

import numpy as np
import pytest

from recommender.policy.filters import Filters
from recommender.products.catalogue import Catalogue
from recommender.products.search import SearchIndex
from tests.recommender.shop import PRODUCTS, WordEncoder, embeddings


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex.of(Catalogue.of(PRODUCTS, embeddings()))


def names(
    index: SearchIndex, query: str, filters: Filters | None = None, *, meaning: bool = True
) -> list[str]:
    encoder = WordEncoder() if meaning else None
    return [hit.product_id for hit in index.search(query, encoder=encoder, filters=filters, count=5)]


def test_words_in_any_number_and_case(index: SearchIndex) -> None:
    for query in ("umbrella", "UMBRELLAS", "storm umbrellas"):
        assert names(index, query)[0] == "umbrella"


def test_all_words_before_some(index: SearchIndex) -> None:
    assert names(index, "blue harbour mug")[0] == "mug"
    assert names(index, "blue harbour jacket")[0] == "jacket"


def test_a_slip_of_the_finger(index: SearchIndex) -> None:
    assert names(index, "umbrela", meaning=False) == ["umbrella"]


def test_chatter_around_the_words_does_not_matter(index: SearchIndex) -> None:
    assert names(index, "hi, I am looking for something like a kettle please")[0] == "kettle"


@pytest.mark.parametrize("query", ["", "   ", "!!!", "the of and", "xqzv wbrfk", "quarterly tax declaration"])
def test_nonsense_finds_nothing(index: SearchIndex, query: str) -> None:
    assert names(index, query) == []


def test_filters(index: SearchIndex) -> None:
    assert names(index, "rain", Filters(max_price=Decimal(30))) == ["trousers"]


def test_scores_fall_and_stay_in_bounds(index: SearchIndex) -> None:
    scores = [hit.score for hit in index.search("blue rain jacket", encoder=WordEncoder(), count=5)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.000001 for score in scores)


def test_an_empty_shop() -> None:
    empty = SearchIndex.of(Catalogue.of([], np.zeros((0, 64), dtype=np.float32)))
    assert empty.search("mug", encoder=WordEncoder(), count=5) == []
