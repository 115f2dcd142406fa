"""Why the shopper leaves, in their words."""

from pathlib import Path

import pytest
import yaml

from actions.dialogue import Search
from actions.skills.leaving import ASK_A_PERSON, PREFIX, REASONS
from tests.fake_api import FakeShop
from tests.talking import say, showing

DOMAIN = Path(__file__).parents[3] / "domain"


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_is_stored_under_its_code_and_answered(code: str) -> None:
    fake = FakeShop()
    said = say(fake, f"{PREFIX}{code}", "their own words")
    assert fake.requests[-1][2] == {"signals": [{"kind": "reason", "value": code, "text": "their own words"}]}
    assert said.responses == [f"utter_reason_{code}"]
    assert said.dialogue.offer == ("handover" if code in ASK_A_PERSON else None)


def test_there_is_an_intent_for_every_reason_and_no_other() -> None:
    intents = yaml.safe_load((DOMAIN / "intents.yml").read_text())["intents"]
    assert {intent.removeprefix(PREFIX) for intent in intents if intent.startswith(PREFIX)} == REASONS


def test_yes_and_no_are_offered_exactly_where_a_person_is() -> None:
    answers = yaml.safe_load((DOMAIN / "reasons.yml").read_text())["responses"]
    with_buttons = {name for name, texts in answers.items() if any("buttons" in text for text in texts)}
    assert with_buttons == {f"utter_reason_{code}" for code in ASK_A_PERSON}


def test_a_question_is_not_stored_as_a_reason() -> None:
    fake = FakeShop()
    say(fake, "leave_trust", "do you have reviews?")
    assert fake.signals == []


def test_too_dear_before_products_wishes_for_cheaper_ones() -> None:
    fake = FakeShop()
    dialogue = showing("mug-blue", search=Search(words="mug"))
    assert "utter_reason_price" not in say(fake, "leave_price", "too expensive", dialogue=dialogue).responses
    assert [signal for signal in fake.signals if signal["kind"] == "reason"] == []


def test_who_leaves_over_the_price_says_so() -> None:
    said = say(FakeShop(), "leave_price", "too expensive, i'm not buying it", dialogue=showing("mug-blue"))
    assert said.responses == ["utter_reason_price"]
