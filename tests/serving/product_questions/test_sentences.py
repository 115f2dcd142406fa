"""A product's sentences, word for word, and what each can say something of."""

from serving.product_questions.sentences import LONGEST, MOST, AnswerSource, sentences
from tests.shop import product


def test_sentences_are_quoted_as_they_are_written() -> None:
    jacket = product(
        "jacket",
        "Jacket, 2.4 kilos",
        "9.00",
        description="Holds 2.5 l. “Never” machine wash; hang it.\nWarm!",
    )
    assert [sentence.text for sentence in sentences(jacket)] == [
        "Jacket, 2.4 kilos",
        "Holds 2.5 l.",
        "“Never” machine wash; hang it.",
        "Warm!",
    ]
    assert sentences(jacket)[2].clauses == ["“Never” machine wash", "hang it."]
    assert {"weight", "load"} <= sentences(jacket)[0].cues


def test_reviews_in_an_attribute_are_read_as_reviews() -> None:
    mug = product("mug", "Mug", "9.00", attributes={"reviews": "Keeps tea hot. Chips easily."})
    reviews = [sentence for sentence in sentences(mug) if sentence.source is AnswerSource.REVIEWS]
    assert [review.text for review in reviews] == ["Keeps tea hot.", "Chips easily."]


def test_long_texts_are_cut_and_bounded() -> None:
    talkative = product("mug", "Mug", "9.00", description="word " * 300 + "x" * 1_000 + ". A." * 100)
    read = sentences(talkative)
    assert len(read) <= MOST
    assert max(len(sentence.text) for sentence in read) <= LONGEST
