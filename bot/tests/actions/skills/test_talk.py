"""Talk: what is said to a greeting, to thanks, to a yes and a no."""

import pytest

from actions.dialogue import Dialogue, Search
from tests.fake_api import FakeShop
from tests.talking import say


@pytest.mark.parametrize(
    ("intent", "response"),
    [
        ("greet", "utter_greet"),
        ("chat", "utter_chat"),
        ("goodbye", "utter_goodbye"),
        ("thanks", "utter_welcome"),
        ("stop", "utter_stopped"),
        ("ask_capabilities", "utter_capabilities"),
        ("bot_challenge", "utter_i_am_a_bot"),
        ("out_of_scope", "utter_out_of_scope"),
    ],
)
def test_talk_is_answered_in_words(intent: str, response: str) -> None:
    assert say(FakeShop(), intent, "so are you a bot").responses == [response]


def test_who_greets_again_is_greeted_so() -> None:
    assert say(FakeShop(), "greet", "hi again", before=["hi"]).responses == ["utter_greet_again"]


def test_a_greeting_follows_what_just_happened_and_speaks_of_it_once() -> None:
    metadata = {"page_product_id": "lamp", "opening": {"survey": "extra_costs", "basket": "Oak trowel"}}
    dialogue, said = Dialogue(unhelpful=1), []
    for _ in range(5):
        answer = say(FakeShop(), "greet", "hi", dialogue=dialogue, metadata=metadata, before=["hello"])
        dialogue, said = answer.dialogue, said + answer.responses
        dialogue = Dialogue.from_slot({**dialogue.to_slot(), "unhelpful": 1})
    assert said == [
        "utter_greet_question", "utter_greet_survey", "utter_greet_page", "utter_greet_basket",
        "utter_greet_again",
    ]  # fmt: skip


def test_small_talk_takes_no_offer_away() -> None:
    said = say(FakeShop(), "complain", "this is useless", ("goodbye", "bye"))
    assert said.dialogue.offer == "handover"


def test_a_yes_after_products_is_more_of_them() -> None:
    dialogue = Dialogue(search=Search("mug", seen=("mug-blue",)), offer="more")
    assert say(FakeShop(), "affirm", "yes", dialogue=dialogue).products == ["mug-red"]


def test_a_yes_to_nothing_asks_what_is_wished() -> None:
    assert say(FakeShop(), "affirm", "yes").responses == ["utter_ask_wish"]


@pytest.mark.parametrize(("offer", "response"), [("more", "utter_ask_wish"), ("handover", "utter_declined")])
def test_a_no_declines_what_was_offered(offer: str, response: str) -> None:
    said = say(FakeShop(), "deny", "no", dialogue=Dialogue(offer=offer))
    assert (said.responses, said.dialogue.offer) == ([response], None)
