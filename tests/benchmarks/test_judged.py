"""The judged queries can be read, each names products that there are, and hits are counted right."""

import json
import os
from pathlib import Path

import pytest

from benchmarks.judged import (
    QUERIES,
    UNANSWERABLE,
    Find,
    JudgedQuery,
    full_text,
    gain,
    measured,
    ours,
    queries,
    shops,
    wordbook_of,
)
from demo.catalog import products as sample_shop
from recommender import Catalog, OnnxEncoder
from serving.search import CatalogSearch

DATA = Path(os.environ.get("RAPPORT_DATA", "../shared/data"))
PARTS = [file for file in sorted(QUERIES.glob("*.jsonl")) if file.stem != UNANSWERABLE]
ENCODER = Path("var/encoder")
QUERY = JudgedQuery("shop", "kind", "mug", {"a": 2, "b": 1})


@pytest.mark.parametrize("part", PARTS, ids=lambda file: file.stem)
def test_every_query_names_products_that_there_are(part: Path) -> None:
    if not (DATA / "dummyjson").is_dir():
        pytest.skip(f"{DATA} has no dummyjson")
    there = {name: {product.product_id for product in products} for name, products in shops(DATA).items()}
    judged = queries(part)
    assert len(judged) >= 120
    assert [query.query for query in judged if not set(query.relevant) <= there[query.catalog]] == []


def test_what_cannot_be_answered_is_in_two_parts() -> None:
    lines = (QUERIES / f"{UNANSWERABLE}.jsonl").read_text(encoding="utf-8").splitlines()
    parts = [json.loads(line)["part"] for line in lines]
    assert parts.count("dev") >= 30
    assert parts.count("held_out") >= 30


def test_the_gain_is_whole_where_the_best_come_first() -> None:
    assert gain(QUERY, ["a", "b", "c"]) == pytest.approx(1.0)
    assert gain(QUERY, ["b", "a"]) < 1
    assert gain(QUERY, ["c"]) == 0


def test_what_the_first_five_hold_is_a_hit() -> None:
    late = measured([QUERY], {"shop": lambda _: ["c", "d", "e", "f", "g", "a"]})
    early = measured([QUERY], {"shop": lambda _: ["c", "d", "e", "f", "a"]})
    assert (late["kind"]["hits@5"]["value"], early["all"]["hits@5"]["value"]) == (0.0, 1.0)
    assert late["all"]["queries"] == 1


def test_the_peer_finds_words() -> None:
    find = full_text(list(sample_shop("")))
    assert "hob-kettle-red" in find("whistling kettle")
    assert find('"') == []


@pytest.fixture(scope="module")
def find() -> Find:
    if not (ENCODER / "manifest.json").is_file():
        pytest.skip(f"{ENCODER} has no encoder")
    encoder, products = OnnxEncoder(ENCODER), list(sample_shop(""))
    index = CatalogSearch.of(Catalog.of(products, encoder.encode([product.text for product in products])))
    return ours(index, encoder, wordbook_of(index, encoder))


@pytest.mark.parametrize(
    ("query", "product_id"),
    [
        ("250ml hand wash", "hand-wash-blue"),
        ("1l jar", "storage-jar-oats"),
        ("tshirt", "pocket-tee-white"),
        ("headtorch", "head-torch-orange"),
        ("rain coat", "rain-jacket-sky"),
        ("backpack", "day-pack-blue"),
        ("trousers for men", "cord-trousers-tan"),
        ("gift for gran", "hand-cream-rose"),
        ("I want a romance novel", "book-lamplighters-map"),
        ("keeping coffee warm on a hike", "vacuum-flask-green"),
        ("nephew turns four", "wooden-train-red"),
        ("mug under 10", "mug-speckled-blue"),
        ("TREK-PACK-SLATE", "trek-pack-slate"),
    ],
)
def test_what_shoppers_mean_is_found(find: Find, query: str, product_id: str) -> None:
    assert product_id in find(query)


@pytest.mark.parametrize(
    ("query", "product_id"),
    [
        ("tshirt", "garden-twine-green"),
        ("trousers for men", "wide-trousers-black"),
        ("wine", "garden-twine-green"),
        ("mug under 10", "travel-mug-green"),
    ],
)
def test_what_they_do_not_mean_is_not(find: Find, query: str, product_id: str) -> None:
    assert product_id not in find(query)


@pytest.mark.parametrize("query", ["snowmobile", "aspirin tablets", "toys for my dog", "xqzv wbrfk"])
def test_nothing_is_found_where_there_is_nothing(find: Find, query: str) -> None:
    assert find(query) == []
