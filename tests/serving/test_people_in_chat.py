"""A colleague in the conversation, over HTTP: the assistant is silent until it is closed or asked back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core.database import transaction
from core.keys import Keys
from feedback import conversations
from feedback.conversations import handovers
from feedback.tables import ChatMessage, Sender
from tests.api.conftest import http, secret, services, visitor
from tests.api.routes.test_chat import Rasa, rasa, recommended, say, talking
from tests.clock import ManualClock
from tests.shop import Visitor

__all__ = ["http", "rasa", "secret", "services", "talking", "visitor"]  # fixtures

Colleague = Callable[[str], None]


@pytest.fixture
def shopper(talking: TestClient, keys: Keys, clock: ManualClock) -> Visitor:
    return Visitor.arrives(talking, keys, clock)


@pytest.fixture
def conversation(talking: TestClient, shopper: Visitor, keys: Keys) -> str:
    """One in which a person was asked."""
    conversation_id = str(say(shopper, "hi")["conversation_id"])
    asked = talking.post(
        f"/v1/conversations/{conversation_id}/handover",
        json={"summary": "asks for a colleague"},
        headers={"Authorization": f"Bearer {keys.secret}"},
    )
    assert asked.status_code == 201
    return conversation_id


@pytest.fixture
def colleague(engine: Engine, clock: ManualClock, conversation: str) -> Colleague:
    """Writes as the dashboard does."""

    def writes(text: str) -> None:
        with transaction(engine) as session:
            chat = conversations.conversation(session, conversation)
            conversations.keep(
                session, chat, [conversations.NewMessage(Sender.PERSON, text)], now=clock.now()
            )
            handovers.answer(session, handovers.latest(session, conversation), now=clock.now())

    return writes


def close(engine: Engine, conversation: str, clock: ManualClock) -> None:
    with transaction(engine) as session:
        handovers.close(session, conversation, now=clock.now())


def kept(engine: Engine, conversation: str) -> list[ChatMessage]:
    with transaction(engine, writes=False) as session:
        return conversations.messages(session, conversation)


def test_while_a_colleague_is_in_it_a_message_is_kept_and_sent_to_nobody(
    shopper: Visitor, rasa: Rasa, colleague: Colleague, conversation: str, engine: Engine, clock: ManualClock
) -> None:
    before = len(rasa.asked)
    colleague("I am on it.")
    message_id = "4f6c9c4e-2a0e-4a57-8a53-6b2a0e1f9d10"
    body = say(shopper, "thank you, it is a mug", message_id)
    assert (body["assistant"], body["messages"], body["handover"]["attended"]) == ("person", [], True)
    assert say(shopper, "thank you, it is a mug", message_id) == body, "sent twice, it is still theirs"
    assert say(shopper, "hello? anyone there")["messages"] == []
    assert len(rasa.asked) == before
    assert kept(engine, conversation)[-2].text == "thank you, it is a mug"

    close(engine, conversation, clock)
    body = say(shopper, "show me mugs")
    assert (body["assistant"], body["handover"], len(rasa.asked)) == ("rasa", None, before + 1)


def test_the_assistant_comes_back_when_it_is_asked_for_and_the_colleague_when_they_write(
    shopper: Visitor, rasa: Rasa, colleague: Colleague
) -> None:
    colleague("I am on it.")
    before = len(rasa.asked)
    body = say(shopper, "Back to the assistant")
    assert "assistant again" in body["messages"][0]["text"]
    assert (body["assistant"], body["handover"]["attended"], len(rasa.asked)) == ("rasa", False, before)
    assert say(shopper, "mugs")["assistant"] == "rasa"
    assert len(rasa.asked) == before + 1
    colleague("One more thing.")
    assert say(shopper, "yes?")["assistant"] == "person"


def test_an_answer_that_comes_after_the_colleague_is_not_told(
    shopper: Visitor, rasa: Rasa, colleague: Colleague, conversation: str, engine: Engine
) -> None:
    def thinks(_request: Any) -> Any:
        colleague("I am here.")
        return Rasa().answer(_request)

    rasa.answer = thinks
    assert say(shopper, "hi again")["assistant"] == "person"
    assert kept(engine, conversation)[-1].text == "I am here."


def test_a_like_that_is_tapped_counts_whoever_is_in_it(shopper: Visitor, colleague: Colleague) -> None:
    colleague("I am on it.")
    assert "mug" in recommended(shopper)
    say(shopper, '/dislike_product{"product_id": "mug"}')
    assert "mug" not in recommended(shopper)


def test_what_is_new_is_read_by_the_last_id_that_is_known(
    shopper: Visitor, colleague: Colleague, conversation: str
) -> None:
    whole = shopper.get("/v1/chat/messages").json()
    assert whole["handover"] == {"requested_at": "2026-03-02T12:00:00Z", "attended": False}
    last = whole["messages"][-1]["id"]
    assert shopper.get("/v1/chat/messages", after=last).json()["messages"] == []
    colleague("I am on it.")
    news = shopper.get("/v1/chat/messages", after=last).json()
    assert [(message["sender"], message["text"]) for message in news["messages"]] == [
        ("person", "I am on it.")
    ]
    assert news["handover"]["attended"]
    unknown = shopper.get("/v1/chat/messages", after="unknown").json()
    assert len(unknown["messages"]) == len(whole["messages"]) + 1


def test_who_waits_is_told_how_long(
    talking: TestClient, shopper: Visitor, rasa: Rasa, conversation: str, clock: ManualClock, keys: Keys
) -> None:
    clock.advance(timedelta(minutes=4))
    before = len(rasa.asked)
    told = say(shopper, "hello? anyone there")["messages"][0]["text"]
    assert told.startswith("A colleague was asked 4 minutes ago and has not answered yet.")
    assert len(rasa.asked) == before
    headers = {"Authorization": f"Bearer {keys.secret}"}
    waiting = talking.get(f"/v1/conversations/{conversation}/handover", headers=headers).json()
    assert (waiting["waiting"], waiting["attended"], waiting["text"]) == (True, False, told)


def test_nobody_waits_where_nobody_was_asked(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    conversation = say(visitor, "hi")["conversation_id"]
    waiting = http.get(f"/v1/conversations/{conversation}/handover", headers=secret).json()
    assert waiting == {"waiting": False, "attended": False, "requested_at": None, "text": ""}
    assert visitor.get("/v1/chat/messages").json()["handover"] is None


def test_how_a_message_sounds_is_kept_with_it_and_of_a_tap_nothing(
    shopper: Visitor, conversation: str, engine: Engine
) -> None:
    say(shopper, "this is terrible, I am furious")
    say(shopper, '/like_product{"product_id": "mug"}')
    written, tapped = (message for message in kept(engine, conversation)[-4:] if message.sender == "shopper")
    assert written.extras["sentiment"] < -0.4
    assert "sentiment" not in tapped.extras
