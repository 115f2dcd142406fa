"""Questions about one product: how many are answered by the right words, by wrong ones, or by none.

`benchmarks/queries/product_questions/` holds a file for each part; of its lines {"catalog", "product",
"question", "says", "truth"} a right answer quotes or tells what `says` says; one that says yes or no says
`truth`, and neither where there is none. A question without `says` has no answer in the product's texts
and values.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.judged import shops
from benchmarks.report import print_json
from core.products import Product
from core.proportions import Proportion
from demo.catalog import products as sample_shop
from recommender import OnnxEncoder
from serving.product_questions import AnswerVerdict, ProductAnswer, ProductQuestions

DATA = Path("../shared/data")
QUERIES = Path(__file__).parent / "queries" / "product_questions"
PARTS = ("dev", "held_out")
DECIDED = frozenset({AnswerVerdict.YES, AnswerVerdict.NO})


@dataclass(frozen=True)
class Judged:
    """A question, and what its answer says."""

    catalog: str
    product: str
    question: str
    says: str = ""
    truth: str = ""

    def outcome(self, answer: ProductAnswer) -> str:
        """Of one with an answer: right, wrong, false_unknown; of one without: refused, invented."""
        unknown = answer.verdict is AnswerVerdict.UNKNOWN
        if not self.says:
            return "refused" if unknown else "invented"
        if unknown:
            return "false_unknown"
        told = f"{answer.quote or ''} {answer.value or ''}".lower()
        untrue = answer.verdict in DECIDED and answer.verdict.value != self.truth
        return "right" if self.says.lower() in told and not untrue else "wrong"


def questions(part: str) -> list[Judged]:
    """Those of one part."""
    lines = (QUERIES / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Judged(**json.loads(line)) for line in lines]


def catalogs(data: Path) -> dict[str, dict[str, Product]]:
    """The sample shop, and where the data is there dummyjson with its stock and apparel with its sizes."""
    if not data.is_dir():
        return {"sample-shop": {product.product_id: product for product in sample_shop("")}}
    named: dict[str, dict[str, Product]] = {
        name: {product.product_id: product for product in products} for name, products in shops(data).items()
    }
    for row in json.loads((data / "dummyjson" / "products.json").read_text(encoding="utf-8")):
        own = named["dummyjson"]
        own[str(row["id"])] = replace(own[str(row["id"])], stock=row["stock"])
    sizes: dict[str, list[str]] = {}
    with (data / "shopify-apparel" / "apparel.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            sizes.setdefault(line["Handle"], []).append(line["Option1 Value"])
    for handle, values in sizes.items():
        attributes = {"size": ", ".join(values)} if len(values) > 1 else {}
        named["apparel"][handle] = replace(named["apparel"][handle], attributes=attributes)
    return named


def measured(part: str, shop: ProductQuestions, named: Mapping[str, Mapping[str, Product]]) -> dict[str, Any]:
    """Counts and shares of one part, and milliseconds a question of a product that was asked about before."""
    outcomes: list[str] = []
    decided: list[bool] = []
    times: list[float] = []
    for question in questions(part):
        if question.catalog not in named:
            continue
        product = named[question.catalog][question.product]
        shop.read(product)
        started = perf_counter()
        answer = shop.ask(question.question, product)
        times.append(1000 * (perf_counter() - started))
        outcomes.append(question.outcome(answer))
        if question.truth and outcomes[-1] == "right":
            decided.append(answer.verdict in DECIDED)
    answerable = [outcome for outcome in outcomes if outcome in ("right", "wrong", "false_unknown")]
    others = [outcome for outcome in outcomes if outcome in ("refused", "invented")]
    return {
        "answerable": {name: share(answerable, name) for name in ("right", "wrong", "false_unknown")},
        "unanswerable": {name: share(others, name) for name in ("refused", "invented")},
        "decided": share(["yes" if yes else "" for yes in decided], "yes"),
        "milliseconds": {"p50": float(np.median(times)), "p95": float(np.quantile(times, 0.95))},
    }


def share(outcomes: list[str], name: str) -> dict[str, float]:
    """How many are so, and their share with Wilson's interval."""
    proportion = Proportion(outcomes.count(name), len(outcomes))
    low, high = proportion.interval
    return {"count": proportion.hits, "share": proportion.share, "low": low, "high": high}


def main(
    data: Annotated[Path, typer.Option(envvar="RAPPORT_DATA", help="the folder of the data sets")] = DATA,
    encoder: Annotated[Path, typer.Option(help="the folder of the exported encoder")] = Path("var/encoder"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")] = False,
) -> None:
    """The half that chose weights and threshold, and the half that was written before them."""
    shop, named = ProductQuestions(OnnxEncoder(encoder)), catalogs(data)
    parts = {part: measured(part, shop, named) for part in PARTS}
    columns = ("right", "wrong", "false unknown", "nothing invented")
    table = Table("questions", *columns, "ms p50", "p95", title="Product questions")
    for part, figures in parts.items():
        answerable, unanswerable = figures["answerable"], figures["unanswerable"]
        shares = (*answerable.values(), unanswerable["refused"])
        cells = [f"{told['share']:.3f} [{told['low']:.2f}, {told['high']:.2f}]" for told in shares]
        times = figures["milliseconds"]
        table.add_row(part, *cells, f"{times['p50']:.1f}", f"{times['p95']:.1f}")
    Console().print(table)
    if as_json:
        print_json(benchmark="product_questions", **parts)


if __name__ == "__main__":
    typer.run(main)
