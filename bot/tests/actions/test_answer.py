"""The one action: each part of a message is answered, in order; a person is offered where nothing helps."""

from actions.dialogue import Dialogue
from tests.fake_api import FakeShop
from tests.talking import say, showing

ORDER = {"order_id": "HF-1", "status": "packed"}


def test_several_parts_are_answered_in_their_order() -> None:
    fake = FakeShop(orders={"HF-1": ORDER})
    said = say(fake, "track_order", "where is my order", ("find_product", "do you have mugs"))
    assert said.responses == ["utter_order_packed", "utter_found"]
    assert said.products == ["mug-blue", "mug-red"]


def test_a_part_finds_what_the_part_before_it_spoke_of() -> None:
    fake = FakeShop()
    say(fake, "find_product", "a candle", ("like_product", "I like it"))
    assert [(signal["kind"], signal["product_id"]) for signal in fake.signals] == [("like", "candle")]


def test_two_answers_in_a_row_that_did_not_help_offer_a_person() -> None:
    fake = FakeShop()
    first = say(fake, "find_product", "zeppelin")
    assert (first.responses, first.dialogue.unhelpful) == (["utter_nothing_found"], 1)
    second = say(fake, "find_product", "a submarine", dialogue=first.dialogue)
    assert second.responses == ["utter_nothing_found", "utter_offer_person"]
    assert (second.dialogue.offer, second.dialogue.unhelpful) == ("handover", 0)


def test_an_answer_that_helps_ends_the_row() -> None:
    said = say(FakeShop(), "find_product", "a candle", dialogue=Dialogue(unhelpful=1))
    assert said.dialogue.unhelpful == 0


def test_what_is_on_the_screen_is_as_the_api_says() -> None:
    metadata = {"shown": ["lamp", "mug-blue"]}
    said = say(FakeShop(), "thanks", "thanks", dialogue=showing("mug-blue"), metadata=metadata)
    assert [product.product_id for product in said.dialogue.shown] == ["lamp", "mug-blue"]


def test_an_intent_without_a_skill_is_searched_for() -> None:
    assert say(FakeShop(), "some_other_intent", "candle").products == ["candle"]
