"""A visitor's token over HTTP: renewed by whatever answers, expired with a 401."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from core.keys import Keys, Purpose, sign
from tests.clock import ManualClock
from tests.shop import Visitor

PATHS = ("/v1/recommendations", "/v1/consent", "/v1/chat/messages", "/v1/surveys/due")


@pytest.mark.parametrize("path", PATHS)
def test_a_token_that_gets_old_is_renewed_by_any_answer(
    path: str, visitor: Visitor, clock: ManualClock
) -> None:
    assert "Rapport-Visitor" not in visitor.get(path).headers
    clock.advance(timedelta(days=10))
    answer = visitor.get(path)
    assert answer.status_code == 200
    fresh = answer.headers["Rapport-Visitor"]
    assert fresh != visitor.token
    clock.advance(timedelta(days=85))
    assert visitor.get("/v1/consent").status_code == 401
    visitor.token = fresh
    assert visitor.get("/v1/consent").status_code == 200


def test_a_storefront_of_another_origin_may_read_the_new_one(visitor: Visitor, clock: ManualClock) -> None:
    clock.advance(timedelta(days=10))
    headers = {**visitor.headers, "Origin": "https://shop.example"}
    answer = visitor.http.get("/v1/consent", headers=headers)
    assert "Rapport-Visitor" in answer.headers["Access-Control-Expose-Headers"]


def test_an_expired_token_says_what_to_do(visitor: Visitor, clock: ManualClock) -> None:
    clock.advance(timedelta(days=91))
    for answer in (
        visitor.get("/v1/recommendations"),
        visitor.get("/v1/consent"),
        visitor.post("/v1/events", {"events": [visitor.event("view", "mug")]}),
    ):
        assert answer.status_code == 401
        assert "expired" in answer.json()["detail"]
        assert "/v1/visitors" in answer.json()["detail"]
        assert "Rapport-Visitor" not in answer.headers


def test_a_token_of_before_they_expired_still_works_and_is_renewed(visitor: Visitor, keys: Keys) -> None:
    visitor.token = sign(keys, Purpose.VISITOR, visitor.visitor_id)
    answer = visitor.get("/v1/consent")
    assert answer.status_code == 200
    visitor.token = answer.headers["Rapport-Visitor"]
    assert "Rapport-Visitor" not in visitor.get("/v1/consent").headers


def test_nothing_is_renewed_for_a_stranger(http: TestClient, keys: Keys) -> None:
    headers = {"Authorization": f"Bearer {keys.publishable}", "Rapport-Visitor": "nonsense"}
    assert "Rapport-Visitor" not in http.get("/v1/search?q=mug", headers=headers).headers
