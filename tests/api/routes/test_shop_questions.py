"""What the assistant asks of the shop's terms: answered from the file, by a server, in a conversation."""

from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.http.dependencies import Services
from core.settings import Settings
from tests.architecture.tree import ROOT
from tests.shop import Visitor


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        var=tmp_path / "var",
        database_url="",
        shop_facts=ROOT / "demo" / "shop-facts.toml",
        delivery_cost=Decimal("3.95"),
        free_delivery_from=Decimal("40.00"),
    )


@pytest.fixture
def path(visitor: Visitor) -> str:
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi"})
    return f"/v1/conversations/{said.json()['conversation_id']}/shop-questions"


def test_the_answer_is_the_shops_sentence_with_its_verdict(
    http: TestClient, path: str, secret: dict[str, str], services: Services
) -> None:
    services.shop_questions.prepare()  # or is told to come again, on a busy machine
    body = {"question": "do you deliver to spain"}
    assert http.post(path, json=body, headers=secret).json() == {
        "answers": [
            {
                "topic": "delivery.countries",
                "title": "Delivery",
                "text": "We deliver to the United Kingdom only, "
                "Northern Ireland and the Scottish islands included.",
                "url": None,
                "verdict": "no",
            }
        ]
    }
    cost = http.post(path, json={"question": "how much is delivery"}, headers=secret).json()["answers"]
    assert cost[0]["text"] == "Standard delivery costs £3.95, and is free from £40.00."
    assert http.post(path, json={"question": "do you price match"}, headers=secret).json() == {"answers": []}


def test_only_a_server_asks_and_of_a_conversation_that_there_is(
    http: TestClient, path: str, secret: dict[str, str], visitor: Visitor
) -> None:
    body = {"question": "do you deliver to spain"}
    assert visitor.post(path, body).status_code == 403
    unknown = f"/v1/conversations/{uuid4()}/shop-questions"
    assert http.post(unknown, json=body, headers=secret).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "x" * 1_001}, "question"),
        ({"question": "hi", "language": "English"}, "language"),
    ],
)
def test_a_wrong_field_is_named(
    http: TestClient, path: str, secret: dict[str, str], body: dict[str, str], field: str
) -> None:
    answer = http.post(path, json=body, headers=secret)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
