"""What the assistant asks and tells: what the shopper asks for holds, and what is given up is said."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
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


def test_what_was_learned_is_listed_until_it_is_taken_back(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    said(http, conversation, secret, kind="preference", attribute="colour", value="blue")
    said(http, conversation, secret, kind="dislike", product_id="pan")
    signals = http.get(f"{conversation}/signals", headers=secret).json()["signals"]
    assert [(signal["kind"], signal["value"], signal["product_id"]) for signal in signals] == [
        ("preference", "blue", None),
        ("dislike", None, "pan"),
    ]
    colour = f"{conversation}/signals/{signals[0]['signal_id']}"
    assert http.delete(colour, headers=secret).status_code == 204
    left = http.get(f"{conversation}/signals", headers=secret).json()["signals"]
    assert left == signals[1:]
    assert http.delete(f"{conversation}/signals/no-such", headers=secret).status_code == 404


def test_what_suits_the_shopper_holds_nothing_that_they_dislike(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    said(http, conversation, secret, kind="dislike", product_id="mug")
    suited = http.get(f"{conversation}/recommendations", params={"limit": 7}, headers=secret).json()
    ids = [shown["product"]["product_id"] for shown in suited["products"]]
    assert ids
    assert not {"mug", "sold-out-bowl"} & set(ids)


def test_the_newest_three_orders_and_one_by_whatever_it_is_called(
    http: TestClient, visitor: Visitor, conversation: str, secret: dict[str, str]
) -> None:
    assert http.get(f"{conversation}/orders", headers=secret).json() == {"orders": []}
    for number in range(4):
        placed = (visitor.clock.now() - timedelta(days=number)).isoformat()
        visitor.does("purchase", "mug", order_id=f"HF-{number}", price="9.50", occurred_at=placed)
    newest = http.get(f"{conversation}/orders", headers=secret).json()["orders"]
    assert [order["order_id"] for order in newest] == ["HF-0", "HF-1", "HF-2"]
    order = http.get(f"{conversation}/orders/%23hf-3", headers=secret).json()
    assert (order["order_id"], order["status"]) == ("HF-3", "placed")
    for called in ("#1001", "1001"):
        visitor.does("purchase", "mug", order_id="#1001", price="9.50")
        assert (
            http.get(f"{conversation}/orders/{quote(called)}", headers=secret).json()["order_id"] == "#1001"
        )
    unknown = http.get(f"{conversation}/orders/HF-9", headers=secret)
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (404, "order_id")


@pytest.mark.parametrize("called", ["HF-20007", "hf 20007", "hf20007", "#HF-20007", "20007"])
def test_an_order_is_known_by_its_letters_and_digits(
    http: TestClient, visitor: Visitor, conversation: str, secret: dict[str, str], called: str
) -> None:
    for order_id in ("HF-20007", "HF-20008"):
        visitor.does("purchase", "mug", order_id=order_id, price="9.50")
    order = http.get(f"{conversation}/orders/{quote(called)}", headers=secret).json()
    assert order["order_id"] == "HF-20007"


@pytest.mark.parametrize("called", ["XX-20007", "2000", "7", "-"])
def test_what_is_no_order_of_theirs_is_not_guessed(
    http: TestClient, visitor: Visitor, conversation: str, secret: dict[str, str], called: str
) -> None:
    visitor.does("purchase", "mug", order_id="HF-20007", price="9.50")
    assert http.get(f"{conversation}/orders/{quote(called)}", headers=secret).status_code == 404


def test_of_two_orders_with_the_same_digits_none_is_guessed(
    http: TestClient, visitor: Visitor, conversation: str, secret: dict[str, str]
) -> None:
    for order_id in ("HF-20007", "GX-20007"):
        visitor.does("purchase", "mug", order_id=order_id, price="9.50")
    assert http.get(f"{conversation}/orders/20007", headers=secret).status_code == 404
    assert http.get(f"{conversation}/orders/gx20007", headers=secret).json()["order_id"] == "GX-20007"


def test_an_order_told_by_address_is_told_to_the_account_that_proves_it(
    http: TestClient, visitor: Visitor, conversation: str, secret: dict[str, str]
) -> None:
    body = {"email": "gx@example.com", "status": "shipped", "placed_at": visitor.clock.now().isoformat()}
    assert http.put("/v1/orders/GX-1", json=body, headers=secret).status_code == 200
    assert http.get(f"{conversation}/orders/GX-1", headers=secret).status_code == 404
    identity = visitor.signed(external_id="gx", email="gx@example.com")
    assert visitor.post("/v1/identify", identity).status_code == 200
    assert http.get(f"{conversation}/orders/GX-1", headers=secret).json()["status"] == "shipped"


def test_asking_for_a_person_again_is_the_same_request(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    asked_for = [
        http.post(f"{conversation}/handover", json={"summary": "A refund"}, headers=secret) for _ in range(2)
    ]
    assert [response.status_code for response in asked_for] == [201, 201]
    assert asked_for[0].json() == asked_for[1].json()


def test_a_conversation_that_is_not_there(http: TestClient, secret: dict[str, str]) -> None:
    assert http.get("/v1/conversations/no-such/signals", headers=secret).status_code == 404


def searched(http: TestClient, conversation: str, secret: dict[str, str], **body: object) -> Any:
    answer = http.post(f"{conversation}/search", json={"limit": 5, **body}, headers=secret)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: Any) -> list[str]:
    return [hit["product"]["product_id"] for hit in answer["products"]]


def test_what_the_question_states_holds_though_nothing_was_remembered(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    blue = {"attribute": "colour", "value": "blue"}
    assert ids(searched(http, conversation, secret, query="stoneware", statements=[blue])) == ["mug"]
    refused = searched(http, conversation, secret, query="stoneware", statements=[blue | {"wanted": False}])
    assert ids(refused) == ["teapot"]


def test_a_newer_wish_is_held_before_an_older_one(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    said(http, conversation, secret, kind="preference", attribute="colour", value="blue", wanted=False)
    blue = {"attribute": "colour", "value": "blue"}
    assert ids(searched(http, conversation, secret, query="stoneware", statements=[blue])) == ["mug"]


def test_what_was_shown_is_not_found_again(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    assert "mug" in ids(searched(http, conversation, secret, query="stoneware"))
    assert "mug" not in ids(searched(http, conversation, secret, query="stoneware", exclude=["mug"]))


def test_a_limit_alone_is_a_question(http: TestClient, conversation: str, secret: dict[str, str]) -> None:
    answer = searched(http, conversation, secret, query="", max_price="15.00")
    prices = [float(hit["product"]["price"]) for hit in answer["products"]]
    assert prices
    assert max(prices) <= 15
    assert answer["fit"] == "good"


def test_it_says_how_well_the_answer_fits(
    http: TestClient, conversation: str, secret: dict[str, str]
) -> None:
    assert searched(http, conversation, secret, query="teapot")["fit"] == "good"
    assert searched(http, conversation, secret, query="qqqq")["fit"] == "none"
