"""A search with limits of a price in its words, and what a page of it holds."""

from decimal import Decimal

import pytest

from core.errors import InvalidInput
from recommender.policy.filters import Filters
from recommender.products.catalog import Catalog
from serving.search import CatalogSearch
from serving.searching import SearchAnswer, SearchQuestion, search, with_prices
from serving.wordbook import Wordbook
from tests.recommender.shop import PRODUCTS, WordEncoder, embeddings

INDEX = CatalogSearch.of(Catalog.of(PRODUCTS, embeddings()))


def asked(text: str, **fields: object) -> SearchAnswer:
    question = SearchQuestion(text, **fields)  # type: ignore[arg-type]
    return search(question, INDEX, encoder=WordEncoder(), wordbook=Wordbook())


def test_of_two_limits_the_narrower_holds() -> None:
    rest, filters = with_prices("mug from 5 under 20", Filters(max_price=Decimal(10), min_price=Decimal(7)))
    assert (rest, filters.min_price, filters.max_price) == ("mug", Decimal(7), Decimal(10))


def test_a_limit_alone_finds_what_is_within_it() -> None:
    answer = asked("under 30", count=100)
    assert answer.total == len(answer.products) > 0
    assert all(product.price <= 30 for product, _ in answer.products)


def test_pages_and_counts_are_of_all_that_was_found() -> None:
    whole, page = asked("blue", with_facets=True), asked("blue", count=1, offset=1)
    assert page.total == whole.total > 1
    assert page.products == whole.products[1:2]
    assert page.facets is None
    assert whole.facets is not None


def test_an_attribute_that_nothing_has_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no-such"):
        asked("blue", attributes=(("no-such", frozenset({"x"})),))
