"""Questions about products of a process: read once, quoted word for word, silent where nothing is."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from search import read_in
from serving.product_questions import AnswerSource, AnswerVerdict, ProductQuestions
from tests.shop import WordEncoder, product

TENT = product(
    "tent",
    "Play tent, blue stars",
    "38.00",
    description="A tent for the lawn, with wooden poles. Not waterproof; bring it in when it rains.",
    attributes={"pole diameter": "8 mm"},
)


class CountingEncoder(WordEncoder):
    """Counts the texts that it encodes."""

    texts = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the word encoder does."""
        self.texts += len(texts)
        return super().encode(texts)


def test_the_sentence_that_answers_is_quoted_word_for_word() -> None:
    answer = ProductQuestions(WordEncoder()).ask("is it waterproof?", TENT)
    assert (answer.verdict, answer.source) == (AnswerVerdict.NO, AnswerSource.DESCRIPTION)
    assert answer.quote == "Not waterproof; bring it in when it rains."
    assert answer.quote in TENT.description


def test_what_no_text_says_is_unknown() -> None:
    shop = ProductQuestions(WordEncoder())
    assert shop.ask("does the fabric contain asbestos?", TENT).verdict is AnswerVerdict.UNKNOWN
    assert shop.ask("is it waterproof?", product("bare", "Thing", "1.00")).verdict is AnswerVerdict.UNKNOWN


@pytest.mark.parametrize(
    "question", ["?" * 1_000, "🦦" * 1_000, "is it " * 166, "1" * 1_000, "<script>", "\u202e"]
)
def test_hostile_questions_are_answered_like_others(question: str) -> None:
    assert ProductQuestions(WordEncoder()).ask(question, TENT).verdict in AnswerVerdict


def test_a_product_is_read_once_until_its_text_changes_and_few_are_kept() -> None:
    encoder = CountingEncoder()
    shop = ProductQuestions(encoder, kept=2)
    shop.ask("is it blue?", TENT)
    known = encoder.texts
    shop.ask("is it blue?", TENT)
    assert encoder.texts == known + 1
    changed = replace(TENT, description="Waterproof.")
    assert shop.ask("is it waterproof", changed).verdict is AnswerVerdict.YES
    before = shop.read(TENT)
    for name in ("a", "b"):
        shop.read(product(name, "Thing", "1.00"))
    assert shop.read(TENT) is not before


def test_in_a_language_that_the_encoder_does_not_know_words_speak_alone() -> None:
    encoder = WordEncoder()
    encoder.identity = "all-MiniLM-L6-v2@1"
    zelt = product("zelt", "Spielzelt", "38.00", description="Nicht wasserdicht. Mit Stangen aus Holz.")
    read_in("de")
    try:
        answer = ProductQuestions(encoder).ask("wasserdicht?", zelt)
        assert (answer.verdict, answer.quote) == (AnswerVerdict.QUOTED, "Nicht wasserdicht.")
        assert ProductQuestions(encoder).ask("vegan?", zelt).verdict is AnswerVerdict.UNKNOWN
    finally:
        read_in("en")
