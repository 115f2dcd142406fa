"""The judged questions to the shop can be read, half have no answer, and outcomes are counted right."""

from collections import Counter

import pytest

from benchmarks.shop_questions import PARTS, AskedQuestion, asked, outcome, rates
from core.facts import topics
from serving.question_topics import usual
from serving.shop_questions import ShopAnswer

COST = ShopAnswer("delivery.cost", "Delivery", "It costs £3.95.", None, None)
NO = ShopAnswer("payment.methods", "Payment", "No Klarna.", None, "no")


@pytest.mark.parametrize("part", PARTS)
def test_every_question_names_topics_that_there_are_and_about_half_none(part: str) -> None:
    questions = asked(part)
    assert len(questions) >= 150
    assert {topic for question in questions for topic in question.topics} <= set(topics())
    assert 0.4 <= sum(not question.topics for question in questions) / len(questions) <= 0.6


def test_nothing_that_is_held_out_is_learned_from() -> None:
    held_out = {bare(question.question) for question in asked("held_out")}
    assert held_out & {bare(question.question) for question in asked("validation")} == set()
    assert held_out & {bare(example.text) for example in usual()} == set()


def bare(text: str) -> str:
    """Small letters and spaces alone: a question mark makes no other question."""
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign == " ").strip()


@pytest.mark.parametrize(
    ("question", "answers", "expected"),
    [
        (AskedQuestion("postage?", ["delivery.cost", "delivery.free"]), [COST], "right"),
        (AskedQuestion("klarna?", ["payment.methods"], "no"), [NO], "right"),
        (AskedQuestion("klarna?", ["payment.methods"], "yes"), [NO], "wrong"),
        (AskedQuestion("klarna?", ["payment.methods"], "no"), [COST, NO], "wrong"),
        (AskedQuestion("price match?", []), [COST], "wrong"),
        (AskedQuestion("price match?", []), [], "right unknown"),
        (AskedQuestion("postage?", ["delivery.cost"]), [], "false unknown"),
    ],
)
def test_an_outcome_goes_by_the_first_answer_and_its_verdict(
    question: AskedQuestion, answers: list[ShopAnswer], expected: str
) -> None:
    assert outcome(question, answers) == expected


def test_rates_are_shares_with_intervals() -> None:
    told = rates(Counter({"right": 6, "wrong": 2, "false unknown": 2, "right unknown": 10}))
    assert told["right"]["value"] == 0.3
    assert told["right of what is answered"]["value"] == 0.75
    assert told["false unknown of what is answerable"]["value"] == 0.25
    assert told["wrong"]["low"] < 0.1 < told["wrong"]["high"]
