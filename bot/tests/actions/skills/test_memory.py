"""Remembering, showing and forgetting what the shopper said."""

from decimal import Decimal
from typing import Any

import pytest

from actions.dialogue import Dialogue, Search
from tests.fake_api import FakeShop
from tests.talking import press, say


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
    fake = FakeShop()
    said = say(fake, "state_preference", "I don't like pink")
    assert said.responses == ["utter_noted_recommending"]
    assert said.value("remembered") == "not pink"
    assert fake.signals[0]["wanted"] is False
    assert fake.requests[-1][1].endswith("/recommendations")
    assert len(said.products) == 3


def test_a_preference_after_a_search_repeats_it_with_the_preference_in_mind() -> None:
    fake = FakeShop()
    dialogue = Dialogue(search=Search("raincoat for toddlers", maximum=Decimal(40), seen=("coat-pink",)))
    said = say(fake, "state_preference", "in yellow please", dialogue=dialogue)
    assert fake.requests[-1][2]["max_price"] == "40"
    assert fake.requests[-1][2]["statements"] == [{"attribute": "colour", "value": "yellow", "wanted": True}]
    assert said.products[0] == "coat-yellow"


def test_a_message_without_a_preference_is_not_pretended_to_be_understood() -> None:
    fake = FakeShop()
    said = say(fake, "state_preference", "I like things")
    assert said.responses == ["utter_preference_not_understood"]
    assert [path for _, path, _ in fake.requests] == ["/v1/vocabulary"]


def test_money_that_does_not_matter_takes_the_limit_back() -> None:
    fake = FakeShop(signals=stored())
    dialogue = Dialogue(search=Search("lamp", maximum=Decimal(20)))
    said = say(fake, "state_preference", "cost is not a problem for me", dialogue=dialogue)
    assert "3" not in left(fake)
    assert said.responses == ["utter_found_without_limit"]
    assert said.products == ["lamp"]


def test_a_budget_in_another_currency_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_CURRENCY", "CHF")
    fake = FakeShop()
    said = say(fake, "state_preference", "my budget is 50 euros")
    assert said.responses == ["utter_other_currency"]
    assert fake.signals == []


def test_everything_remembered_is_shown_with_a_button_each_and_reasons_are_left_out() -> None:
    said = say(FakeShop(signals=stored()), "show_preferences", "what do you know")
    assert said.value("remembered") == "blue, not wool, up to £20 and for dad"
    assert [button["payload"] for button in said.messages[0]["buttons"]] == [
        f'/forget_preference{{"signal_id": "{number}"}}' for number in (1, 2, 3, 5)
    ]


def test_nothing_remembered_is_said_too() -> None:
    said = say(FakeShop(), "show_preferences", "what do you know")
    assert said.responses == ["utter_nothing_remembered"]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("forget that", "5"),
        ("forget the colour", "1"),
        ("forget the price limit", "3"),
        ("forget who it's for", "5"),
        ("forget the limit", "3"),
        ("forget wool", "2"),
        ("forget the 20 pounds limit", "3"),
    ],
)
def test_what_is_named_is_forgotten_or_else_the_last(text: str, gone: str) -> None:
    fake = FakeShop(signals=stored())
    said = say(fake, "forget_preference", text)
    assert said.responses == ["utter_forgotten"]
    assert left(fake) == [number for number in "12345" if number != gone]


def test_a_button_forgets_exactly_its_preference() -> None:
    fake = FakeShop(signals=stored())
    press(fake, "forget_preference", signal_id="2")
    assert left(fake) == ["1", "3", "4", "5"]


def test_forgetting_what_was_never_said_says_what_there_is() -> None:
    fake = FakeShop(signals=stored())
    said = say(fake, "forget_preference", "forget green")
    assert said.responses == ["utter_not_among"]
    assert left(fake) == list("12345")


def test_everything_is_forgotten_only_after_a_yes_and_reasons_stay() -> None:
    fake = FakeShop(signals=stored())
    asked = say(fake, "forget_everything", "forget everything")
    assert asked.responses == ["utter_confirm_forget_everything"]
    assert left(fake) == list("12345")
    done = say(fake, "affirm", "yes", dialogue=asked.dialogue)
    assert left(fake) == ["4"]
    assert (done.dialogue.offer, done.dialogue.search) == (None, None)


def test_a_refusal_said_once_more_is_not_taken_back() -> None:
    fake = FakeShop()
    say(fake, "state_preference", "I hate wool")
    say(fake, "forget_preference", "no wool please, I said")
    assert {(signal["value"], signal["wanted"]) for signal in fake.signals} == {("wool", False)}
