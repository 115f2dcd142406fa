"""Questions are told apart by the ways in which people ask."""

from serving.product_questions.cues import CUES
from serving.product_questions.relevance import NEEDED
from serving.product_questions.topics import Topics
from tests.shop import WordEncoder


def test_a_line_is_about_its_topic() -> None:
    encoder = WordEncoder()
    topics = Topics.learned(encoder.encode)
    for question, topic in (("who wrote it", "author"), ("is it vegan", "ethics")):
        shares = topics.of(encoder.encode([question])[0])
        assert max(shares, key=lambda name: shares[name]) == topic
        assert abs(sum(shares.values()) - 1) < 1e-9


def test_every_topic_with_a_cue_is_learned() -> None:
    topics = Topics.learned(WordEncoder().encode)
    assert set(CUES) <= set(topics.names)
    assert set(CUES) >= NEEDED
    assert "wrote" in topics.vocabulary


def test_without_an_encoder_for_the_language_nothing_is_known() -> None:
    assert Topics.nothing().words == {}
