"""The judged queries can be read, each names products that there are, and hits are counted right."""

import json
import os
from pathlib import Path

import pytest

from benchmarks.judged import QUERIES, UNANSWERABLE, JudgedQuery, full_text, gain, measured, queries, shops
from demo.catalog import products as sample_shop

DATA = Path(os.environ.get("RAPPORT_DATA", "../shared/data"))
PARTS = [file for file in sorted(QUERIES.glob("*.jsonl")) if file.stem != UNANSWERABLE]
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
