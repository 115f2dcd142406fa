"""The questions about products can be read, name products that there are, and outcomes are told apart."""

import os
from pathlib import Path

import pytest

from benchmarks.product_questions import PARTS, Judged, catalogs, measured, questions
from demo.catalog import products as sample_shop
from recommender import OnnxEncoder
from serving.product_questions import AnswerVerdict, ProductAnswer, ProductQuestions

DATA = Path(os.environ.get("RAPPORT_DATA", "../shared/data"))
ENCODER = Path("var/encoder")


@pytest.mark.parametrize("part", PARTS)
def test_about_half_of_the_questions_cannot_be_answered(part: str) -> None:
    asked = questions(part)
    assert len(asked) >= 120
    assert 0.35 < sum(not question.says for question in asked) / len(asked) < 0.65
    assert {question.truth for question in asked} == {"yes", "no", ""}


def test_what_is_to_be_said_stands_in_the_product() -> None:
    if not (DATA / "dummyjson").is_dir():
        pytest.skip(f"{DATA} has no dummyjson")
    named = catalogs(DATA)
    for part in PARTS:
        for question in questions(part):
            product = named[question.catalog][question.product]
            stock = "in stock" if product.available else "out of stock"
            told = f"{product.text} {product.price} {stock}".lower()
            assert question.says.lower() in told, question


def test_an_untrue_yes_is_wrong_whatever_is_quoted() -> None:
    question = Judged("shop", "tent", "is it waterproof", says="not waterproof", truth="no")
    quote = "Not waterproof; bring it in."
    assert question.outcome(ProductAnswer(AnswerVerdict.NO, quote=quote)) == "right"
    assert question.outcome(ProductAnswer(AnswerVerdict.QUOTED, quote=quote)) == "right"
    assert question.outcome(ProductAnswer(AnswerVerdict.YES, quote=quote)) == "wrong"
    assert question.outcome(ProductAnswer(AnswerVerdict.QUOTED, quote="A tent.")) == "wrong"
    assert question.outcome(ProductAnswer(AnswerVerdict.UNKNOWN)) == "false_unknown"
    assert Judged("shop", "tent", "?").outcome(ProductAnswer(AnswerVerdict.UNKNOWN)) == "refused"
    assert Judged("shop", "tent", "?").outcome(ProductAnswer(AnswerVerdict.VALUE)) == "invented"


def test_the_sample_shop_is_answered_as_the_docs_say() -> None:
    if not (ENCODER / "manifest.json").is_file():
        pytest.skip(f"{ENCODER} has no encoder")
    shop = {"sample-shop": {str(product.product_id): product for product in sample_shop("")}}
    figures = measured("dev", ProductQuestions(OnnxEncoder(ENCODER)), shop)
    assert figures["answerable"]["right"]["share"] > 0.85
    assert figures["answerable"]["wrong"]["share"] < 0.06
    assert figures["unanswerable"]["invented"]["share"] < 0.1
