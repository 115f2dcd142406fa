"""Judged queries over three shops: what the first five hold, beside SQLite's FTS5 and the plain encoder.

`benchmarks/queries/` holds a file for each part, of lines {"catalog", "kind", "query", "relevant": {…}}.
`unanswerable.jsonl` holds what none of the products of a catalog is: there nothing is the right answer.
"""

import csv
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.shops import made_up
from core.products import Product, ProductId
from core.proportions import Proportion
from demo.catalog import products as sample_shop
from recommender import Catalog, Encoder, Filters, OnnxEncoder
from recommender.evaluation.rankings import Estimate
from search import Synonyms, usual
from serving.search import CatalogSearch, search_text
from serving.searching import SearchQuestion, search
from serving.wordbook import Wordbook, WordbookKeeper

QUERIES = Path(__file__).parent / "queries"
UNANSWERABLE = "unanswerable"
FIRST, COUNT = 5, 10
LARGE = 20_000
EVEN_OUT_OF_STOCK = Filters(in_stock=False)
"""Whoever judged looked at texts."""

Find = Callable[[str], Sequence[str]]
"""A query -> ids, best first, at most ten."""


@dataclass(frozen=True)
class JudgedQuery:
    """A query, and how well which products answer it: 2 fully, 1 somewhat."""

    catalog: str
    kind: str
    query: str
    relevant: Mapping[str, int]


def queries(part: Path) -> list[JudgedQuery]:
    """Those of one file."""
    rows = map(json.loads, part.read_text(encoding="utf-8").splitlines())
    return [JudgedQuery(row["catalog"], row["kind"], row["query"], row["relevant"]) for row in rows]


def shops(data: Path) -> dict[str, list[Product]]:
    """The three catalogs."""
    return {
        "sample-shop": list(sample_shop("")),
        "dummyjson": dummyjson(data / "dummyjson" / "products.json"),
        "apparel": apparel(data / "shopify-apparel" / "apparel.csv"),
    }


def dummyjson(file: Path) -> list[Product]:
    """Made-up products with tags and SKUs."""
    return [
        Product(
            ProductId(str(row["id"])),
            title=row["title"],
            description=row["description"],
            category=row["category"].replace("-", " "),
            brand=row.get("brand") or "",
            price=Decimal(str(row["price"])),
            attributes={"tags": ", ".join(row["tags"]), "sku": row["sku"]},
        )
        for row in json.loads(file.read_text(encoding="utf-8"))
    ]


def apparel(file: Path) -> list[Product]:
    """An export of Shopify: the first line of each product."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["Title"]]
    return [
        Product(
            ProductId(row["Handle"]),
            title=row["Title"],
            description=row["Body (HTML)"],
            brand=row["Vendor"],
            price=Decimal(row["Variant Price"]),
            attributes={"tags": row["Tags"]},
        )
        for row in rows
    ]


def full_text(products: Sequence[Product]) -> Find:
    """SQLite's FTS5 with its Porter stemmer and the same weights for titles and names: any of the words."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, title, names, body, tokenize='porter unicode61')"
    )
    texts = [(product.product_id, search_text(product)) for product in products]
    rows = [(product_id, text.title, text.names, text.body) for product_id, text in texts]
    database.executemany("INSERT INTO texts VALUES (?, ?, ?, ?)", rows)
    select = "SELECT id FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 0, 3, 2, 1) LIMIT ?"

    def find(query: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        return [row[0] for row in database.execute(select, (words, COUNT))] if words else []

    return find


def by_meaning(catalog: Catalog, encoder: Encoder) -> Find:
    """The plain encoder: the ten nearest texts, however far."""

    def find(query: str) -> list[str]:
        cosines = catalog.embeddings @ encoder.encode([query])[0]
        return [catalog.product_ids[place] for place in np.argsort(-cosines)[:COUNT].tolist()]

    return find


def ours(index: CatalogSearch, encoder: Encoder, wordbook: Wordbook) -> Find:
    """The search as the API answers it."""

    def find(query: str) -> list[str]:
        question = SearchQuestion(query, EVEN_OUT_OF_STOCK, count=COUNT)
        answer = search(question, index, encoder=encoder, wordbook=wordbook)
        return [product.product_id for product, _ in answer.products]

    return find


def wordbook_of(index: CatalogSearch, encoder: OnnxEncoder) -> Wordbook:
    """What a process knows of words once it has looked at a catalog."""
    keeper = WordbookKeeper(Path("no-synonyms.txt"), encoder=encoder, lexicon=encoder.lexicon)
    while keeper.learn(index.index):
        pass
    return keeper.wordbook


def engines(data: Path, encoder: OnnxEncoder) -> dict[str, dict[str, Find]]:
    """Each way to search, over each catalog."""
    made: dict[str, dict[str, Find]] = defaultdict(dict)
    for name, products in shops(data).items():
        catalog = Catalog.of(products, encoder.encode([product.text for product in products]))
        index = CatalogSearch.of(catalog)
        made["Rapport"][name] = ours(index, encoder, wordbook_of(index, encoder))
        made["FTS5"][name] = full_text(products)
        made["encoder"][name] = by_meaning(catalog, encoder)
    return made


def gain(query: JudgedQuery, ids: Sequence[str]) -> float:
    """nDCG@10 with gains of 2^grade - 1 (Järvelin & Kekäläinen, 2002)."""

    def discounted(grades: Sequence[int]) -> float:
        return float(sum((2**grade - 1) / np.log2(rank + 2) for rank, grade in enumerate(grades[:COUNT])))

    best = sorted(query.relevant.values(), reverse=True)
    return discounted([query.relevant.get(name, 0) for name in ids]) / discounted(best)


def measured(judged: Sequence[JudgedQuery], find: Mapping[str, Find]) -> dict[str, dict[str, Any]]:
    """By kind and for all: hits@5 with Wilson's interval and nDCG@10 with a bootstrap's."""
    hits: dict[str, list[bool]] = defaultdict(list)
    gains: dict[str, list[float]] = defaultdict(list)
    for query in judged:
        ids = find[query.catalog](query.query)
        for kind in (query.kind, "all"):
            hits[kind].append(any(name in query.relevant for name in ids[:FIRST]))
            gains[kind].append(gain(query, ids))
    return {
        kind: {
            "queries": len(own),
            "hits@5": share(Proportion(sum(own), len(own))),
            "ndcg@10": asdict(Estimate.of(np.array(gains[kind]))),
        }
        for kind, own in sorted(hits.items(), key=lambda pair: (pair[0] == "all", pair[0]))
    }


def share(proportion: Proportion) -> dict[str, float]:
    """A share with its interval."""
    low, high = proportion.interval
    return {"value": proportion.share, "low": low, "high": high}


def emptiness(find: Mapping[str, Find]) -> dict[str, dict[str, float]]:
    """By part the share of what a catalog cannot answer that finds nothing in it."""
    rows = map(json.loads, (QUERIES / f"{UNANSWERABLE}.jsonl").read_text(encoding="utf-8").splitlines())
    empty: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        empty[row["part"]].append(not find[row["catalog"]](row["query"]))
    return {part: share(Proportion(sum(own), len(own))) for part, own in empty.items()}


def milliseconds(find: Find, texts: Sequence[str]) -> dict[str, float]:
    """How long a query takes, that of the encoder included: median and 99th percentile."""
    took = []
    for text in texts:
        started = perf_counter()
        find(text)
        took.append(1000 * (perf_counter() - started))
    return {"p50": float(np.percentile(took, 50)), "p99": float(np.percentile(took, 99))}


def large(encoder: OnnxEncoder) -> Find:
    """The search over 20,000 made-up products, whose vectors are drawn: their values cost no time."""
    drawn = np.random.default_rng(0).normal(size=(LARGE, encoder.dimension)).astype(np.float32)
    vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    index = CatalogSearch.of(Catalog.of([made_up(number) for number in range(LARGE)], vectors))
    return ours(index, encoder, Wordbook(Synonyms.of(usual()), encoder.lexicon))


def judge(data: Path, encoder: OnnxEncoder) -> dict[str, Any]:
    """All of it, printed by part, as plain values."""
    made = engines(data, encoder)
    parts = {
        file.stem: queries(file) for file in sorted(QUERIES.glob("*.jsonl")) if file.stem != UNANSWERABLE
    }
    quality = {
        part: {name: measured(judged, find) for name, find in made.items()} for part, judged in parts.items()
    }
    for part, by_engine in quality.items():
        print_part(part, by_engine)
    texts = [query.query for judged in parts.values() for query in judged if query.catalog == "sample-shop"]
    empty = emptiness(made["Rapport"])
    times = {
        "233": milliseconds(made["Rapport"]["sample-shop"], texts),
        f"{LARGE}": milliseconds(large(encoder), texts),
    }
    Console().print(f"finds nothing where there is nothing: {_shares(empty)}; milliseconds a query: {times}")
    return {"judged": quality, "unanswerable": empty, "milliseconds": times}


def print_part(part: str, by_engine: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """A table of one part."""
    table = Table("kind", "queries", *by_engine, title=f"{part}: hits@{FIRST} [95 %], nDCG@{COUNT} [95 %]")
    for kind, measures in by_engine["Rapport"].items():
        cells = [
            f"{_cell(by_engine[name][kind]['hits@5'])}  {_cell(by_engine[name][kind]['ndcg@10'])}"
            for name in by_engine
        ]
        table.add_row(kind, str(measures["queries"]), *cells)
    Console(width=200).print(table)


def _cell(estimate: Mapping[str, float]) -> str:
    return f"{estimate['value']:.3f} [{estimate['low']:.2f}, {estimate['high']:.2f}]"


def _shares(shares: Mapping[str, Mapping[str, float]]) -> str:
    return ", ".join(f"{part} {_cell(own)}" for part, own in shares.items())
