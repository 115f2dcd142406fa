"""Meaning, words and form together say which sentence answers."""

import numpy as np

from search import Synonyms, words
from serving.product_questions.asked import AskedQuestion
from serving.product_questions.relevance import THRESHOLD, features, likelihoods
from serving.product_questions.sentences import AnswerSource, Sentence

SENTENCES = [
    Sentence.of("Torch, black", AnswerSource.TITLE),
    Sentence.of("Runs on two AA batteries.", AnswerSource.DESCRIPTION),
    Sentence.of("It weighs 300 grams.", AnswerSource.DESCRIPTION),
]


def shares(question: str, topics: dict[str, float]) -> list[float]:
    asked, cosines = AskedQuestion.of(question, topics), np.full(len(SENTENCES), 0.3)
    told = features(
        asked,
        SENTENCES,
        cosines,
        title=frozenset(words("Torch, black")),
        synonyms=Synonyms.of(["cells, batteries"]),
    )
    values: list[float] = likelihoods(told).tolist()
    return values


def test_the_words_lead_to_their_sentence() -> None:
    assert int(np.argmax(shares("which batteries", {}))) == 1
    assert int(np.argmax(shares("which cells", {}))) == 1


def test_how_heavy_takes_a_weight() -> None:
    told = shares("how heavy is it", {"weight": 0.9})
    assert told[2] > THRESHOLD > told[1]


def test_what_no_sentence_speaks_of_is_below_the_threshold() -> None:
    assert max(shares("does it have a radio", {"parts": 0.5})) < THRESHOLD
