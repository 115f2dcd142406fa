from collections.abc import Mapping
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.interactions import Kind, Statement
from core.products import ProductId
from recommender.explanation import reason
from recommender.phrases import LANGUAGES, Phrases, phrases
from recommender.recommendation import Contribution, Recommendation

EUROPEAN = {"en", "de", "fr", "es", "it", "nl", "pl", "sv", "pt", "da"}
ENGLISH = phrases("en")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def sections(spoken: Phrases) -> dict[str, Mapping[str, str]]:
    return {"reasons": spoken.reasons, "did": spoken.did, "again": spoken.again, "asked": spoken.asked}


def test_the_languages_of_european_shops_are_there() -> None:
    assert set(LANGUAGES) >= EUROPEAN


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_sentence_with_its_placeholders(language: str) -> None:
    for name, section in sections(phrases(language)).items():
        english = sections(ENGLISH)[name]
        assert section.keys() == english.keys()
        for code, sentence in section.items():
            assert placeholders(sentence) == placeholders(english[code]), f"{language} {name}.{code}"
            assert sentence == sentence.strip()
            assert not sentence.endswith((".", "!"))


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_nothing_is_left_in_english(language: str) -> None:
    for name, section in sections(phrases(language)).items():
        same = [code for code, sentence in section.items() if sentence == sections(ENGLISH)[name][code]]
        assert not same


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Goes with the Regenjacke {blau} you looked at"),
        ("de", "Passt zu „Regenjacke {blau}“ – das haben Sie sich angesehen"),
        ("fr", "Va bien avec « Regenjacke {blau} », parmi les articles que vous avez consultés"),
        ("pl", "Pasuje do „Regenjacke {blau}” – z oglądanych produktów"),
        ("sv", "Passar till ”Regenjacke {blau}” som du har tittat på"),
    ],
)
def test_a_title_stands_in_the_sentence_as_it_is(language: str, text: str) -> None:
    recommendation = Recommendation.of(
        ProductId("boots"), [Contribution("sequence", "jacket", 1.0, Kind.VIEW)]
    )
    titles = {ProductId("jacket"): "Regenjacke {blau}"}
    assert reason(recommendation, titles=titles, language=language).text == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_can_be_said_in_every_language(language: str) -> None:
    def text(scorer: str, source: str | None, interaction: Kind | None = None) -> str:
        recommendation = Recommendation.of(
            ProductId("boots"), [Contribution(scorer, source, 1.0, interaction)]
        )
        titles, said = {ProductId("mug"): "Harbour mug"}, (Statement("size", "XL"),)
        return reason(recommendation, titles=titles, statements=said, language=language).text

    texts = [text(scorer, None) for scorer in ("popular", "trending", "price")]
    texts += [
        text("content", "mug", interaction)
        for interaction in (None, Kind.VIEW, Kind.CART, Kind.PURCHASE, Kind.LIKE)
    ]
    texts += [
        text("attribute_match", "size: XL"),
        text("semantic_match", "size: XL"),
        text("rules", "Our own brand"),
    ]
    assert len(set(texts)) == len(texts)
    assert all("Harbour mug" in sentence for sentence in texts[3:8])
    assert all("XL" in sentence for sentence in texts[8:10])


@given(st.text(max_size=60))
def test_there_are_sentences_whatever_the_language(language: str) -> None:
    assert phrases(language).reasons["popular"]
