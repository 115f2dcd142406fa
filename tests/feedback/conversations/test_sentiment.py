"""How a message sounds: between -1 and 1, whatever it is made of."""

import pytest

from bot.tests.long_texts import TEXTS
from feedback.conversations.sentiment import UPSET, sentiment


def test_anger_is_below_gladness_and_a_thing_is_neither() -> None:
    assert sentiment("this is terrible, I am furious") <= UPSET
    assert sentiment("wonderful, thank you so much") > 0.5
    assert sentiment("blue mug") == 0.0


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_sounds_like_something(name: str) -> None:
    assert -1.0 <= sentiment(TEXTS[name](1_000)) <= 1.0
