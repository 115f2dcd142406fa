"""Consent where events come in and a survey would be shown: what is forbidden is not done, whoever asks."""

from datetime import timedelta

from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from feedback.tables import Event
from tests.clock import ManualClock
from tests.shop import Visitor


def test_without_consent_only_what_an_order_needs_is_recorded(
    visitor: Visitor, http: TestClient, secret: dict[str, str], engine: Engine, clock: ManualClock
) -> None:
    """The script asks first; another device, a batch on its way or a client of one's own may not."""
    visitor.post("/v1/identify", visitor.signed(external_id="ayla"))
    visitor.put("/v1/consent", {"personalisation": False})
    kinds = ("view", "click", "impression", "cart", "purchase")
    batch = [visitor.event(kind, "mug") for kind in kinds] + [visitor.event("search", query="a secret wish")]
    told = visitor.post("/v1/events", {"events": batch}).json()
    assert told == {"accepted": 2, "duplicates": 0, "not_allowed": 4}
    by_server = [visitor.event(kind, "mug") | {"shopper_id": "ayla"} for kind in kinds]
    told = http.post("/v1/events", json={"events": by_server}, headers=secret).json()
    assert told == {"accepted": 2, "duplicates": 0, "not_allowed": 3}
    with Session(engine) as session:
        assert set(session.exec(select(Event.type))) == {"cart", "purchase"}
    assert visitor.get("/v1/surveys/due").json() == {"survey": None}
    clock.advance(timedelta(seconds=1))
    visitor.put("/v1/consent", {"personalisation": True})
    assert visitor.post("/v1/events", {"events": batch}).json() == {
        "accepted": 4,
        "duplicates": 2,
        "not_allowed": 0,
    }
