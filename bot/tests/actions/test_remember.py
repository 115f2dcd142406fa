"""Remembering, showing and forgetting what the shopper said."""

from typing import Any

import pytest

from actions.remember import ForgetEverything, ForgetPreference, Remember, ShowPreferences
from tests.fake_api import FakeShop
from tests.talking import Message, entity, say, shop


def stored() -> list[dict[str, Any]]:
    return [
        {"signal_id": "1", "kind": "preference", "attribute": "colour", "value": "blue", "wanted": True},
        {"signal_id": "2", "kind": "preference", "attribute": "material", "value": "wool", "wanted": False},
        {"signal_id": "3", "kind": "budget", "value": "20.00", "wanted": True},
        {"signal_id": "4", "kind": "reason", "value": "price", "wanted": True},
        {"signal_id": "5", "kind": "preference", "attribute": "for", "value": "dad", "wanted": True},
    ]


def left(fake: FakeShop) -> list[str]:
    return [signal["signal_id"] for signal in fake.signals]


def test_a_preference_is_stored_said_and_followed_by_products() -> None:
    text = "I don't like pink"
    fake = FakeShop()
    said = say(Remember(shop(fake)), Message(text, "state_preference", [entity(text, "pink", "colour")]))
    assert said.responses == ["utter_noted_recommending"]
    assert said.messages[0]["remembered"] == "not pink"
    assert fake.signals[0]["wanted"] is False
    assert len(said.products) == 3


def test_a_wish_told_as_a_story_is_looked_for() -> None:
    text = "my nephew turns two, he could do with a raincoat in yellow"
    fake = FakeShop()
    wish = [entity(text, "yellow", "colour"), entity(text, "nephew", "recipient")]
    said = say(Remember(shop(fake)), Message(text, "state_preference", wish))
    assert fake.requests[-1][2] == {"query": text, "limit": 3}
    assert said.responses == ["utter_found_remembering"]
    assert said.messages[0]["remembered"] == "for nephew and yellow"
    assert said.products[0] == "coat-yellow"


def test_a_taste_alone_is_remembered_and_recommended_by() -> None:
    fake = FakeShop()
    said = say(
        Remember(shop(fake)),
        Message("I like blue", "state_preference", [entity("I like blue", "blue", "colour")]),
    )
    assert said.responses == ["utter_noted_recommending"]
    assert fake.requests[-1][1].endswith("/recommendations")


def test_a_preference_after_a_search_repeats_it_with_the_preference_in_mind() -> None:
    text = "in yellow please"
    last = {"query": "raincoat for toddlers", "minimum": None, "maximum": "40", "seen": ["coat-pink"]}
    fake = FakeShop()
    message = Message(text, "state_preference", [entity(text, "yellow", "colour")])
    said = say(Remember(shop(fake)), message, slots={"last_search": last})
    assert fake.requests[-1][2] == {
        "query": "raincoat for toddlers in yellow please",
        "limit": 3,
        "max_price": "40",
    }
    assert said.products[0] == "coat-yellow"


def test_a_message_without_a_preference_is_not_pretended_to_be_understood() -> None:
    fake = FakeShop()
    said = say(Remember(shop(fake)), Message("I like things", "state_preference"))
    assert said.responses == ["utter_preference_not_understood"]
    assert fake.requests == []


def test_everything_remembered_is_shown_with_a_button_each_and_reasons_are_left_out() -> None:
    said = say(
        ShowPreferences(shop(FakeShop(signals=stored()))), Message("what do you know", "show_preferences")
    )
    assert said.messages[0]["remembered"] == "blue, not wool, up to £20 and for dad"
    assert [button["payload"] for button in said.messages[0]["buttons"]] == [
        f'/forget_preference{{"signal_id": "{number}"}}' for number in (1, 2, 3, 5)
    ]


def test_nothing_remembered_is_said_too() -> None:
    said = say(ShowPreferences(shop(FakeShop())), Message("what do you know", "show_preferences"))
    assert said.responses == ["utter_nothing_remembered"]


@pytest.mark.parametrize(
    ("text", "words", "kind", "gone"),
    [
        ("forget that", None, None, "5"),
        ("forget the colour", "colour", "topic", "1"),
        ("forget the price limit", "price limit", "topic", "3"),
        ("forget who it's for", "who", "topic", "5"),
        ("forget the limit", None, None, "3"),
        ("forget wool", "wool", "material", "2"),
        ("forget the 20 pounds limit", None, None, "3"),
    ],
)
def test_what_is_named_is_forgotten_or_else_the_last(
    text: str, words: str | None, kind: str | None, gone: str
) -> None:
    fake = FakeShop(signals=stored())
    entities = [entity(text, words, kind)] if words and kind else []
    said = say(ForgetPreference(shop(fake)), Message(text, "forget_preference", entities))
    assert said.responses == ["utter_forgotten"]
    assert left(fake) == [number for number in "12345" if number != gone]


def test_a_button_forgets_exactly_its_preference() -> None:
    fake = FakeShop(signals=stored())
    pressed = {"entity": "signal_id", "value": "2", "start": 0, "end": 0}
    say(ForgetPreference(shop(fake)), Message("/forget_preference", "forget_preference", [pressed]))
    assert left(fake) == ["1", "3", "4", "5"]


def test_forgetting_what_was_never_said_says_what_there_is() -> None:
    text = "forget green"
    fake = FakeShop(signals=stored())
    said = say(
        ForgetPreference(shop(fake)), Message(text, "forget_preference", [entity(text, "green", "colour")])
    )
    assert said.responses == ["utter_not_among"]
    assert left(fake) == list("12345")


def test_forgetting_everything_keeps_only_why_the_shopper_left() -> None:
    fake = FakeShop(signals=stored())
    said = say(ForgetEverything(shop(fake)), Message("yes", "affirm"))
    assert left(fake) == ["4"]
    assert said.slots == {"offer": "none", "last_search": None}
