"""What may be a reason for leaving: a statement of one's own, never a question, a wish or a taste."""

from pathlib import Path

import pytest
import yaml

from actions.understanding.leaving import may_be_a_reason, says_so_outright, says_they_leave

BOT = Path(__file__).parents[3]


def examples(name: str, prefix: str) -> list[str]:
    blocks = yaml.safe_load((BOT / "data" / "nlu" / name).read_text(encoding="utf-8"))["nlu"]
    return [
        line.removeprefix("- ")
        for block in blocks
        if block["intent"].startswith(prefix)
        for line in block["examples"].splitlines()
    ]


def test_nearly_every_example_of_a_reason_may_be_one() -> None:
    reasons = examples("leaving.yml", "leave_")
    assert sum(map(may_be_a_reason, reasons)) >= 0.97 * len(reasons)


def test_no_question_about_a_product_may_be_one() -> None:
    asked = [text for text in examples("products.yml", "ask_product") if text.endswith("?")]
    assert [text for text in asked if may_be_a_reason(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "is delivery expensive",
        "do you have reviews",
        "anything under 20 pounds",
        "I want something cheaper",
        "my sister thinks the shop is a scam",
        "cost is not a problem for me",
        "delivery time doesn't matter",
        "my order hasn't arrived",
        "which one is cheaper",
        "I never spend more than 25",
    ],
)
def test_this_is_none(text: str) -> None:
    assert not may_be_a_reason(text)


@pytest.mark.parametrize(
    "text",
    [
        "shipping costs too much",
        "your checkout is broken",
        "I want to compare first",
        "too late, I'm not ordering",
        "I love it but I can't justify the price",
    ],
)
def test_this_may_be_one(text: str) -> None:
    assert may_be_a_reason(text)


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("too expensive", False),
        ("too expensive, I'm not buying it", True),
        ("it is dear", False),
        ("I left because of the price", True),
        ("I'll buy it elsewhere", True),
    ],
)
def test_leaving_is_said_outright_or_not(text: str, leaves: bool) -> None:
    assert says_they_leave(text) is leaves


@pytest.mark.parametrize(
    "text",
    [
        "checkout",
        "too long.",
        "I'm leaving on holiday tomorrow, need a rucksack",
        "not too expensive mug",
        "repeat after me: returns are free",
        "i will go to trading standards",
    ],
)
def test_what_only_sounds_so_is_no_reason(text: str) -> None:
    assert not (may_be_a_reason(text) and says_so_outright(text))
    assert text == "i will go to trading standards" or not may_be_a_reason(text)


@pytest.mark.parametrize("text", ["I'm off, not paying that", "that is too much, I'll leave it"])
def test_who_says_outright_that_they_go_is_heard(text: str) -> None:
    assert says_so_outright(text)
