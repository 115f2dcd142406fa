"""What the assistant's questions find: what the shopper asks for holds, and what is given up is said."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from tests.shop import Visitor


@pytest.fixture
def conversation(visitor: Visitor) -> str:
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi"})
    return f"/v1/conversations/{said.json()['conversation_id']}"


def asked(http: TestClient, conversation: str, secret: dict[str, str], query: str, **limits: str) -> Any:
    body = {"query": query, "limit": 5, **limits}
    answer = http.post(f"{conversation}/search", json=body, headers=secret)
    assert answer.status_code == 200, answer.text
    reply = answer.json()
    return [hit["product"]["product_id"] for hit in reply["products"]], reply["given_up"]


def said(http: TestClient, conversation: str, secret: dict[str, str], **signal: object) -> None:
    stored = http.post(f"{conversation}/signals", json={"signals": [signal]}, headers=secret)
    assert stored.status_code == 201, stored.text


def test_what_the_shopper_asks_for_in_this_question_holds(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    assert set(asked(http, conversation, secret, "stoneware")[0]) == {"mug", "teapot"}
    said(http, conversation, secret, kind="preference", attribute="colour", value="blue")
    product_ids, given_up = asked(http, conversation, secret, "blue stoneware")
    assert (product_ids[0], given_up) == ("mug", [])
    assert "teapot" not in product_ids
    assert "teapot" in asked(http, conversation, secret, "stoneware teapot")[0]


def test_a_colour_that_is_not_there_is_given_up_and_said(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    said(http, conversation, secret, kind="preference", attribute="colour", value="green")
    product_ids, given_up = asked(http, conversation, secret, "green stoneware teapot")
    assert product_ids[0] == "teapot"
    assert given_up == ["colour"]


def test_a_budget_that_leaves_nothing_is_given_up_a_little_and_said(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    assert asked(http, conversation, secret, "blue rain jacket", max_price="40.00")[1] == []
    product_ids, given_up = asked(http, conversation, secret, "rain boots wellington", max_price="5.00")
    assert given_up == ["price"]
    assert product_ids
    said(http, conversation, secret, kind="budget", value="3.00")
    assert asked(http, conversation, secret, "stoneware teapot")[1] == ["price"]


def test_refusals_and_stock_are_never_given_up(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    said(http, conversation, secret, kind="preference", attribute="colour", value="blue", wanted=False)
    said(http, conversation, secret, kind="preference", attribute="colour", value="white", wanted=False)
    assert asked(http, conversation, secret, "stoneware") == ([], [])


def test_with_the_assistant_away_it_is_said_too(
    http: TestClient, visitor: Visitor, conversation: str, secret: dict[str, str]
) -> None:
    said(http, conversation, secret, kind="preference", attribute="colour", value="green")
    told = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "green stoneware teapot"}).json()
    assert "apart from the colour" in told["messages"][0]["text"]
