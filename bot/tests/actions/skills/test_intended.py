"""Where the words decide what is asked for, whatever the classifier made of them."""

import pytest

from actions.dialogue import Dialogue
from tests.fake_api import FakeShop
from tests.talking import say, showing

MUGS = showing("mug-blue", "mug-red")


@pytest.mark.parametrize(
    "text", ["tell me about the second one", "is the second one nice?", "what is number 2"]
)
def test_what_is_only_asked_is_no_opinion(text: str) -> None:
    fake = FakeShop()
    say(fake, "like_product", text, dialogue=MUGS)
    assert fake.signals == []


def test_what_is_put_in_is_not_looked_for_in_the_basket() -> None:
    said = say(FakeShop(), "change_basket", "put the second one in my basket", dialogue=MUGS)
    assert said.custom("basket")["action"] == "add"
    back = say(FakeShop(basket={"mug-red": 1}), "change_basket", "put the second one back", dialogue=MUGS)
    assert back.custom("basket") is not None
    assert back.custom("basket")["action"] == "remove"


def test_a_number_that_is_set_is_no_further_one() -> None:
    fake = FakeShop(basket={"mug-red": 1})
    said = say(fake, "add_to_basket", "make it 3", dialogue=showing("mug-red", focus="mug-red"))
    assert (said.custom("basket")["action"], said.custom("basket")["quantity"]) == ("set", 3)


def test_an_order_that_is_spoken_of_is_not_searched_for() -> None:
    orders = {at: {"order_id": at, "status": "packed"} for at in ("HF-2", "HF-1")}
    said = say(
        FakeShop(orders=orders), "nlu_fallback", "and the other order?", dialogue=Dialogue(order="HF-2")
    )
    assert said.value("order_id") == "HF-1"


def test_a_question_about_what_the_shop_has_is_asked_of_it() -> None:
    fake = FakeShop(
        answers={"candle": {"verdict": "yes", "quote": "A vegan candle.", "source": "description"}}
    )
    assert say(fake, "nlu_fallback", "are your candles vegan").responses[-1] == "utter_answer_yes"


def test_to_cancel_an_order_that_is_spoken_of_is_no_end_of_the_talk() -> None:
    said = say(FakeShop(), "stop", "I want to cancel it", dialogue=Dialogue(order="HF-2"))
    assert said.responses == ["utter_order_change"]
    assert say(FakeShop(), "stop", "cancel").responses == ["utter_stopped"]


def test_a_picture_is_that_of_the_product_that_is_spoken_of() -> None:
    said = say(FakeShop(), "out_of_scope", "show me a pic", dialogue=Dialogue(focus="lamp"))
    assert said.products == ["lamp"]
