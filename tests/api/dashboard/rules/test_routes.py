"""The Rules page: made, looked at, saved, changed and removed without an engineer."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own
from sqlalchemy import Engine

from api.dashboard.rules.forms import RuleForm
from core import rulebook
from core.database import transaction
from core.errors import InvalidInput
from core.rules import Action, Match, Rule
from tests.clock import ManualClock
from tests.shop import Visitor

NEW = "/dashboard/rules/new"
NO_RAIN = {"name": "No rain", "action": "exclude", "categories": "Outdoors > Rainwear\n", "enabled": "true"}


def sent(marek: TestClient, path: str, **fields: Any) -> Response:
    token = re.search(r'name="form_token" value="([^"]+)"', marek.get(NEW).text)
    assert token is not None
    return marek.post(path, data={"form_token": token[1], **fields})


def stored(engine: Engine) -> list[Rule]:
    with transaction(engine, writes=False) as session:
        return rulebook.rules(session)


def test_an_empty_page_says_what_rules_are_for(marek: TestClient) -> None:
    page = marek.get("/dashboard/rules").text
    assert "No rules yet" in page
    assert NEW in page
    assert "/dashboard/rules" in marek.get("/dashboard").text


def test_a_preview_shows_the_change_and_saves_nothing(marek: TestClient, engine: Engine) -> None:
    page = sent(marek, NEW, **NO_RAIN, do="preview").text
    assert "about 4 products" in page
    assert "gone, was" in page
    assert page.count("gone, was") == 4
    assert "No shopper has been here yet" in page
    assert 'value="No rain"' in page  # what was typed stays
    assert "Outdoors &gt; Rainwear" in page
    assert stored(engine) == []


def test_a_saved_rule_is_listed_and_felt(marek: TestClient, engine: Engine, visitor: Visitor) -> None:
    answer = sent(marek, NEW, **NO_RAIN, placements=["home", "cart"], do="save")
    assert answer.url.path == "/dashboard/rules"
    assert "No rain" in answer.text
    assert "In force" in answer.text
    assert "Never recommend: products in Outdoors &gt; Rainwear" in answer.text
    assert "Cart, Home page" in answer.text
    products = visitor.get("/v1/recommendations").json()["products"]
    assert {recommendation["product"]["product_id"] for recommendation in products} == {
        "mug",
        "teapot",
        "pan",
    }


def test_a_rule_is_changed_paused_and_removed(marek: TestClient, engine: Engine) -> None:
    sent(marek, NEW, **NO_RAIN, do="save")
    path = f"/dashboard/rules/{stored(engine)[0].rule_id}"
    assert "checked" in marek.get(path).text
    paused = {**NO_RAIN, "name": "Dry days"}
    paused.pop("enabled")
    assert "Switched off" in sent(marek, path, **paused, do="save").text
    assert [(rule.name, rule.enabled) for rule in stored(engine)] == [("Dry days", False)]
    assert "No rules yet" in sent(marek, f"{path}/remove").text
    assert marek.get(path).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"categories": ""}, "Say which products"),
        ({"strength": "strong", "action": "boost"}, "Strength"),
        ({"min_margin": "a lot"}, "in per cent"),
        ({"starts_at": "2026-04-01T09:00", "ends_at": "2026-03-01T09:00"}, "ends before it starts"),
        ({"ends_at": "soon"}, "A time is written"),
        ({"action": "sell"}, "Action"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(
    marek: TestClient, engine: Engine, wrong: dict[str, str], words: str
) -> None:
    for do in ("preview", "save"):
        page = sent(marek, NEW, **{**NO_RAIN, **wrong}, do=do)
        assert page.status_code == 200
        assert re.search(rf'role="alert">[^<]*{words}', page.text)
    assert stored(engine) == []


def test_a_form_from_elsewhere_changes_nothing(marek: TestClient, engine: Engine) -> None:
    assert marek.post(NEW, data={**NO_RAIN, "do": "save"}).status_code == 403
    assert marek.post(NEW, data={**NO_RAIN, "do": "save", "form_token": "made up"}).status_code == 403
    assert stored(engine) == []


def test_a_name_that_is_markup_is_shown_and_does_nothing(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    evil = "<script>alert(1)</script>"
    with transaction(engine) as session:
        rule = Rule("", evil, Action.BOOST, Match(brands=frozenset({evil})))
        saved = rulebook.save(session, rule, now=clock.now())
    for path in ("/dashboard/rules", f"/dashboard/rules/{saved.rule_id}"):
        page = marek.get(path).text
        assert evil not in page
        assert page.count("&lt;script&gt;") >= 2


def test_visitors_are_sent_to_sign_in(http: TestClient) -> None:
    assert http.get("/dashboard/rules").url.path == "/dashboard/sign-in"


def test_a_form_says_what_its_rule_says() -> None:
    form = RuleForm(
        name=" Margins ",
        action="bury",
        brands="Pott\n\n Skerry ",
        min_margin="12,5",
        max_margin="30 %",
        strength="0.5",
        starts_at="2026-03-01T09:00",
        placements=["email"],
        enabled=True,
    )
    rule = form.rule("r-1")
    again = RuleForm.of(rule)
    assert again.rule("r-1") == rule
    assert (again.brands, again.min_margin, again.max_margin) == ("Pott\nSkerry", "12.5", "30")
    with pytest.raises(InvalidInput):
        RuleForm(name="x", strength="6", brands="Pott").rule()
