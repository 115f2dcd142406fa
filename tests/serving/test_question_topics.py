"""The examples that questions are told apart by, and what is learned from them."""

from collections import Counter

from core.facts import topics
from serving.question_topics import OTHER, ExampleQuestion, ExampleQuestions, QuestionTopics, usual
from tests.shop import WordEncoder


def test_every_topic_of_the_facts_has_examples_and_no_other_has() -> None:
    counts = Counter(example.topic for example in usual())
    assert set(counts) == {*topics(), OTHER}
    assert [topic for topic, count in counts.items() if count < 5] == []
    assert counts[OTHER] >= 200


def test_no_question_is_an_example_of_two_topics() -> None:
    asked = Counter(example.text for example in usual())
    assert [text for text, count in asked.items() if count > 1] == []


def test_a_question_is_of_the_topic_whose_examples_it_is_like() -> None:
    encoder = WordEncoder()
    examples = [
        ExampleQuestion(topic, text)
        for topic, text in [
            ("returns.window", "how long do i have to return it"),
            ("returns.window", "how many days for a return"),
            ("opening.hours", "when are you open"),
            ("opening.hours", "until when are you open"),
            (OTHER, "is it waterproof"),
            (OTHER, "does it come in blue"),
        ]
    ]
    known = QuestionTopics(ExampleQuestions.of(examples, encoder))
    ranked = known.ranked("how many days do i have to return it", encoder=encoder)
    assert ranked[0][0] == "returns.window"
    assert sum(sure for _, sure in ranked) <= 1
    nonsense = known.ranked("xyzzy", encoder=encoder)
    assert nonsense[0][1] < 0.35
