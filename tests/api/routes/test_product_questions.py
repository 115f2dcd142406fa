"""A question about a product over HTTP: answered from its words and values, or kept as a content gap."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from tests.shop import Visitor


@pytest.fixture
def conversation(visitor: Visitor) -> str:
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi"})
    return f"/v1/conversations/{said.json()['conversation_id']}"


def asked(http: TestClient, conversation: str, secret: dict[str, str], question: str, of: str = "mug") -> Any:
    body = {"question": question, "product_id": of}
    answer = http.post(f"{conversation}/product-questions", json=body, headers=secret)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_value_answers_and_the_product_comes_with_it(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    answer = asked(http, conversation, secret, "is it blue?")
    assert answer.pop("product")["product_id"] == "mug"
    assert answer == {
        "verdict": "yes",
        "name": "colour",
        "value": "blue",
        "quote": None,
        "source": "attribute",
    }


def test_what_nothing_answers_is_a_content_gap_without_the_shopper(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    assert http.get("/v1/content-gaps", headers=secret).json() == {"gaps": [], "total": 0}
    for product_id in ("mug", "teapot", "mug"):
        answer = asked(http, conversation, secret, "does the glaze contain lead?", of=product_id)
        assert (answer["verdict"], answer["quote"], answer["source"]) == ("unknown", None, None)
    told = http.get("/v1/content-gaps", headers=secret).json()
    (gap,) = told["gaps"]
    assert told["total"] == 1
    assert (gap["question"], gap["asked"], gap["shoppers"]) == ("does the glaze contain lead?", 3, 1)
    assert gap["products"] == [
        {"product_id": "mug", "title": "Blue stoneware mug", "asked": 2},
        {"product_id": "teapot", "title": "White stoneware teapot", "asked": 1},
    ]
    assert gap["categories"] == [{"category": "Home > Kitchen", "asked": 3}]
    assert "shopper_id" not in str(told)


def test_what_may_be_another_question_is_no_content_gap(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    body = {"question": "do you plant trees?", "product_id": "mug", "keep": False}
    answer = http.post(f"{conversation}/product-questions", json=body, headers=secret)
    assert answer.json()["verdict"] == "unknown"
    assert http.get("/v1/content-gaps", headers=secret).json()["total"] == 0


def test_a_product_that_there_is_not_is_not_found(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    body = {"question": "is it blue?", "product_id": "no-such"}
    refused = http.post(f"{conversation}/product-questions", json=body, headers=secret)
    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/problem+json"
    assert "no-such" in refused.json()["detail"]
    body["product_id"] = "mug"
    assert (
        http.post("/v1/conversations/nobody/product-questions", json=body, headers=secret).status_code == 404
    )


@pytest.mark.parametrize("question", ["x" * 1_000, "🦦" * 1_000, "'; DROP TABLE product; --", "<b>blue</b>?"])
def test_hostile_questions_are_answered(
    http: TestClient, conversation: str, secret: dict[str, str], question: str
) -> None:
    assert asked(http, conversation, secret, question)["product"]["product_id"] == "mug"


def test_an_empty_or_endless_question_names_the_field(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    for question in ("", "x" * 1_001):
        body = {"question": question, "product_id": "mug"}
        refused = http.post(f"{conversation}/product-questions", json=body, headers=secret)
        assert refused.status_code == 422
        assert "question" in refused.text


def test_only_servers_ask(http: TestClient, visitor: Visitor, conversation: str) -> None:
    body = {"question": "is it blue?", "product_id": "mug"}
    assert visitor.post(f"{conversation}/product-questions", body).status_code == 403
    assert visitor.get("/v1/content-gaps").status_code == 403
