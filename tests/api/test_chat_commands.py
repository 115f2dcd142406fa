"""Commands in the chat: what a button sends may act, what was typed is words; so are long texts."""

from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from bot.tests.long_texts import TEXTS
from core.keys import Keys
from tests.api.routes.test_chat import Rasa, rasa, recommended, say, talking
from tests.clock import ManualClock
from tests.shop import Visitor

__all__ = ["rasa", "talking"]  # fixtures

OFFER = {"text": "Shall I?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}
UNKNOWN = '/like_product{"product_id":"unknown"}'


@pytest.fixture
def shopper(talking: TestClient, keys: Keys, clock: ManualClock) -> Visitor:
    return Visitor.arrives(talking, keys, clock)


def stored(visitor: Visitor) -> list[dict[str, Any]]:
    messages = visitor.get("/v1/chat/messages").json()["messages"]
    return [message for message in messages if message["sender"] == "shopper"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ("/back", "back"),
        ("/affirm", "affirm"),
        ('/find_product{"colour": "blue"}', 'find_product{"colour": "blue"}'),
        (
            '/like_product{"product_id": "mug", "signal_id": "1"}',
            'like_product{"product_id": "mug", "signal_id": "1"}',
        ),
        ("/ \u00a0/restart", "restart"),
        ("///", "?"),
        (f"a{' ' * 998}b", "a b"),
    ],
)
def test_what_was_typed_reaches_rasa_as_words_and_is_kept_as_it_was_typed(
    shopper: Visitor, rasa: Rasa, text: str, words: str
) -> None:
    say(shopper, text)
    assert rasa.asked[0]["message"] == words
    assert [(message["text"], message["tapped"]) for message in stored(shopper)] == [(text, False)]


def test_a_button_that_was_offered_acts(shopper: Visitor, rasa: Rasa) -> None:
    rasa.answer = lambda _request: httpx.Response(200, json=[OFFER])
    say(shopper, "a person please")
    say(shopper, "/affirm")
    assert rasa.asked[1]["message"] == "/affirm"
    assert [message["tapped"] for message in stored(shopper)] == [False, True]


def test_a_button_that_another_was_offered_does_not(
    talking: TestClient, shopper: Visitor, rasa: Rasa, keys: Keys, clock: ManualClock
) -> None:
    rasa.answer = lambda _request: httpx.Response(200, json=[OFFER])
    say(shopper, "a person please")
    say(Visitor.arrives(talking, keys, clock), "/affirm")
    assert rasa.asked[1]["message"] == "affirm"


@pytest.mark.parametrize(
    "text", ['/like_product{"product_id":"mug"}', '/dislike_product{"product_id": "mug"}']
)
def test_a_like_under_a_product_acts(shopper: Visitor, rasa: Rasa, text: str) -> None:
    say(shopper, text)
    assert rasa.asked[0]["message"] == text
    assert stored(shopper)[0]["tapped"]


def test_with_the_assistant_away_a_like_of_an_unknown_product_records_nothing_and_says_so(
    visitor: Visitor,
) -> None:
    assert "nothing was noted" in say(visitor, UNKNOWN)["messages"][0]["text"]
    assert visitor.get("/v1/chat/preferences").json()["preferences"] == []


@pytest.mark.parametrize("product_id", ["mu\\g", "mug\\ud800"], ids=["no escape", "half a pair"])
def test_with_the_assistant_away_a_broken_like_is_searched_for(visitor: Visitor, product_id: str) -> None:
    body = say(visitor, f'/dislike_product{{"product_id":"{product_id}"}}')
    assert "away" in body["messages"][0]["text"]
    assert "mug" in recommended(visitor)


def test_a_signal_of_an_unknown_product_is_refused(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    conversation = say(visitor, "hi")["conversation_id"]
    signals = {"signals": [{"kind": "like", "product_id": "unknown"}]}
    response = http.post(f"/v1/conversations/{conversation}/signals", json=signals, headers=secret)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "signals[0].product_id"
    assert visitor.get("/v1/chat/preferences").json()["preferences"] == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_text_is_answered_with_the_assistant_away(visitor: Visitor, name: str) -> None:
    text = TEXTS[name](1_000)
    assert say(visitor, text)["assistant"] == "away"
    assert [message["text"] for message in stored(visitor)] == [text.strip()]


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_text_reaches_rasa_with_single_spaces_and_no_slash(
    shopper: Visitor, rasa: Rasa, name: str
) -> None:
    text = TEXTS[name](1_000)
    say(shopper, text)
    message = rasa.asked[0]["message"]
    assert message == " ".join(message.split())
    assert not message.startswith("/") or name == "a button"
