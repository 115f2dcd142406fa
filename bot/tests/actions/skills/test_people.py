"""The way to a person: offered, agreed to, handed over with what is known."""

import pytest

from actions.dialogue import Dialogue, Search
from tests.fake_api import FakeShop
from tests.talking import press, say

OFFERED = Dialogue(offer="handover")


def test_a_person_is_offered_and_fetched_after_a_yes() -> None:
    fake = FakeShop()
    offered = say(fake, "ask_human", "can I talk to a person")
    assert (offered.responses, offered.dialogue.offer) == (["utter_offer_handover"], "handover")
    assert fake.handovers == []
    agreed = say(fake, "affirm", "yes", dialogue=offered.dialogue)
    assert agreed.responses == ["utter_handed_over"]
    assert len(fake.handovers) == 1


def test_a_hand_over_takes_the_last_words_along_but_no_button_presses() -> None:
    fake = FakeShop()
    said = press(fake, "affirm", dialogue=OFFERED, before=["my vase came broken"])
    assert fake.handovers == ["my vase came broken"]
    assert (said.responses, said.dialogue.offer) == (["utter_handed_over"], None)


def test_a_yes_long_after_an_offer_hands_nothing_over() -> None:
    fake = FakeShop()
    later = say(fake, "thanks", "thanks", dialogue=OFFERED)
    say(fake, "affirm", "yes", dialogue=later.dialogue)
    assert fake.handovers == []


def test_a_hand_over_that_fails_is_not_claimed() -> None:
    said = say(FakeShop(away=True), "affirm", "yes", dialogue=OFFERED)
    assert said.responses == ["utter_shop_away"]


def test_who_asks_for_a_person_again_gets_one() -> None:
    fake = FakeShop()
    offered = say(fake, "ask_human", "a human please")
    said = say(fake, "find_product", "a mug", dialogue=offered.dialogue)
    assert fake.handovers == []
    again = say(fake, "ask_human", "I said a human", dialogue=said.dialogue)
    assert again.responses == ["utter_handed_over"]
    declined = say(fake, "deny", "no", dialogue=offered.dialogue)
    assert say(fake, "ask_human", "a human", dialogue=declined.dialogue).responses == ["utter_offer_handover"]


def test_a_colleague_gets_what_is_known() -> None:
    fake = FakeShop()
    dialogue = Dialogue(focus="lamp", order="HF-1", search=Search("lamp"), offer="handover")
    say(fake, "affirm", "yes", dialogue=dialogue, before=["it flickers"])
    assert fake.handovers == ["Order HF-1. Product: Brass desk lamp. Looks for: lamp. it flickers / yes"]


def test_who_is_upset_is_told_sorry_and_offered_a_person() -> None:
    said = say(FakeShop(), "complain", "this is useless")
    assert (said.responses, said.dialogue.offer) == (["utter_sorry"], "handover")


def test_danger_is_sent_to_the_emergency_number_and_handed_over_at_once() -> None:
    fake = FakeShop()
    said = say(fake, "danger", "my son swallowed the battery")
    assert said.responses == ["utter_danger", "utter_danger_passed_on"]
    assert fake.handovers == ["Somebody may be in danger. my son swallowed the battery"]


@pytest.mark.parametrize(("intent", "response"), [("anyone_there", "utter_here"), ("ask_bot", "utter_back")])
def test_it_says_that_it_is_here(intent: str, response: str) -> None:
    assert say(FakeShop(), intent, "hello?").responses == [response]
