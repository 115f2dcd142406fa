"""With the assistant away, over HTTP: no search for what is none, orders told, people fetched."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core.database import transaction
from core.tables import OrderStatus
from feedback.conversations import handovers
from serving.chat_fallback import STATES, tell_order
from tests.api.conftest import http, secret, services, visitor
from tests.api.routes.test_chat import say
from tests.shop import Visitor

__all__ = ["http", "secret", "services", "visitor"]  # fixtures


def order(order_id: str, day: int, status: OrderStatus = OrderStatus.SHIPPED, **told: Any) -> Any:
    details = {"expected_on": None, "carrier": "", "tracking_url": "", **told}
    return SimpleNamespace(
        order_id=order_id, status=status, placed_at=datetime(2026, 3, day, tzinfo=UTC), **details
    )


ORDERS = [
    order("HF-20007", 1, OrderStatus.DELIVERED),
    order(
        "HF-20011",
        2,
        expected_on=date(2026, 3, 9),
        carrier="Royal Post",
        tracking_url="https://post.example/1",
    ),
]


@pytest.mark.parametrize(
    "text", ["hello", "thanks!", "you are useless", "is it dishwasher safe?", "do you ship to Mars"]
)
def test_what_is_no_search_is_not_searched_for_and_a_colleague_is_offered(
    visitor: Visitor, text: str
) -> None:
    body = say(visitor, text)
    message = body["messages"][0]
    assert (body["assistant"], message["products"]) == ("away", [])
    assert "away" in message["text"]
    assert message["buttons"] == [{"title": "Ask a colleague", "payload": "A colleague, please"}]


def test_a_person_is_fetched_with_what_was_written(visitor: Visitor, engine: Engine) -> None:
    say(visitor, "my teapot came broken")
    body = say(visitor, "A colleague, please")
    assert "A colleague has been asked" in body["messages"][0]["text"]
    assert body["handover"]["attended"] is False
    with transaction(engine, writes=False) as session:
        (handover,) = handovers.waiting(session)
        assert handover.summary == "my teapot came broken"
    assert "was asked just now" in say(visitor, "get me a human")["messages"][0]["text"]
    with transaction(engine, writes=False) as session:
        assert len(handovers.waiting(session)) == 1


def test_who_asks_whether_anybody_is_there_is_told_that_nobody_was_asked(visitor: Visitor) -> None:
    assert "no colleague has been asked" in say(visitor, "hello? anyone there")["messages"][0]["text"]


def test_a_button_does_nothing_and_says_so(visitor: Visitor) -> None:
    say(visitor, "thanks")
    body = say(visitor, "/affirm")  # typed, not tapped: words
    assert body["messages"][0]["products"] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "where is my order",
            "Your order HF-20011 is on its way. It should arrive on 9 Mar 2026. Royal Post",
        ),
        ("hf20007", "Your order HF-20007 is marked as delivered."),
        ("where is order 20007", "Your order HF-20007 is marked as delivered."),
        ("track it", "Your order HF-20011"),
        ("where is HF-99999", "Among the orders known as yours there is no HF99999."),
    ],
)
def test_an_order_is_told_by_its_number_or_the_latest(text: str, told: str) -> None:
    assert told in tell_order(ORDERS, text).text


def test_without_orders_none_is_told() -> None:
    assert "no order of yours" in tell_order([], "where is my order").text
    assert set(STATES) == set(OrderStatus)


def test_an_order_is_told_to_its_shopper_with_the_assistant_away(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    visitor.does("purchase", "mug", order_id="HF-7001")
    told = say(visitor, "where is my order")["messages"][0]
    assert "Your order HF-7001 has been placed." in told["text"]
