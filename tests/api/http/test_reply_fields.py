"""What comes with the assistant's words: kept and told in its form, left out where it is broken."""

import logging
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.http.reply_fields import MOST, readable
from core.keys import Keys
from tests.api.routes.test_chat import Rasa, rasa, say, talking
from tests.clock import ManualClock
from tests.shop import Visitor

__all__ = ["rasa", "talking"]  # fixtures

CHIP = {"title": "green", "payload": '/take_off{"part": "colour:green"}'}
PARTS: dict[str, Any] = {
    "buttons": [{"title": "Yes", "payload": "/affirm"}],
    "chips": [CHIP],
    "comparison": {
        "products": [
            {"product_id": "mug", "title": "Blue stoneware mug", "url": "", "image_url": ""},
            {"product_id": "pan", "title": "Black cast-iron pan", "url": "", "image_url": ""},
        ],
        "rows": [{"name": "Price", "values": ["£9.50", "£45.00"], "differs": True}],
        "advice": ["The mug costs less."],
    },
    "basket": {"request_id": "b-1", "action": "add", "product_id": "mug", "quantity": 2},
    "quote": {"text": "A light jacket.", "source": "Its description"},
}


@pytest.fixture
def shopper(talking: TestClient, keys: Keys, clock: ManualClock) -> Visitor:
    return Visitor.arrives(talking, keys, clock)


def test_what_has_its_form_is_read_as_it_came() -> None:
    assert readable({**PARTS, "unheard of": 1}) == PARTS


def test_what_comes_with_the_words_is_told_with_them_and_kept(shopper: Visitor, rasa: Rasa) -> None:
    custom = {name: part for name, part in PARTS.items() if name != "buttons"}
    answer = [{"text": "Here.", "buttons": PARTS["buttons"]}, {"custom": custom}, {"text": "And more."}]
    rasa.answer = lambda _request: httpx.Response(200, json=answer)
    here, more = say(shopper, "hi")["messages"]
    assert {name: here[name] for name in PARTS} == PARTS
    assert [more[name] for name in PARTS] == [[], [], None, None, None]
    assert shopper.get("/v1/chat/messages").json()["messages"][1] == here


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        (
            "comparison",
            {**PARTS["comparison"], "rows": [{"name": "Price", "values": ["1"], "differs": True}]},
        ),
        ("comparison", {**PARTS["comparison"], "products": PARTS["comparison"]["products"] * 3}),
        ("basket", {**PARTS["basket"], "action": "steal"}),
        ("basket", {**PARTS["basket"], "quantity": -1}),
        ("basket", {**PARTS["basket"], "request_id": 'a"b'}),
        ("quote", {"text": "secret \x00 words"}),
        ("quote", "secret words"),
        ("chips", [{"title": "green", "payload": "/restart"}]),
        ("buttons", [{"title": "no payload"}]),
    ],
)
def test_a_broken_part_is_left_out_and_the_log_does_not_say_what_it_said(
    name: str, broken: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert readable({**PARTS, name: broken}) == {key: part for key, part in PARTS.items() if key != name}
    assert name in caplog.text
    assert "secret" not in caplog.text


def test_what_should_be_several_and_is_none_is_left_out() -> None:
    assert readable({"chips": CHIP, "buttons": "yes"}) == {}


def test_of_many_chips_the_first_are_kept() -> None:
    assert len(readable({"chips": [CHIP] * 500})["chips"]) == MOST["chips"]


def test_a_chip_that_was_offered_can_be_taken_off_and_no_other(shopper: Visitor, rasa: Rasa) -> None:
    say(shopper, CHIP["payload"])
    rasa.answer = lambda _request: httpx.Response(200, json=[{"text": "These.", "custom": {"chips": [CHIP]}}])
    say(shopper, "green mugs")
    say(shopper, CHIP["payload"])
    say(shopper, '/take_off{"part": "price"}')
    assert [asked["message"] for asked in rasa.asked] == [
        CHIP["payload"].lstrip("/"),
        "green mugs",
        CHIP["payload"],
        'take_off{"part": "price"}',
    ]


def test_what_became_of_a_basket_request_is_told_once(shopper: Visitor, rasa: Rasa) -> None:
    done, refused = (f'/basket_result{{"request_id":"b-1","done":"{answer}"}}' for answer in ("yes", "no"))
    say(shopper, done)
    answer = [{"text": "Asking.", "custom": {"basket": PARTS["basket"]}}]
    rasa.answer = lambda _request: httpx.Response(200, json=answer)
    say(shopper, "add two mugs")
    rasa.answer = lambda _request: httpx.Response(200, json=[{"text": "It is in."}])
    say(shopper, '/basket_result{"request_id":"b-2","done":"yes"}')
    say(shopper, done)
    say(shopper, refused)
    commands = [asked["message"].startswith("/") for asked in rasa.asked]
    assert commands == [False, False, False, True, False]
