"""Chat over HTTP: what Rasa answers is kept, what it learns counts at once, and its absence is survivable."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.assistant import Assistant
from api.http.dependencies import Services
from core.database import transaction
from core.keys import Keys
from feedback import conversations
from feedback.tables import Sender
from tests.clock import ManualClock
from tests.shop import Visitor

Answer = Callable[[httpx.Request], httpx.Response]


class Rasa:
    """Rasa's REST channel as far as the API knows it; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: Answer = lambda _request: httpx.Response(200, json=[{"text": "Hello."}])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(httpx.Response(200, content=request.content).json())
        return self.answer(request)


@pytest.fixture
def rasa() -> Rasa:
    return Rasa()


@pytest.fixture
def talking(services: Services, rasa: Rasa) -> Iterator[TestClient]:
    assistant = Assistant("http://rasa", timeout=1.0, transport=httpx.MockTransport(rasa))
    app = create_app(services.settings, services=replace(services, assistant=assistant))
    with TestClient(app) as client:
        yield client


def say(visitor: Visitor, text: str, message_id: str | None = None) -> dict[str, Any]:
    response = visitor.post("/v1/chat/messages", {"id": message_id or str(uuid4()), "text": text})
    assert response.status_code == 200, response.text
    body = response.json()
    assert isinstance(body, dict)
    return body


def test_an_answer_is_given_and_kept(talking: TestClient, keys: Keys, clock: ManualClock, rasa: Rasa) -> None:
    visitor = Visitor.arrives(talking, keys, clock)
    body = say(visitor, "hi")
    assert body["assistant"] == "rasa"
    assert [message["text"] for message in body["messages"]] == ["Hello."]
    kept = visitor.get("/v1/chat/messages").json()
    assert [(message["sender"], message["text"]) for message in kept["messages"]] == [
        ("shopper", "hi"),
        ("assistant", "Hello."),
    ]
    assert rasa.asked[0]["sender"] == kept["conversation_id"]


def test_a_message_sent_twice_is_asked_once(
    talking: TestClient, keys: Keys, clock: ManualClock, rasa: Rasa
) -> None:
    visitor = Visitor.arrives(talking, keys, clock)
    message_id = str(uuid4())
    assert say(visitor, "hi", message_id) == say(visitor, "hi", message_id)
    assert len(rasa.asked) == 1


def test_a_message_id_of_another_is_refused(talking: TestClient, keys: Keys, clock: ManualClock) -> None:
    message = {"id": str(uuid4()), "text": "hi"}
    ayla, other = (Visitor.arrives(talking, keys, clock) for _ in range(2))
    assert ayla.post("/v1/chat/messages", message).status_code == 200
    assert other.post("/v1/chat/messages", message).status_code == 409


def test_what_was_shown_is_told_to_rasa(
    talking: TestClient, keys: Keys, clock: ManualClock, rasa: Rasa
) -> None:
    visitor = Visitor.arrives(talking, keys, clock)
    products = visitor.get("/v1/recommendations", limit=2).json()["products"]
    rasa.answer = lambda _request: httpx.Response(
        200, json=[{"text": "These."}, {"custom": {"products": products}}]
    )
    assert len(say(visitor, "show me something")["messages"][0]["products"]) == 2
    say(visitor, "I like the second one")
    assert rasa.asked[1]["metadata"]["shown"] == [
        recommendation["product"]["product_id"] for recommendation in products
    ]


@pytest.mark.parametrize(
    "answer",
    [
        lambda _request: httpx.Response(500),
        lambda _request: httpx.Response(200, content=b"not JSON"),
    ],
)
def test_a_broken_assistant_is_an_absent_one(
    talking: TestClient, keys: Keys, clock: ManualClock, rasa: Rasa, answer: Answer
) -> None:
    rasa.answer = answer
    assert say(Visitor.arrives(talking, keys, clock), "blue mug")["assistant"] == "away"


def test_of_a_long_conversation_the_newest_messages_are_shown(
    visitor: Visitor, engine: Engine, clock: ManualClock
) -> None:
    say(visitor, "blue mug")
    conversation_id = visitor.get("/v1/chat/messages").json()["conversation_id"]
    with transaction(engine) as session:
        talk = [conversations.NewMessage(Sender.SHOPPER, f"number {number}") for number in range(500)]
        conversations.keep(
            session, conversations.conversation(session, conversation_id), talk, now=clock.now()
        )
    shown = [message["text"] for message in visitor.get("/v1/chat/messages").json()["messages"]]
    assert shown == [f"number {number}" for number in range(300, 500)]


def test_with_the_assistant_away_search_answers(visitor: Visitor) -> None:
    body = say(visitor, "a blue stoneware mug")
    assert body["assistant"] == "away"
    assert "away" in body["messages"][0]["text"]
    assert body["messages"][0]["products"][0]["product"]["product_id"] == "mug"
    assert say(visitor, "qwertz uiop")["messages"][0]["products"] == []


def learn(http: TestClient, visitor: Visitor, secret: dict[str, str], *signals: dict[str, Any]) -> str:
    conversation = str(say(visitor, "hi")["conversation_id"])
    path = f"/v1/conversations/{conversation}/signals"
    response = http.post(path, json={"signals": list(signals)}, headers=secret)
    assert response.status_code == 201, response.text
    return conversation


def recommended(visitor: Visitor) -> list[str]:
    products = visitor.get("/v1/recommendations").json()["products"]
    return [recommendation["product"]["product_id"] for recommendation in products]


def test_the_very_next_recommendation_knows_what_was_said(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    learn(
        http,
        visitor,
        secret,
        {"kind": "preference", "attribute": "colour", "value": "blue"},
        {"kind": "budget", "value": "20.00"},
    )
    products = visitor.get("/v1/recommendations").json()["products"]
    assert {recommendation["product"]["product_id"] for recommendation in products[:2]} == {"mug", "rain-hat"}
    assert "blue" in products[0]["reason"]["text"]
    assert all(float(recommendation["product"]["price"]) <= 20 for recommendation in products)


def test_not_pink_can_be_said_and_taken_back(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    learn(
        http, visitor, secret, {"kind": "preference", "attribute": "colour", "value": "blue", "wanted": False}
    )
    assert not {"rain-jacket", "rain-hat", "mug"} & set(recommended(visitor))
    remembered = visitor.get("/v1/chat/preferences").json()["preferences"]
    assert [(preference["value"], preference["wanted"]) for preference in remembered] == [("blue", False)]
    path = f"/v1/chat/preferences/{remembered[0]['signal_id']}"
    assert http.delete(path, headers=visitor.headers).status_code == 204
    assert {"rain-jacket", "rain-hat", "mug"} <= set(recommended(visitor))
    assert visitor.get("/v1/chat/preferences").json()["preferences"] == []


def test_a_new_budget_replaces_the_old_one(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    for value in ("10.00", "30.00"):
        learn(http, visitor, secret, {"kind": "budget", "value": value})
    remembered = visitor.get("/v1/chat/preferences").json()["preferences"]
    assert [preference["value"] for preference in remembered] == ["30.00"]


def test_a_disliked_product_is_not_shown_again(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    learn(http, visitor, secret, {"kind": "dislike", "product_id": "mug"})
    assert "mug" not in recommended(visitor)
    learn(http, visitor, secret, {"kind": "like", "product_id": "mug"})
    assert "mug" in recommended(visitor)


def test_nobody_can_take_back_what_another_said(
    http: TestClient, visitor: Visitor, secret: dict[str, str], keys: Keys, clock: ManualClock
) -> None:
    learn(http, visitor, secret, {"kind": "like", "product_id": "mug"})
    signal_id = visitor.get("/v1/chat/preferences").json()["preferences"][0]["signal_id"]
    stranger = Visitor.arrives(http, keys, clock)
    assert http.delete(f"/v1/chat/preferences/{signal_id}", headers=stranger.headers).status_code == 404


def test_an_order_is_told_to_its_shopper_only(
    http: TestClient, visitor: Visitor, secret: dict[str, str], keys: Keys, clock: ManualClock
) -> None:
    conversation = say(visitor, "where is my order")["conversation_id"]
    strangers = say(Visitor.arrives(http, keys, clock), "hi")["conversation_id"]
    visitor_id = visitor.get("/v1/privacy/export").json()["visitor"][0]["visitor_id"]
    http.post("/v1/identify", json={"visitor_id": visitor_id, "external_id": "c-1"}, headers=secret)
    order = {"shopper_id": "c-1", "status": "shipped", "placed_at": clock.now().isoformat()}
    assert http.put("/v1/orders/HF-10023", json=order, headers=secret).status_code == 200
    told = http.get(f"/v1/conversations/{conversation}/orders/hf-10023", headers=secret)
    assert told.json()["status"] == "shipped"
    for other, number in ((strangers, "HF-10023"), (conversation, "HF-9")):
        assert http.get(f"/v1/conversations/{other}/orders/{number}", headers=secret).status_code == 404


def test_an_order_that_only_the_browser_reported_is_placed(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    conversation = say(visitor, "hi")["conversation_id"]
    visitor.does("purchase", "mug", order_id="HF-7")
    path = f"/v1/conversations/{conversation}/orders"
    assert http.get(f"{path}/HF-7", headers=secret).json()["status"] == "placed"
    assert [order["order_id"] for order in http.get(path, headers=secret).json()["orders"]] == ["HF-7"]


def test_a_tapped_dislike_counts_with_the_assistant_away(visitor: Visitor) -> None:
    assert "mug" in recommended(visitor)
    assert "remembered" in say(visitor, '/dislike_product{"product_id": "mug"}')["messages"][0]["text"]
    assert "mug" not in recommended(visitor)


def test_only_servers_reach_conversations(visitor: Visitor) -> None:
    conversation = say(visitor, "hi")["conversation_id"]
    assert visitor.get(f"/v1/conversations/{conversation}/signals").status_code == 403


@pytest.mark.parametrize(
    ("signal", "field"),
    [
        ({"kind": "like"}, "signals[0].product_id"),
        ({"kind": "preference", "attribute": "colour"}, "signals[0].attribute"),
        ({"kind": "budget", "value": "little"}, "signals[0].value"),
        ({"kind": "reason", "value": "boredom"}, "signals[0].value"),
    ],
)
def test_a_signal_that_says_nothing_is_refused(
    http: TestClient, visitor: Visitor, secret: dict[str, str], signal: dict[str, Any], field: str
) -> None:
    conversation = say(visitor, "hi")["conversation_id"]
    path = f"/v1/conversations/{conversation}/signals"
    response = http.post(path, json={"signals": [signal]}, headers=secret)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field
