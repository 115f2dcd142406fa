"""Questions about the shop: its own words with their source, a person where there are none."""

import pytest

from actions.dialogue import Dialogue
from tests.fake_api import FakeShop
from tests.talking import say

FACT = {"topic": "delivery.cost", "title": "Delivery", "text": "Delivery costs £3.95.", "url": None}


def test_the_shop_is_quoted_with_where_it_says_so() -> None:
    said = say(FakeShop(facts=[FACT]), "ask_shop", "how much is postage")
    assert said.responses == ["utter_shop_told"]
    assert (said.value("title"), said.value("said")) == ("Delivery", "“Delivery costs £3.95.”")
    assert said.custom("quote") == {"text": "Delivery costs £3.95.", "source": "Delivery"}


@pytest.mark.parametrize(("verdict", "response"), [("yes", "utter_shop_yes"), ("no", "utter_shop_no")])
def test_yes_and_no_are_the_shops(verdict: str, response: str) -> None:
    said = say(FakeShop(facts=[{**FACT, "verdict": verdict, "url": "/help"}]), "ask_shop", "to Ireland?")
    assert said.responses == [response]
    assert said.value("said").endswith(" /help")


def test_what_the_shop_does_not_say_is_not_known_and_a_person_is_offered() -> None:
    said = say(FakeShop(), "ask_shop", "do you plant trees")
    assert said.responses == ["utter_shop_unknown"]
    assert (said.dialogue.offer, said.dialogue.unhelpful) == ("handover", 1)


def test_a_product_may_answer_what_the_shop_does_not_and_the_other_way_round() -> None:
    guarantee = {"verdict": "quoted", "quote": "Guaranteed for life.", "source": "description"}
    of_it = say(
        FakeShop(answers={"lamp": guarantee}), "ask_shop", "any guarantee?", dialogue=Dialogue(focus="lamp")
    )
    assert of_it.responses == ["utter_answer_told"]
    of_the_shop = say(
        FakeShop(facts=[FACT]), "ask_product", "what is postage for it", dialogue=Dialogue(focus="lamp")
    )
    assert of_the_shop.responses == ["utter_shop_told"]
    without_product = say(FakeShop(facts=[FACT]), "ask_product", "what is postage")
    assert without_product.responses == ["utter_shop_told"]


def test_what_no_intent_fits_may_be_answered_by_the_shop_before_a_guess_is_shown() -> None:
    assert say(FakeShop(facts=[FACT], fit="guess"), "nlu_fallback", "postage mug").responses == [
        "utter_shop_told"
    ]
    assert say(FakeShop(facts=[FACT]), "nlu_fallback", "mug").responses == ["utter_found"]
    assert say(FakeShop(fit="guess"), "nlu_fallback", "postage mug").responses == ["utter_guess"]


def test_what_may_be_no_question_about_the_product_is_kept_nowhere() -> None:
    fake = FakeShop()
    say(fake, "ask_shop", "do you plant trees", dialogue=Dialogue(focus="lamp"))
    say(fake, "nlu_fallback", "kjhdsf", dialogue=Dialogue(focus="lamp"))
    say(fake, "ask_product", "is it heavy", dialogue=Dialogue(focus="lamp"))
    assert [body["keep"] for _, path, body in fake.requests if path.endswith("product-questions")] == [
        False, False, True
    ]  # fmt: skip
