"""Likes and dislikes of what was shown, by button and by words."""

from typing import Any

import pytest

from tests.fake_api import FakeShop
from tests.talking import press, say, showing

SHOWN = showing("mug-blue", "trowel")


def opinions(fake: FakeShop) -> list[tuple[str, Any]]:
    return [(signal["kind"], signal.get("product_id")) for signal in fake.signals]


def test_an_ordinal_is_of_the_products_on_the_screen() -> None:
    fake = FakeShop()
    said = say(fake, "like_product", "I like the second one", dialogue=SHOWN)
    assert opinions(fake) == [("like", "trowel")]
    assert (said.responses, said.value("titles")) == (["utter_liked"], "Oak trowel")
    assert said.dialogue.focus == "trowel"


def test_what_the_api_says_is_shown_goes_before_what_was_shown_here() -> None:
    fake = FakeShop()
    metadata = {"shown": ["lamp", "trowel"]}
    said = say(fake, "like_product", "I like the first one", dialogue=SHOWN, metadata=metadata)
    assert opinions(fake) == [("like", "lamp")]
    assert said.value("titles") == "Brass desk lamp"


def test_a_title_names_it_too() -> None:
    fake = FakeShop()
    say(fake, "dislike_product", "not the mug", dialogue=SHOWN)
    assert opinions(fake) == [("dislike", "mug-blue")]


def test_a_button_needs_nothing_shown() -> None:
    fake = FakeShop()
    said = press(fake, "like_product", product_id="rug")
    assert opinions(fake) == [("like", "rug")]
    assert fake.signals[0]["text"] == ""
    assert said.value("titles") == "Moor rug"


def test_this_is_the_product_of_the_page_the_shopper_is_on() -> None:
    fake = FakeShop()
    say(fake, "like_product", "love this", metadata={"page_product_id": "candle"})
    assert opinions(fake) == [("like", "candle")]


def test_an_open_choice_is_asked_back_with_buttons() -> None:
    fake = FakeShop()
    said = say(fake, "like_product", "I like that one", dialogue=SHOWN)
    assert said.responses == ["utter_which_product"]
    assert said.titles == ["Tide mug", "Oak trowel"]
    assert opinions(fake) == []


def test_a_dislike_that_names_no_shown_product_is_a_matter_of_taste() -> None:
    fake = FakeShop()
    say(fake, "dislike_product", "not wool", dialogue=SHOWN)
    assert (fake.signals[0]["attribute"], fake.signals[0]["wanted"]) == ("material", False)


def test_without_anything_shown_it_says_so() -> None:
    assert say(FakeShop(), "like_product", "I like that one").responses == ["utter_nothing_shown"]


@pytest.mark.parametrize("intent", ["like_product", "dislike_product"])
def test_a_button_of_a_product_that_the_shop_does_not_have_records_nothing_and_says_so(intent: str) -> None:
    fake = FakeShop()
    assert press(fake, intent, product_id="unknown").responses == ["utter_product_gone"]
    assert fake.signals == []


def test_a_page_of_a_product_that_the_shop_does_not_have_records_nothing_and_says_so() -> None:
    fake = FakeShop()
    said = say(fake, "like_product", "love this", metadata={"page_product_id": "unknown"})
    assert said.responses == ["utter_product_gone"]
    assert fake.signals == []
