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


@pytest.mark.parametrize(
    ("intent", "text", "response"),
    [
        ("find_product", "the baby ate a crayon", "utter_danger"),
        ("ask_product", "allergic reaction to the sun cream, face swelling", "utter_danger"),
        ("other_language", "Hilfe, mein Kind hat etwas verschluckt!", "utter_danger"),
        ("danger", "my dog died", "utter_chat"),
        ("ask_shop", "can I return it, it's broken?", "utter_order_problem"),
        ("track_order", "my parcel says delivered but it isn't here", "utter_order_problem"),
        ("affirm", "/", "utter_unclear"),
        ("ask_shop", "what's the total?", "utter_basket_empty"),
        ("bot_challenge", "are you carbon neutral?", "utter_shop_unknown"),
    ],
)
def test_words_decide_before_the_classifier(intent: str, text: str, response: str) -> None:
    assert response in say(FakeShop(), intent, text).responses


def test_a_question_puts_nothing_into_the_basket() -> None:
    said = say(FakeShop(), "find_product", "what about the blue one?", dialogue=MUGS)
    assert all(not message["custom"].get("basket") for message in said.messages)


def test_another_product_than_the_named_one_is_not_taken_out() -> None:
    fake = FakeShop(basket={"rug": 1})
    said = say(fake, "change_basket", "remove the teapot from my basket")
    assert said.custom("basket") is None


@pytest.mark.parametrize(
    "text", ["add -5 of the blue one", "add 0 of the blue one", "add 100 of the blue one"]
)
def test_a_count_that_cannot_be_is_asked_again(text: str) -> None:
    assert say(FakeShop(), "add_to_basket", text, dialogue=MUGS).responses == ["utter_basket_count"]


def test_a_place_where_nothing_is_means_nothing_that_is_there() -> None:
    said = say(FakeShop(), "add_to_basket", "put the second in my basket", dialogue=showing("mug-blue"))
    assert said.custom("basket") is None
