"""Why the shopper leaves, and the way to a person."""

from pathlib import Path

import pytest
import yaml

from actions.handover import HandOver
from actions.leaving import ASK_A_PERSON, PREFIX, REASONS, HearReason
from tests.fake_api import FakeShop
from tests.talking import Message, say, shop

DOMAIN = Path(__file__).parents[1] / "domain"


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_is_stored_under_its_code_and_answered(code: str) -> None:
    fake = FakeShop()
    said = say(HearReason(shop(fake)), Message("their own words", f"{PREFIX}{code}"))
    assert fake.requests[0][2] == {"signals": [{"kind": "reason", "value": code, "text": "their own words"}]}
    assert said.responses == [f"utter_reason_{code}"]
    assert said.slots["offer"] == ("handover" if code in ASK_A_PERSON else "none")


def test_there_is_an_intent_for_every_reason_and_no_other() -> None:
    intents = yaml.safe_load((DOMAIN / "intents.yml").read_text())["intents"]
    assert {intent.removeprefix(PREFIX) for intent in intents if intent.startswith(PREFIX)} == REASONS


def test_yes_and_no_are_offered_exactly_where_a_person_is() -> None:
    answers = yaml.safe_load((DOMAIN / "reasons.yml").read_text())["responses"]
    with_buttons = {name for name, texts in answers.items() if any("buttons" in text for text in texts)}
    assert with_buttons == {f"utter_reason_{code}" for code in ASK_A_PERSON}


def test_a_hand_over_takes_the_last_words_along_but_no_button_presses() -> None:
    fake = FakeShop()
    events = [
        {"event": "user", "text": "my vase came broken"},
        {"event": "bot", "text": "Shall I?"},
        {"event": "user", "text": "/affirm"},
    ]
    said = say(HandOver(shop(fake)), Message("/affirm", "affirm"), events=events)
    assert fake.handovers == ["my vase came broken"]
    assert (said.responses, said.slots) == (["utter_handed_over"], {"offer": "none"})


def test_a_hand_over_that_fails_is_not_claimed() -> None:
    said = say(HandOver(shop(FakeShop(away=True))), Message("yes", "affirm"))
    assert said.responses == ["utter_shop_away"]
