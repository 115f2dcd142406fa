"""The classifier and its thresholds on a small world of words, with an encoder that knows them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from components import thresholds
from components.classifier import Classifier, Messages
from components.encoder import Encoding
from components.intents import Reader, Thresholds

TOPICS = {
    "find_product": "mug lamp coat rug scarf hat bowl tent belt sock",
    "track_order": "parcel order courier tracking dispatch shipment arrive delivered post van",
    "greet": "hello hey morning evening hiya howdy greetings hi yo welcome",
    "leave_price": "expensive dear overpriced pricey afford costly steep budget money much",
}
AXES = {word: at for at, words in enumerate(TOPICS.values()) for word in words.split()}


class Words:
    """An encoder whose sentence is the mean of its words' topics; what it does not know has its own."""

    def encode(self, texts: list[str]) -> list[Encoding]:
        return [Encoding(self._vector(text.split()), self._vector(text.split()[:1])) for text in texts]

    def _vector(self, words: list[str]) -> np.ndarray:
        vector = np.zeros(len(TOPICS) + 1, dtype=np.float32)
        for word in words or [""]:
            vector[AXES.get(word, len(TOPICS))] += 1
        return vector / np.linalg.norm(vector)


def trained() -> tuple[Messages, list[str]]:
    texts, intents = [], []
    for intent, words in TOPICS.items():
        for word in words.split():
            texts += [word, f"{word} please", f"the {word}"]
            intents += [intent] * 3
    return Messages.of(texts, Words().encode(texts)), intents


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.fit(*trained())


def reader(classifier: Classifier, **limits: float) -> Reader:
    return Reader(Words(), classifier, Thresholds(**limits))  # type: ignore[arg-type]


def test_confidences_are_within_0_and_1_and_lower_for_what_is_far(classifier: Classifier) -> None:
    texts = ["mug", "xylophone quark"]
    near, far = classifier.confidences(Messages.of(texts, Words().encode(texts))).max(axis=1)
    assert 0 <= far < near <= 1


def test_what_is_saved_comes_back(classifier: Classifier, tmp_path: Path) -> None:
    classifier.save(tmp_path)
    messages = Messages.of(["mug"], Words().encode(["mug"]))
    again = Classifier.load(tmp_path)
    np.testing.assert_allclose(again.confidences(messages), classifier.confidences(messages))
    assert again.intents == classifier.intents


def test_one_example_is_enough_to_be_trained() -> None:
    messages = Messages.of(texts := ["a", "b"], Words().encode(texts))
    classifier = Classifier.fit(messages, ["greet", "find_product"])
    confidences = classifier.confidences(messages)
    assert confidences.shape == (2, 2)
    np.testing.assert_allclose(confidences.sum(axis=1), 1.0, rtol=1e-5)


def test_the_threshold_turns_away_what_is_unknown_and_hears_what_is_known() -> None:
    level = thresholds.known(*trained())
    heard = Classifier.fit(*trained())
    texts = ["mug", "xylophone quark"]
    near, far = heard.confidences(Messages.of(texts, Words().encode(texts))).max(axis=1)
    assert far < level <= near


def test_the_rarer_the_unknown_the_lower_the_threshold() -> None:
    assert thresholds.known(*trained(), unknown=0.05) <= thresholds.known(*trained(), unknown=0.95)


def test_no_threshold_is_precise_enough_where_all_is_wrong() -> None:
    messages, intents = trained()
    shuffled = np.random.default_rng(0).permutation(intents).tolist()
    level = thresholds.precise(messages, shuffled, of=bool, admits=bool, precision=1.0)
    assert level > 0.3


def test_below_the_threshold_a_message_is_unclear(classifier: Classifier) -> None:
    assert reader(classifier, known=1.0).read(["mug"])[0].intent == "nlu_fallback"
    assert reader(classifier, known=0.0).read(["mug"])[0].intent == "find_product"


def test_a_reason_that_nobody_said_is_read_as_the_next_best(classifier: Classifier) -> None:
    said, asked = reader(classifier).read(["overpriced", "is it overpriced?"])
    assert (said.intent, said.reason) == ("leave_price", "leave_price")
    assert not asked.intent.startswith("leave_")
    assert asked.reason == "leave_price"


def test_a_reason_needs_its_own_confidence(classifier: Classifier) -> None:
    assert not reader(classifier, reason=1.0).read(["overpriced"])[0].intent.startswith("leave_")


def test_each_part_is_read(classifier: Classifier) -> None:
    text = "where is my parcel and do you have a lamp"
    _, parts = reader(classifier).parts(text)
    assert [(text[start:end], reading.intent) for (start, end), reading in parts] == [
        ("where is my parcel", "track_order"),
        ("do you have a lamp", "find_product"),
    ]


def test_a_greeting_before_a_question_is_left_out(classifier: Classifier) -> None:
    text = "hello, where is my parcel"
    whole, parts = reader(classifier).parts(text)
    assert [text[start:end] for (start, end), _ in parts] == ["where is my parcel"]
    assert whole.intent == "track_order"
