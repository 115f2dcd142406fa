"""The list of content gaps over HTTP."""

from fastapi.testclient import TestClient

from core.database import transaction
from core.shoppers import ensure_shopper
from feedback import content_gaps
from tests.clock import ManualClock
from tests.shop import product


def test_the_limit_holds_and_the_total_is_of_all(
    http: TestClient, secret: dict[str, str], clock: ManualClock
) -> None:
    gone = product("gone", "Gone", "1.00", category="Old")
    engine = http.app.state.services.engine  # type: ignore[attr-defined]
    with transaction(engine) as session:
        shopper = ensure_shopper(session, "ayla", now=clock.now())
        for question in ("is it vegan", "where was this woven"):
            content_gaps.note(session, shopper.shopper_id, gone, question, now=clock.now())
    told = http.get("/v1/content-gaps", params={"limit": 1}, headers=secret).json()
    assert (len(told["gaps"]), told["total"]) == (1, 2)
    assert told["gaps"][0]["products"] == [{"product_id": "gone", "title": "", "asked": 1}]
    assert http.get("/v1/content-gaps", params={"limit": 0}, headers=secret).status_code == 422
