from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray

from core.products import ProductId
from recommender.policy.filters import Filters
from recommender.products.catalog import Catalog
from search import read_in
from serving.search import CatalogSearch
from tests.recommender.shop import PRODUCTS, WordEncoder, embeddings


class ReadWords(dict[str, str]):
    """Words that count how often all of them are gone through."""

    readings = 0

    def __iter__(self) -> Iterator[str]:
        self.readings += 1
        return super().__iter__()


@pytest.fixture(scope="module")
def index() -> CatalogSearch:
    return CatalogSearch.of(Catalog.of(PRODUCTS, embeddings()))


def names(
    index: CatalogSearch, query: str, filters: Filters | None = None, *, meaning: bool = True
) -> list[str]:
    encoder = WordEncoder() if meaning else None
    return [hit.product_id for hit in index.search(query, encoder=encoder, filters=filters, count=5)]


def test_words_in_any_number_and_case(index: CatalogSearch) -> None:
    for query in ("umbrella", "UMBRELLAS", "storm umbrellas"):
        assert names(index, query)[0] == "umbrella"


def test_all_words_before_some(index: CatalogSearch) -> None:
    assert names(index, "blue harbour mug")[0] == "mug"
    assert names(index, "blue harbour jacket")[0] == "jacket"


def test_a_slip_of_the_finger(index: CatalogSearch) -> None:
    assert names(index, "umbrela", meaning=False) == ["umbrella"]


def test_only_some_slips_of_a_query_are_mended(index: CatalogSearch) -> None:
    slips = [f"umbrell{letter}" for letter in "bcdfghjkl"]
    eight, nine = (index.search(" ".join(slips[:count]), encoder=None)[0].score for count in (8, 9))
    assert nine < eight


def test_slips_are_looked_up_in_one_reading_of_all_words(index: CatalogSearch) -> None:
    counted = ReadWords(index.index.written)
    read = replace(index.index, written=counted)
    hits = replace(index, index=read).search("umbrela ummbrella wxyzq", encoder=None)
    assert [hit.product_id for hit in hits] == ["umbrella"]
    assert counted.readings == 1


def test_chatter_around_the_words_does_not_matter(index: CatalogSearch) -> None:
    assert names(index, "hi, I am looking for something like a kettle please")[0] == "kettle"


@pytest.mark.parametrize("query", ["", "   ", "!!!", "the of and", "xqzv wbrfk", "quarterly tax declaration"])
def test_nonsense_finds_nothing(index: CatalogSearch, query: str) -> None:
    assert names(index, query) == []


def test_filters(index: CatalogSearch) -> None:
    assert names(index, "rain", Filters(max_price=Decimal(30))) == ["trousers"]


def test_scores_fall_and_stay_in_bounds(index: CatalogSearch) -> None:
    scores = [hit.score for hit in index.search("blue rain jacket", encoder=WordEncoder(), count=5)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.000001 for score in scores)


class Doubting(WordEncoder):
    """An encoder to which nothing means what is asked for."""

    def __init__(self, name: str) -> None:
        self.identity = f"{name}@0"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.eye(1, self.dimension, dtype=np.float32), (len(texts), 1))


@pytest.mark.parametrize(
    "query", ["Geschenk", "Klinge", "Säge", "Korkenzieher", "Geschenk für Mann", "Geschenke für Männer"]
)
def test_an_encoder_does_not_doubt_words_of_a_language_that_it_does_not_know(query: str) -> None:
    read_in("de")
    try:
        text = "Rostfreie Klinge, Säge, Korkenzieher. Ideales Geschenk für Männer."
        knife = replace(PRODUCTS[0], title="Taschenmesser", category="", description=text, attributes={})
        other = replace(
            knife, product_id=ProductId("mug"), title="Tasse", description="Fasst drei Deziliter."
        )
        vectors = np.tile(np.eye(1, 64, 1, dtype=np.float32), (2, 1))
        german = CatalogSearch.of(Catalog.of([knife, other], vectors))
        for name, hits in (("all-MiniLM-L6-v2", [knife.product_id]), ("our-own", [])):
            assert [hit.product_id for hit in german.search(query, encoder=Doubting(name))] == hits
    finally:
        read_in("en")


@pytest.mark.parametrize("width", [0, 64])
def test_an_empty_shop(width: int) -> None:
    empty = CatalogSearch.of(Catalog.of([], np.zeros((0, width), dtype=np.float32)))
    assert empty.search("mug", encoder=WordEncoder(), count=5) == []
