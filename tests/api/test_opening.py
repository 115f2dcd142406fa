"""What is told to the assistant of a shopper who begins to talk."""

from datetime import timedelta

from fastapi.testclient import TestClient

from api.http.dependencies import Services
from api.opening import JUST_NOW, opening
from core.database import transaction
from tests.shop import Visitor


def facts(services: Services, visitor: Visitor, *, later: timedelta = timedelta()) -> dict[str, str]:
    shopper_id = visitor.get("/v1/privacy/export").json()["shopper"][0]["shopper_id"]
    with transaction(services.engine, writes=False) as session:
        return dict(opening(session, shopper_id, now=services.clock.now() + later))


def test_who_did_nothing_is_told_nothing_of(services: Services, http: TestClient, visitor: Visitor) -> None:
    visitor.does("view", "mug")
    assert facts(services, visitor) == {}


def test_an_answer_to_the_survey_is_told_for_an_hour(services: Services, visitor: Visitor) -> None:
    visitor.does("view", "mug")
    assert visitor.answers("price", "mug").is_success
    assert facts(services, visitor) == {"survey": "price"}
    assert facts(services, visitor, later=JUST_NOW) == {}


def test_what_was_put_in_last_is_told_of_a_basket(services: Services, visitor: Visitor) -> None:
    earlier = (visitor.clock.now() - timedelta(minutes=5)).isoformat()
    visitor.does("cart", "teapot", occurred_at=earlier)
    visitor.does("cart", "mug")
    assert facts(services, visitor) == {"basket": "Blue stoneware mug"}
