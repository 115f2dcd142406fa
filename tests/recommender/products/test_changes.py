"""What is brought up to date by difference is what reading everything anew would give."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.products import Product, ProductId
from recommender.policy.filters import Filters
from recommender.products.catalog import Catalog
from recommender.products.changes import changed, prepared
from serving.search import CatalogSearch
from tests.recommender.shop import PRODUCTS, WordEncoder, embeddings

WORDS = ("Harbour", "rain", "mug", "blue", "coat", "storm", "kettle", "XL", "red")
titles = st.lists(st.sampled_from(WORDS), max_size=3)
products = st.builds(
    Product,
    product_id=st.sampled_from([ProductId(name) for name in ("jacket", "mug", "pot", "new", "newer")]),
    title=titles.map(" ".join),
    category=st.sampled_from(["Home > Kitchen", "Clothing > Outdoor", "Garden", ""]),
    brand=st.sampled_from(["Skerry", ""]),
    price=st.integers(0, 50).map(Decimal),
    stock=st.sampled_from([None, 0, 3]),
    attributes=st.dictionaries(
        st.sampled_from(["colour", "variant_of"]), st.sampled_from(["blue", "mug"]), max_size=2
    ),
    active=st.booleans(),
)
rounds = st.lists(st.lists(products, max_size=4, unique_by=lambda product: product.product_id), max_size=3)


@given(rounds)
@settings(max_examples=60)
def test_by_difference_as_if_read_anew(changes: list[list[Product]]) -> None:
    shop_catalog = prepared(Catalog.of(PRODUCTS, embeddings()))
    index = CatalogSearch.of(shop_catalog)
    for some in changes:
        shop_catalog = changed(shop_catalog, some, embeddings(some))
        index = index.changed(shop_catalog, [shop_catalog.columns[product.product_id] for product in some])
    anew = Catalog.of(shop_catalog.products, embeddings(shop_catalog.products))
    assert shop_catalog.columns == anew.columns
    assert shop_catalog.product_ids == anew.product_ids
    for name in ("embeddings", "prices", "available", "listed"):
        np.testing.assert_array_equal(getattr(shop_catalog, name), getattr(anew, name))
    np.testing.assert_allclose(shop_catalog.centre, anew.centre, atol=1e-6)
    np.testing.assert_allclose(shop_catalog.cheapness, anew.cheapness, atol=1e-6)
    assert same_groups(shop_catalog) == same_groups(anew)
    assert_same_postings(shop_catalog, anew)
    for category in ("Home", "Home > Kitchen", "garden"):
        np.testing.assert_array_equal(shop_catalog.within(category), anew.within(category))
    for query in ("blue mug", "harbour", "storm coat XL"):
        hits, expected = (
            catalog_search.search(query, encoder=WordEncoder(), filters=Filters(in_stock=False), count=20)
            for catalog_search in (index, CatalogSearch.of(anew))
        )
        assert [hit.product_id for hit in hits] == [hit.product_id for hit in expected]
        assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected])


def same_groups(shop_catalog: Catalog) -> set[frozenset[int]]:
    numbers = shop_catalog.variants
    return {frozenset(np.flatnonzero(numbers == number).tolist()) for number in np.unique(numbers)}


def assert_same_postings(shop_catalog: Catalog, anew: Catalog) -> None:
    assert shop_catalog.postings.entries.keys() == anew.postings.entries.keys()
    for key, entry in anew.postings.entries.items():
        np.testing.assert_array_equal(shop_catalog.postings.entries[key], entry)


def test_the_catalog_before_stays_as_it_was() -> None:
    before = prepared(Catalog.of(PRODUCTS, embeddings()))
    prices, mugs = before.prices.copy(), before.having("", frozenset({"mug"}))
    new = replace(PRODUCTS[5], title="Harbour cup", price=Decimal(3))
    after = changed(before, [new], embeddings([new]))
    assert after.prices[5] == 3.0
    assert 5 not in after.having("", frozenset({"mug"}))
    np.testing.assert_array_equal(before.prices, prices)
    np.testing.assert_array_equal(before.having("", frozenset({"mug"})), mugs)


def test_where_no_text_changed_the_vectors_are_the_same_array() -> None:
    before = Catalog.of(PRODUCTS, embeddings())
    dearer = replace(PRODUCTS[0], price=Decimal(99))
    assert changed(before, [dearer], embeddings([dearer])).embeddings is before.embeddings


def test_what_nobody_has_read_is_not_read_by_a_change() -> None:
    before = Catalog.of(PRODUCTS, embeddings())
    after = changed(before, [PRODUCTS[0]], embeddings([PRODUCTS[0]]))
    assert "postings" not in vars(after)


def test_the_same_product_twice_is_refused() -> None:
    twice = [PRODUCTS[0], PRODUCTS[0]]
    with pytest.raises(ValueError, match="twice"):
        changed(Catalog.of(PRODUCTS, embeddings()), twice, embeddings(twice))
