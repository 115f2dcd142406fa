"""What values say: the price, the stock, sizes, materials and colours, and never more than they do."""

from dataclasses import replace

import pytest

from core.products import Product
from serving.product_questions.answer import of_facts, of_sentence
from serving.product_questions.asked import AskedQuestion
from serving.product_questions.sentences import AnswerSource, Sentence
from serving.product_questions.topics import Topics
from tests.shop import WordEncoder, product

ENCODER = WordEncoder()
TOPICS = Topics.learned(ENCODER.encode)
JUMPER = product(
    "jumper",
    "Crew jumper, plum",
    "58.00",
    brand="Merrow",
    stock=3,
    description="Light enough for an office, with leather elbows.",
    attributes={"material": "lambswool", "colour": "purple", "size": "8–20", "neck width": "15 cm"},
)


def said(question: str, of: Product = JUMPER, topic: str = "") -> tuple[str, str | None] | None:
    topics = {topic: 1.0} if topic else TOPICS.of(ENCODER.encode([question])[0])
    answer = of_facts(AskedQuestion.of(question, topics), of, TOPICS)
    return None if answer is None else (answer.verdict, answer.value)


@pytest.mark.parametrize(
    ("question", "topic", "answer"),
    [
        ("how much is it?", "price", ("value", "£58.00")),
        ("is it in stock?", "stock", ("yes", "in stock")),
        ("who makes it", "brand", ("value", "Merrow")),
        ("what is it made of", "material", ("value", "lambswool")),
        ("what colour is it", "colour", ("value", "purple")),
        ("what sizes does it come in", "size", ("value", "8–20")),
        ("do you have it in a 14?", "size", ("yes", "8–20")),
        ("do you have it in a 24?", "size", ("no", "8–20")),
        ("is a 14 in stock", "stock", ("value", "8–20")),
        ("is it in stock in a 14?", "stock", ("value", "8–20")),
        ("is it wool?", "material", ("yes", "lambswool")),
        ("is it cotton?", "material", ("no", "lambswool")),
        ("is it pure wool?", "material", ("value", "lambswool")),
        ("does it come in red?", "colour", ("value", "purple")),
        ("is it red?", "colour", ("no", "purple")),
        ("what is the neck width?", "dimensions", ("value", "15 cm")),
    ],
)
def test_a_value_answers(question: str, topic: str, answer: tuple[str, str]) -> None:
    assert said(question, topic=topic) == answer


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("is it leather?", "material"),  # its text speaks of leather, too
        ("are the buttons cotton?", "material"),
        ("what are the buttons made of", "material"),
        ("how much does it weigh", "weight"),
        ("who designed the collar", "brand"),
    ],
)
def test_what_is_asked_of_a_part_is_no_value(question: str, topic: str) -> None:
    assert said(question, topic=topic) is None


def test_of_several_variants_nothing_is_claimed_of_one() -> None:
    shirt = replace(JUMPER, attributes={"colour": "red, blue", "size": "S, M, L"})
    assert said("how much is it", shirt, "price") == ("value", "from £58.00")
    assert said("is it red?", shirt, "colour") == ("value", "red, blue")
    assert said("do you have it in M?", shirt, "size") == ("yes", "S, M, L")


def test_what_is_sold_out_is_in_no_size() -> None:
    gone = replace(JUMPER, stock=0)
    assert said("is it in stock in a 14?", gone, "stock") == ("no", "out of stock")
    assert said("is it in stock?", replace(JUMPER, stock=None), "stock") == ("yes", "in stock")


def test_a_cotton_wick_makes_no_cotton_candle() -> None:
    sentence = Sentence.of("Cotton wick and a lid.", AnswerSource.DESCRIPTION)
    answer = of_sentence(AskedQuestion.of("is it cotton?", {}), sentence, product("candle", "Candle", "9.00"))
    assert (answer.verdict, answer.quote) == ("quoted", "Cotton wick and a lid.")


def test_other_colours_are_told_and_what_it_is_good_for_is_no_colour() -> None:
    assert said("does it come in other colours", topic="colour") == ("value", "purple")
    assert said("is it available in red?", topic="colour") == ("value", "purple")
    assert said("is it ok for coloured hair", topic="colour") is None
