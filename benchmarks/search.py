"""Search: judged queries beside its peers; and words alone, where questions are worded otherwise than texts.

A category's own name looks for its products, whose texts no longer say it; an older description of Online
Retail for its product, which goes by another today; real shopping queries say which words must stay; and a
word of the sample shop with a slip of the finger is to find what the word itself finds.
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated

import numpy as np
import pyarrow.parquet as parquet
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.judged import judge
from benchmarks.report import print_json
from demo.catalog import products as sample_shop
from recommender import OnnxEncoder
from recommender.evaluation.rankings import Estimate
from search import QueryReader, SearchIndex, SearchText, Synonyms, terms, usual

DATA = Path("../shared/data")
COUNT = 10
ROUNDS = 3  # of timing; the fastest counts


@dataclass(frozen=True)
class Questions:
    """Texts, and for each question the positions of the texts that answer it."""

    texts: Sequence[SearchText]
    answers: Sequence[tuple[str, frozenset[int]]]


def by_category(rows: Iterable[tuple[str, SearchText]]) -> Questions:
    """Rows of category and text: a category asks for its texts."""
    members: dict[str, set[int]] = defaultdict(set)
    texts = []
    for place, (category, text) in enumerate(rows):
        members[category].add(place)
        texts.append(text)
    return Questions(texts, [(name, frozenset(own)) for name, own in members.items()])


def sample() -> Questions:
    """The sample shop."""
    return by_category(
        (product.category.split(" > ")[-1], SearchText(product.title, body=product.description))
        for product in sample_shop("")
    )


def dummyjson(file: Path) -> Questions:
    """194 made-up products of 24 categories."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    return by_category(
        (row["category"].replace("-", " "), SearchText(row["title"], body=row["description"])) for row in rows
    )


def redescribed(file: Path) -> Questions:
    """Every other description that a product of Online Retail went by asks for the one it went by most."""
    read = parquet.read_table(file, columns=["StockCode", "Description"]).to_pydict()
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for code, name in zip(read["StockCode"], read["Description"], strict=True):
        if name and name.upper() == name:  # notes of the warehouse ("damaged?") are in small letters
            names[code][name.strip()] += 1
    texts = [counts.most_common(1)[0][0] for counts in names.values()]
    others = [
        (other, frozenset({place}))
        for place, counts in enumerate(names.values())
        for other, _ in counts.most_common()[1:]
        if set(other.split()) & set(texts[place].split())  # else it is another product's, or a note
    ]
    return Questions([SearchText(text) for text in texts], others)


def ndcg_of(questions: Questions) -> Estimate:
    """nDCG@10 over the questions, each text worth the same."""
    best = searcher(questions.texts)
    gains = 1 / np.log2(np.arange(2, COUNT + 2))
    values = []
    for question, answers in questions.answers:
        gained = sum(gains[rank] for rank, place in enumerate(best(question)) if place in answers)
        values.append(gained / gains[: len(answers)].sum())
    return Estimate.of(np.array(values))


def kept(folder: Path) -> dict[str, float]:
    """The share that is kept of the words of real queries that name something, and of all others."""
    named: list[bool] = []
    other: list[bool] = []
    for part in ("train.jsonl", "dev.jsonl"):
        for line in (folder / part).read_text(encoding="utf-8").splitlines():
            query = json.loads(line)
            for token, label in zip(query["tokens"], query["labels"], strict=True):
                (other if label == "O" else named).append(bool(terms(token)))
    return {"named": float(np.mean(named)), "other": float(np.mean(other))}


def searcher(texts: Sequence[SearchText]) -> Callable[[str], list[int]]:
    """What finds the positions of the ten texts that fit a question best, by words alone."""
    index = SearchIndex.of(texts)
    reader = QueryReader(index.vocabulary, index.groups, Synonyms.of(usual()))
    everything = np.ones(len(index), dtype=bool)
    return lambda question: (
        index.ranked(reader.read(question), meaning=None).order(everything)[:COUNT].tolist()
    )


def mended(texts: Sequence[SearchText]) -> float:
    """The share of slips that find what the word finds which they are slips of."""
    best, dice = searcher(texts), random.Random(1)
    written = " ".join(f"{text.title} {text.body}" for text in texts).lower()
    spelled = sorted(set(re.findall(r"[a-z]{6,}", written)))
    return float(np.mean([best(word) == best(_slip(word, dice)) for word in spelled]))


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    before, here, after, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    return before + dice.choice([after, after + here, here + here + after]) + rest


def speed(questions: Questions) -> dict[str, float]:
    """Seconds to read all texts, with no word known yet and again, and milliseconds a question."""

    def read() -> float:
        started = perf_counter()
        SearchIndex.of(questions.texts)
        return perf_counter() - started

    cold, warm = read(), min(read() for _ in range(ROUNDS))
    best = searcher(questions.texts)
    started = perf_counter()
    for question, _ in questions.answers:
        best(question)
    return {
        "cold": cold,
        "warm": warm,
        "question": 1000 * (perf_counter() - started) / len(questions.answers),
    }


def main(
    data: Annotated[Path, typer.Option(envvar="RAPPORT_DATA", help="the folder of the data sets")] = DATA,
    encoder: Annotated[Path, typer.Option(help="the folder of the exported encoder")] = Path("var/encoder"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")] = False,
) -> None:
    """Speed first, while no word is known; then what is found and kept; then the judged queries."""
    retail = redescribed(data / "online-retail" / "online_retail.parquet")
    seconds = speed(retail)
    quality = {
        "sample shop": ndcg_of(sample()),
        "dummyjson": ndcg_of(dummyjson(data / "dummyjson" / "products.json")),
        "online retail": ndcg_of(retail),
    }
    words = kept(data / "queryner")
    slips = mended(sample().texts)
    table = Table("questions", f"nDCG@{COUNT}", title="Search by words alone")
    for name, estimate in quality.items():
        table.add_row(name, f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]")
    Console().print(table)
    Console().print(
        f"Kept of words that name something {words['named']:.2%}, of others {words['other']:.2%}; "
        f"slips mended {slips:.2%}; {len(retail.texts)} texts read in {seconds['cold']:.2f} s, "
        f"again {seconds['warm']:.2f} s; {seconds['question']:.2f} ms a question"
    )
    judged = judge(data, OnnxEncoder(encoder))
    if as_json:
        estimates = {name: asdict(estimate) for name, estimate in quality.items()}
        print_json(benchmark="search", quality=estimates, kept=words, mended=slips, speed=seconds, **judged)


if __name__ == "__main__":
    typer.run(main)
