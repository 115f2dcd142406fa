"""The way to a person: offered, agreed to, handed over with what is known."""

from actions.dialogue import Dialogue
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
