"""Questions to the sample shop: how many are answered right, wrong, or not although its facts answer them.

`benchmarks/questions/` holds lines {"question", "topics", "verdict"?}: the topics one of which answers it,
none where the facts say nothing of it or it is no question about the shop. The thresholds and the examples of
`serving/shop_questions.py` were worked on with `validation.jsonl`; `held_out.jsonl` was written after them.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.report import print_json
from core.proportions import Proportion
from core.settings import Settings
from demo.__main__ import SAMPLE_SETTINGS
from recommender import OnnxEncoder
from serving.shop_questions import ShopAnswer, ShopQuestions

QUESTIONS = Path(__file__).parent / "questions"
PARTS = ("validation", "held_out")
OUTCOMES = ("right", "wrong", "false unknown", "right unknown")


@dataclass(frozen=True)
class AskedQuestion:
    """A question, the topics one of which answers it, and the verdict where a list decides it."""

    question: str
    topics: Sequence[str]
    verdict: str | None = None


def asked(part: str) -> list[AskedQuestion]:
    """Those of one file."""
    rows = map(json.loads, (QUESTIONS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines())
    return [AskedQuestion(row["question"], row["topics"], row.get("verdict")) for row in rows]


def outcome(question: AskedQuestion, answers: Sequence[ShopAnswer]) -> str:
    """One of `OUTCOMES`; a second answer is not held against the first, a verdict is."""
    if not answers:
        return "false unknown" if question.topics else "right unknown"
    first = answers[0]
    decided = question.verdict is None or first.verdict == question.verdict
    return "right" if first.topic in question.topics and decided else "wrong"


def rates(outcomes: Mapping[str, int]) -> dict[str, Any]:
    """Each outcome's share with Wilson's interval: of all, a false unknown of what the facts answer."""
    total = sum(outcomes.values())
    answerable = outcomes["right"] + outcomes["false unknown"]
    shares = {name: Proportion(outcomes[name], total) for name in OUTCOMES}
    shares["right of what is answered"] = Proportion(outcomes["right"], outcomes["right"] + outcomes["wrong"])
    shares["false unknown of what is answerable"] = Proportion(outcomes["false unknown"], answerable)
    return {
        name: {"value": share.share, "low": share.interval[0], "high": share.interval[1]}
        for name, share in shares.items()
    }


def sample_shop() -> ShopQuestions:
    """What the demo answers with."""
    settings = Settings(
        _env_file=None,
        shop_facts=Path(SAMPLE_SETTINGS["RAPPORT_SHOP_FACTS"]),
        delivery_cost=Decimal(SAMPLE_SETTINGS["RAPPORT_DELIVERY_COST"]),
        free_delivery_from=Decimal(SAMPLE_SETTINGS["RAPPORT_FREE_DELIVERY_FROM"]),
    )
    return ShopQuestions(settings, OnnxEncoder(Settings().encoder_folder))


def main(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    errors: Annotated[bool, typer.Option(help="Name what went wrong in validation.")] = False,
) -> None:
    """Ask both parts."""
    shop, measured, table = sample_shop(), {}, Table("part", "questions", *OUTCOMES, "a second answer")
    for part in PARTS:
        questions = asked(part)
        answers = {question.question: shop.answers(question.question) for question in questions}
        outcomes = Counter(outcome(question, answers[question.question]) for question in questions)
        second = sum(len(own) > 1 for own in answers.values())
        measured[part] = {"questions": len(questions), "second answers": second, **rates(outcomes)}
        counts = [str(outcomes[name]) for name in OUTCOMES]
        table.add_row(part, str(len(questions)), *counts, str(second))
        if errors and part == "validation":
            name_errors(questions, answers)
    if as_json:
        print_json(**measured)
    else:
        Console().print(table)


def name_errors(questions: Sequence[AskedQuestion], answers: Mapping[str, Sequence[ShopAnswer]]) -> None:
    """What was expected, and what was said."""
    for question in questions:
        said = answers[question.question]
        if not outcome(question, said).startswith("right"):
            told = [(answer.topic, answer.verdict) for answer in said]
            Console().print(f"{question.question!r}: {list(question.topics)} {question.verdict}; said {told}")


if __name__ == "__main__":
    typer.run(main)
