"""Which questions a sentence may answer by its form."""

import pytest

from serving.product_questions.cues import CUES


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        ("dimensions", "A woven scarf, 180 by 30 centimetres."),
        ("weight", "Heavy: two and a half kilos."),
        ("capacity", "Seven litres: a change of clothes."),
        ("duration", "It burns for about forty hours."),
        ("age", "For three to six and whoever reads aloud."),
        ("author", "Twenty-eight pages by Mab Tierney."),
        ("origin", "Woven in Yorkshire from a soft wool."),
        ("care", "Sponge clean."),
    ],
)
def test_a_sentence_of_that_form_may_answer(topic: str, sentence: str) -> None:
    assert CUES[topic].search(sentence)


@pytest.mark.parametrize("topic", ["dimensions", "weight", "capacity", "duration", "age", "author", "origin"])
def test_another_may_not(topic: str) -> None:
    assert not CUES[topic].search("It sheds showers and wears beautifully.")
