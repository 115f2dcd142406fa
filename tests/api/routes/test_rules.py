"""Business rules over HTTP: looked at first, saved, felt in the next list; costs that shoppers never see."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core import rulebook
from core.database import connect, transaction
from core.rules import Action, Match, Rule
from core.settings import Settings
from serving.answers import Answers, Question
from tests.clock import ManualClock
from tests.shop import Visitor, WordEncoder

EXCLUDE = {"name": "No rain", "action": "exclude", "match": {"categories": ["Outdoors > Rainwear"]}}
RAIN = {"rain-jacket", "rain-hat", "wellies", "umbrella"}


def shown(visitor: Visitor, **parameters: object) -> list[str]:
    products = visitor.get("/v1/recommendations", **parameters).json()["products"]
    return [recommendation["product"]["product_id"] for recommendation in products]


def test_a_rule_is_felt_at_once_and_gone_when_it_is_removed(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    assert set(shown(visitor)) & RAIN
    saved = http.post("/v1/rules", json=EXCLUDE, headers=secret)
    assert saved.status_code == 201, saved.text
    assert set(shown(visitor)) == {"mug", "teapot", "pan"}
    path = f"/v1/rules/{saved.json()['rule_id']}"
    assert http.put(path, json={**EXCLUDE, "enabled": False}, headers=secret).status_code == 200
    assert set(shown(visitor)) & RAIN
    assert http.delete(path, headers=secret).status_code == 204
    assert http.get("/v1/rules", headers=secret).json() == {"rules": []}
    assert http.get(path, headers=secret).status_code == 404


def test_a_pin_stands_first_and_a_boost_is_named_in_the_sum(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    pin = {"name": "Pan first", "action": "pin", "match": {"products": ["pan"]}, "placements": ["home"]}
    boost = {"name": "Blue week", "action": "boost", "match": {"products": ["mug"]}, "strength": 2.5}
    for body in (pin, boost):
        assert http.post("/v1/rules", json=body, headers=secret).status_code == 201
    assert shown(visitor)[0] == "pan"
    products = http.get("/v1/recommendations", headers=secret).json()["products"]
    mug = next(
        recommendation for recommendation in products if recommendation["product"]["product_id"] == "mug"
    )
    assert {"scorer": "rules", "source": "rule: Blue week", "value": 2.5} in mug["contributions"]
    assert "Blue week" not in mug["reason"]["text"]


def test_what_was_stored_comes_back(http: TestClient, secret: dict[str, str]) -> None:
    body: dict[str, Any] = {
        "name": "All of it",
        "action": "bury",
        "match": {
            "products": ["a", "b"],
            "categories": ["Home"],
            "brands": ["Pott"],
            "tags": ["new"],
            "min_margin": "0.125",
            "max_margin": "0.4",
        },
        "placements": ["cart", "email"],
        "position": 3,
        "strength": 0.5,
        "priority": 7,
        "starts_at": "2026-03-01T00:00:00Z",
        "ends_at": "2026-04-01T00:00:00Z",
        "enabled": False,
    }
    saved = http.post("/v1/rules", json=body, headers=secret).json()
    assert {name: saved[name] for name in body} == body
    assert http.get(f"/v1/rules/{saved['rule_id']}", headers=secret).json() == saved


def test_the_higher_priority_is_listed_first(http: TestClient, secret: dict[str, str]) -> None:
    for priority in (1, 5, 3):
        http.post("/v1/rules", json={**EXCLUDE, "priority": priority}, headers=secret)
    listed = http.get("/v1/rules", headers=secret).json()["rules"]
    assert [rule["priority"] for rule in listed] == [5, 3, 1]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"match": {}}, "match"),
        ({"name": "   "}, "name"),
        ({"strength": 9}, "strength"),
        ({"position": 0}, "position"),
        ({"placements": ["basement"]}, "placements[0]"),
        ({"starts_at": "2026-04-01T00:00:00Z", "ends_at": "2026-03-01T00:00:00Z"}, "ends_at"),
        ({"starts_at": "2026-04-01T00:00:00"}, "starts_at"),
        ({"match": {"min_margin": "0.4", "max_margin": "0.3"}}, "match.min_margin"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_rule_is_told_by_its_field(
    http: TestClient, secret: dict[str, str], wrong: dict[str, Any], field: str
) -> None:
    for path in ("/v1/rules", "/v1/rules/preview"):
        refused = http.post(path, json={**EXCLUDE, **wrong}, headers=secret)
        assert refused.status_code == 422, refused.text
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert http.get("/v1/rules", headers=secret).json() == {"rules": []}


def test_storefronts_may_not_see_or_make_rules(http: TestClient, visitor: Visitor) -> None:
    assert visitor.get("/v1/rules").status_code == 403
    assert visitor.post("/v1/rules", EXCLUDE).status_code == 403
    assert visitor.post("/v1/rules/preview", EXCLUDE).status_code == 403


def test_a_preview_shows_what_would_change_and_changes_nothing(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    visitor.does("view", "teapot")
    before = shown(visitor)
    preview = http.post("/v1/rules/preview", json=EXCLUDE, headers=secret).json()
    assert (preview["placement"], preview["products"], preview["available"]) == ("home", 4, 4)
    after = {line["product"]["product_id"] for line in preview["lines"] if line["after"]}
    gone = {line["product"]["product_id"] for line in preview["lines"] if line["after"] is None}
    assert after == {"mug", "teapot", "pan"}
    assert gone == RAIN
    assert (preview["shoppers_asked"], preview["shoppers_changed"]) == (1, 1)
    assert shown(visitor) == before
    assert http.get("/v1/rules", headers=secret).json() == {"rules": []}


def test_a_preview_of_a_change_leaves_the_stored_rule_out(http: TestClient, secret: dict[str, str]) -> None:
    rule_id = http.post("/v1/rules", json=EXCLUDE, headers=secret).json()["rule_id"]
    same = http.post("/v1/rules/preview", json={**EXCLUDE, "rule_id": rule_id}, headers=secret).json()
    assert all(line["before"] == line["after"] for line in same["lines"])
    off = {**EXCLUDE, "rule_id": rule_id, "enabled": False}
    back = http.post("/v1/rules/preview", json=off, headers=secret).json()
    assert {line["product"]["product_id"] for line in back["lines"] if line["before"] is None} == RAIN


def test_a_rule_that_begins_tomorrow_is_looked_at_as_it_begins(
    http: TestClient, visitor: Visitor, secret: dict[str, str], clock: ManualClock
) -> None:
    start = clock.now() + timedelta(days=1)
    later = {**EXCLUDE, "starts_at": start.isoformat()}
    preview = http.post("/v1/rules/preview", json=later, headers=secret).json()
    assert sum(line["after"] is None for line in preview["lines"]) == 4
    http.post("/v1/rules", json=later, headers=secret)
    assert set(shown(visitor)) & RAIN
    clock.advance(timedelta(days=1))
    assert not set(shown(visitor)) & RAIN


def test_no_shopper_is_named_by_a_preview_or_asked_against_their_will(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    visitor.does("view", "teapot")
    visitor.put("/v1/consent", {"personalisation": False})
    assert http.post("/v1/rules/preview", json=EXCLUDE, headers=secret).json()["shoppers_asked"] == 0


def test_a_product_page_is_looked_at_with_a_product_on_it(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    visitor.does("view", "teapot")
    preview = http.post("/v1/rules/preview", json={**EXCLUDE, "placement": "product"}, headers=secret).json()
    assert preview["placement"] == "product"
    assert preview["shoppers_asked"] == 1


def test_a_change_by_another_process_is_noticed(
    settings: Settings, engine: Engine, http: TestClient, clock: ManualClock
) -> None:
    mine = Answers(settings, engine, clock=clock, encoder=WordEncoder())
    mine.refresh()
    other = connect(settings.database)
    with transaction(other) as session:
        match = Match(categories=frozenset({"Outdoors"}))
        rulebook.save(session, Rule("", "No rain", Action.EXCLUDE, match), now=clock.now())
    other.dispose()
    assert mine.refresh()
    with transaction(engine, writes=False) as session:
        answers = mine.recommend(session, None, Question("home"))
    assert not {recommendation.product.product_id for recommendation in answers} & RAIN


def test_what_a_product_costs_the_shop_is_used_by_rules_and_shown_to_nobody(
    http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    body = {"title": "Dear lamp", "price": "40.00", "cost": "38.00", "stock": 3}
    stored = http.put("/v1/products/lamp", json=body, headers=secret)
    assert stored.status_code == 200, stored.text
    thin = {"name": "Thin", "action": "exclude", "match": {"max_margin": "0.1"}}
    assert "lamp" in shown(visitor)
    for answer in (
        stored,
        visitor.get("/v1/products/lamp"),
        visitor.get("/v1/products"),
        visitor.get("/v1/recommendations"),
        visitor.get("/v1/search", q="lamp"),
    ):
        assert "cost" not in answer.text
        assert "38" not in answer.text
    http.post("/v1/rules", json=thin, headers=secret)
    assert "lamp" not in shown(visitor)
    assert "mug" in shown(visitor)
