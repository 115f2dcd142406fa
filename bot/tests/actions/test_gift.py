"""The gift form's answers: each is taken as it comes, so that no question is asked twice."""

import pytest

from actions.gift import OPEN, FindGift, ValidateGiftForm
from tests.fake_api import FakeShop
from tests.talking import Message, say, shop


@pytest.mark.parametrize(
    ("answer", "budget"),
    [
        ("20", "20"),
        ("about thirty", "36"),
        ("no more than £15", "15"),
        ("I don't mind", OPEN),
        ("over 50", OPEN),
    ],
)
def test_any_answer_about_money_is_final(answer: str, budget: str) -> None:
    assert ValidateGiftForm().validate_gift_budget(answer, None, None, {}) == {"gift_budget": budget}  # type: ignore[arg-type]


def test_the_recipient_is_normalised() -> None:
    said = ValidateGiftForm().validate_gift_recipient("My dad", None, None, {})  # type: ignore[arg-type]
    assert said == {"gift_recipient": "dad"}


def test_the_answers_are_stored_searched_with_and_forgotten() -> None:
    fake = FakeShop()
    slots = {"gift_recipient": "dad", "gift_interest": "gardening", "gift_budget": "15"}
    said = say(FindGift(shop(fake)), Message("15", "state_preference"), slots=slots)
    assert [(signal["kind"], signal["value"]) for signal in fake.signals] == [
        ("preference", "dad"),
        ("budget", "15.00"),
    ]
    assert fake.requests[-1][2] == {"query": "gift for dad, gardening", "limit": 3, "max_price": "15"}
    assert "gloves" in said.products
    assert {said.slots[slot] for slot in slots} == {None}


def test_open_answers_leave_the_search_open() -> None:
    fake = FakeShop()
    slots = {"gift_recipient": OPEN, "gift_interest": "candles in the evening", "gift_budget": OPEN}
    say(FindGift(shop(fake)), Message("any", "deny"), slots=slots)
    assert fake.requests == [
        ("POST", "/v1/conversations/c-1/search", {"query": "gift, candles in the evening", "limit": 3})
    ]
