"""Bad input gets a 4xx that names the field and the remedy; nothing is half-stored."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from core.keys import Keys
from core.tables import ProductRow
from feedback.tables import Event, SurveyResponse
from tests.shop import Visitor

JSON = {"Content-Type": "application/json"}


def stored(engine: Engine, table: type[Any]) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def fields(response: Any) -> set[str]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["detail"]
    return {error["field"] for error in body["errors"]}


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer pk_wrong"}, {"Authorization": "Basic abc"}])
def test_a_wrong_key_is_refused(http: TestClient, header: dict[str, str]) -> None:
    response = http.get("/v1/products", headers=header)
    assert response.status_code == 401
    assert "key" in response.json()["detail"]


def test_a_publishable_key_cannot_write_products(visitor: Visitor) -> None:
    assert visitor.put("/v1/products/mug", {"title": "Mine", "price": "0.01"}).status_code == 403


def test_a_token_of_another_shop_is_refused(http: TestClient, keys: Keys) -> None:
    headers = {"Authorization": f"Bearer {keys.publishable}", "Rapport-Visitor": "abc.def"}
    assert http.get("/v1/consent", headers=headers).status_code == 401


def test_one_wrong_event_keeps_the_whole_batch_out(visitor: Visitor, engine: Engine) -> None:
    batch = [visitor.event("view", "mug"), visitor.event("view", "no-such-product")]
    response = visitor.post("/v1/events", {"events": batch})
    assert response.status_code == 422
    assert fields(response) == {"events[1].product_id"}
    assert stored(engine, Event) == 0


def test_an_event_from_the_future_is_refused(visitor: Visitor, engine: Engine) -> None:
    event = visitor.event("view", "mug")
    event["occurred_at"] = (visitor.clock.now() + timedelta(hours=1)).isoformat()
    response = visitor.post("/v1/events", {"events": [event]})
    assert response.status_code == 422
    assert fields(response) == {"events[0].occurred_at"}
    assert stored(engine, Event) == 0


def test_a_storefront_names_nobody(visitor: Visitor, engine: Engine) -> None:
    """Answered without a word, it would take the browser's shopper for the one it asks about."""
    event = visitor.event("view", "mug") | {"shopper_id": "ayla"}
    response = visitor.post("/v1/events", {"events": [event]})
    assert (response.status_code, fields(response)) == (422, {"events[0].shopper_id"})
    assert stored(engine, Event) == 0
    for path in ("/v1/consent", "/v1/recommendations", "/v1/surveys/due", "/v1/privacy/export"):
        response = visitor.http.get(path, headers=visitor.headers, params={"shopper_id": "ayla"})
        assert (response.status_code, "server" in response.json()["detail"]) == (403, True), path


MOMENTS = (
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "2026-03-01T12:00:00",
    "2026-03-01",
    "1790000000",
    1_790_000_000,
    1_790_000_000.5,
)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_is_iso_8601_with_a_zone(
    http: TestClient, visitor: Visitor, secret: dict[str, str], moment: object
) -> None:
    event = visitor.event("view", "mug") | {"occurred_at": moment}
    response = visitor.post("/v1/events", {"events": [event]})
    assert (response.status_code, fields(response)) == (422, {"events[0].occurred_at"})
    rule = {"name": "Mugs", "action": "boost", "match": {"products": ["mug"]}, "ends_at": moment}
    response = http.post("/v1/rules", json=rule, headers=secret)
    assert (response.status_code, fields(response)) == (422, {"ends_at"})
    order = {"shopper_id": "ayla", "status": "shipped", "placed_at": moment, "expected_on": 1_790_000_000}
    response = http.put("/v1/orders/o-1", json=order, headers=secret)
    assert (response.status_code, fields(response)) == (422, {"placed_at", "expected_on"})


def test_a_moment_of_another_zone_is_stored_in_utc(visitor: Visitor, engine: Engine) -> None:
    visitor.does("view", "mug", occurred_at="2026-03-01T12:00:00+02:00")
    with Session(engine) as session:
        assert session.exec(select(Event.occurred_at)).one() == datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/search?q=mug%00", "q"),
        ("/v1/search?q=mug&category=%00", "category"),
        ("/v1/search?q=mug&more%00=1", "more"),
        ("/v1/products?category=Home%00", "category"),
        ("/v1/products/mug%00", "product_id"),
        ("/v1/recommendations?lang=en%00", "lang"),
        ("/v1/recommendations?cart=mug%00", "cart"),
        ("/v1/surveys/due?trigger=%00", "trigger"),
    ],
)
def test_a_nul_in_an_address_is_refused(visitor: Visitor, path: str, field: str) -> None:
    response = visitor.http.get(path, headers=visitor.headers)
    assert (response.status_code, fields(response)) == (422, {field})


def test_a_misspelt_parameter_is_refused_at_every_door(
    http: TestClient, secret: dict[str, str], engine: Engine
) -> None:
    before = stored(engine, ProductRow)
    for path, operations in http.get("/openapi.json").json()["paths"].items():
        address = re.sub(r"{\w+}", "mug", path)
        for method, operation in operations.items():
            if "text/html" in operation["responses"].get("200", {}).get("content", {}):
                continue
            response = http.request(method, address, params={"limt": 5}, headers=secret)
            assert (response.status_code, fields(response)) == (422, {"limt"}), f"{method} {path}"
    assert stored(engine, ProductRow) == before


def test_a_misspelt_parameter_is_told_those_there_are(visitor: Visitor) -> None:
    [error] = visitor.get("/v1/products", limt=5).json()["errors"]
    assert error == {
        "field": "limt",
        "message": "is no parameter here; there is category, limit, offset.",
    }
    [error] = visitor.get("/v1/recommendations", limt=5).json()["errors"]
    assert "limit, placement, product_id" in error["message"]
    [error] = visitor.get("/v1/consent", shoper_id="ayla").json()["errors"]
    assert error["message"] == "is no parameter here; there is shopper_id."


def test_a_link_in_an_email_may_have_grown_on_its_way(visitor: Visitor) -> None:
    """Mail services add parameters of their own; who wants no more emails must not be held up by them."""
    for page in ("unsubscribe", "confirm"):
        response = visitor.http.get(f"/v1/{page}?token=wrong&utm_source=newsletter")
        assert "utm_source" not in response.text, page


def test_a_nul_in_a_text_is_refused(http: TestClient, visitor: Visitor, secret: dict[str, str]) -> None:
    event = visitor.event("search", query="mug\0") | {"context": {"device": "phone\0"}}
    response = visitor.post("/v1/events", {"events": [visitor.event("view", "mug"), event]})
    assert (response.status_code, fields(response)) == (422, {"events[1].query", "events[1].context"})
    response = visitor.answers("other", "mug", text="too\0big")
    assert (response.status_code, fields(response)) == (422, {"text"})
    response = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "a mug\0"})
    assert (response.status_code, fields(response)) == (422, {"text"})
    rule = {"name": "Mugs", "action": "boost", "match": {"brands": ["Clay\0"]}}
    response = http.post("/v1/rules", json=rule, headers=secret)
    assert (response.status_code, fields(response)) == (422, {"match.brands"})
    order = {"shopper_id": "ayla", "status": "shipped", "placed_at": "2026-03-01T12:00:00Z"}
    news = order | {"tracking_url": "https://tracking.example/\0", "carrier": "\0"}
    response = http.put("/v1/orders/o-1", json=news, headers=secret)
    assert (response.status_code, fields(response)) == (422, {"tracking_url", "carrier"})


@pytest.mark.parametrize("offset", [-1, 2**31, 10**30])
def test_an_offset_is_bounded(visitor: Visitor, offset: int) -> None:
    response = visitor.get("/v1/products", offset=offset)
    assert (response.status_code, fields(response)) == (422, {"offset"})
    assert visitor.get("/v1/products", offset=2**31 - 1).json()["products"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": "-1"}, "price"),
        ({"price": "free"}, "price"),
        ({"title": ""}, "title"),
        ({"stock": -1}, "stock"),
        ({"stock": 2_147_483_648}, "stock"),
        ({"description": "Holds\0tea"}, "description"),
        ({"attributes": {"colour": "blue\0"}}, "attributes"),
        ({"attributes": {"colour\0": "blue"}}, "attributes"),
        ({"currency": "pounds"}, "currency"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_product_names_its_field(
    http: TestClient, engine: Engine, secret: dict[str, str], change: dict[str, Any], field: str
) -> None:
    before = stored(engine, ProductRow)
    response = http.put("/v1/products/new", json={"title": "New", "price": "1.00", **change}, headers=secret)
    assert response.status_code == 422
    assert fields(response) == {field}
    assert stored(engine, ProductRow) == before


def test_an_unknown_product_is_not_found(visitor: Visitor) -> None:
    for path in ("/v1/products/nothing", "/v1/products/nothing/similar"):
        response = visitor.get(path)
        assert response.status_code == 404
        assert fields(response) == {"product_id"}


def test_broken_json_is_said_to_be_broken(http: TestClient, visitor: Visitor) -> None:
    response = http.post("/v1/events", content=b'{"events": [', headers=visitor.headers | JSON)
    assert response.status_code == 400
    assert "JSON" in response.json()["detail"]


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_of_ten_megabytes_is_refused(http: TestClient, visitor: Visitor, declared: bool) -> None:
    body = b'{"events": "' + b"x" * 10_000_000 + b'"}'
    chunks = (body[start : start + 65_536] for start in range(0, len(body), 65_536))
    response = http.post("/v1/events", content=body if declared else chunks, headers=visitor.headers | JSON)
    assert response.status_code == 413
    assert fields(response) == set()
    assert "too large" in response.json()["detail"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "nice <img src=x onerror=alert(1)>", "a&lt;b"])
def test_markup_in_a_survey_answer_is_refused(visitor: Visitor, engine: Engine, text: str) -> None:
    response = visitor.answers("other", "mug", text=text)
    assert response.status_code == 422
    assert fields(response) == {"text"}
    assert stored(engine, SurveyResponse) == 0


def test_plain_text_with_a_heart_is_welcome(visitor: Visitor) -> None:
    assert visitor.answers("other", "mug", text="I <3 it, but 5 < 6 & so on").status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [({"version": 99}, "version"), ({"reason": "bored"}, "reason"), ({"id": "not-a-uuid"}, "id")],
)
def test_an_unknown_version_or_reason_is_refused(
    visitor: Visitor, engine: Engine, change: dict[str, Any], field: str
) -> None:
    body = {
        "id": "5d0f6a34-8f3e-4c6c-9b2e-0c8f3f2f7a01",
        "version": 1,
        "reason": "price",
        "session_id": "s",
        "product_ids": ["mug"],
        **change,
    }
    response = visitor.post("/v1/surveys/exit_intent/responses", body)
    assert response.status_code == 422
    assert fields(response) == {field}
    assert stored(engine, SurveyResponse) == 0


def test_an_unknown_survey_is_not_found(visitor: Visitor) -> None:
    body = {"id": "5d0f6a34-8f3e-4c6c-9b2e-0c8f3f2f7a01", "version": 1, "reason": "price", "session_id": "s"}
    assert visitor.post("/v1/surveys/no_such/responses", body).status_code == 404


@pytest.mark.parametrize("path", ["/nothing", "/v1/nothing"])
def test_an_unknown_address_is_a_problem_too(http: TestClient, path: str) -> None:
    response = http.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
