"""Likes and dislikes of what was shown, by button and by words."""

from typing import Any

import pytest

from actions.conversation import ShopAction
from actions.feedback import DislikeProduct, LikeProduct
from tests.fake_api import FakeShop
from tests.talking import Message, entity, say, shop

SHOWN = {
    "shown_products": [
        {"product_id": "mug-blue", "title": "Tide mug", "price": "14.00", "colour": "blue"},
        {"product_id": "trowel", "title": "Oak trowel", "price": "16.00", "colour": "brown"},
    ]
}


def feedback(fake: FakeShop) -> list[tuple[str, Any]]:
    return [(signal["kind"], signal.get("product_id")) for signal in fake.signals]


def test_an_ordinal_is_of_the_products_on_the_screen() -> None:
    fake = FakeShop()
    said = say(LikeProduct(shop(fake)), Message("I like the second one", "like_product"), slots=SHOWN)
    assert feedback(fake) == [("like", "trowel")]
    assert (said.responses, said.messages[0]["titles"]) == (["utter_liked"], "Oak trowel")


def test_what_the_api_says_is_shown_goes_before_what_was_shown_here() -> None:
    fake = FakeShop()
    message = Message("I like the first one", "like_product", metadata={"shown": ["lamp", "trowel"]})
    said = say(LikeProduct(shop(fake)), message, slots=SHOWN)
    assert feedback(fake) == [("like", "lamp")]
    assert said.messages[0]["titles"] == "Brass desk lamp"


def test_a_title_names_it_too() -> None:
    fake = FakeShop()
    text = "not the mug"
    say(
        DislikeProduct(shop(fake)),
        Message(text, "dislike_product", [entity(text, "mug", "category")]),
        slots=SHOWN,
    )
    assert feedback(fake) == [("dislike", "mug-blue")]


def test_a_button_needs_nothing_shown() -> None:
    fake = FakeShop()
    pressed = {"entity": "product_id", "value": "rug", "start": 0, "end": 0}
    said = say(
        LikeProduct(shop(fake)), Message('/like_product{"product_id": "rug"}', "like_product", [pressed])
    )
    assert feedback(fake) == [("like", "rug")]
    assert fake.signals[0]["text"] == ""
    assert said.messages[0]["titles"] == "Moor rug"


def test_this_is_the_product_of_the_page_the_shopper_is_on() -> None:
    fake = FakeShop()
    say(LikeProduct(shop(fake)), Message("love this", "like_product", metadata={"page_product_id": "candle"}))
    assert feedback(fake) == [("like", "candle")]


def test_an_open_choice_is_asked_back_with_buttons() -> None:
    fake = FakeShop()
    said = say(LikeProduct(shop(fake)), Message("I like that one", "like_product"), slots=SHOWN)
    assert said.responses == ["utter_which_product"]
    assert [button["title"] for button in said.messages[0]["buttons"]] == ["Tide mug", "Oak trowel"]
    assert feedback(fake) == []


def test_a_dislike_that_names_no_shown_product_is_a_matter_of_taste() -> None:
    fake = FakeShop()
    text = "not wool"
    message = Message(text, "dislike_product", [entity(text, "wool", "material")])
    say(DislikeProduct(shop(fake)), message, slots=SHOWN)
    assert (fake.signals[0]["attribute"], fake.signals[0]["wanted"]) == ("material", False)


def test_without_anything_shown_it_says_so() -> None:
    said = say(LikeProduct(shop(FakeShop())), Message("I like that one", "like_product"))
    assert said.responses == ["utter_nothing_shown"]


@pytest.mark.parametrize("action", [LikeProduct, DislikeProduct])
def test_a_button_of_a_product_that_the_shop_does_not_have_records_nothing_and_says_so(
    action: type[ShopAction],
) -> None:
    fake = FakeShop()
    pressed = {"entity": "product_id", "value": "unknown"}
    said = say(
        action(shop(fake)), Message('/like_product{"product_id": "unknown"}', "like_product", [pressed])
    )
    assert said.responses == ["utter_product_gone"]
    assert fake.signals == []


def test_a_page_of_a_product_that_the_shop_does_not_have_records_nothing_and_says_so() -> None:
    fake = FakeShop()
    message = Message("love this", "like_product", metadata={"page_product_id": "unknown"})
    assert say(LikeProduct(shop(fake)), message).responses == ["utter_product_gone"]
    assert fake.signals == []
