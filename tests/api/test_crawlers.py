"""A crawler at the doors: answered like everybody, asked nothing, told on the dashboard."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.http.dependencies import Services
from core.database import transaction
from core.keys import Keys
from core.tables import AddressClaim, AutomationSign, Shopper
from recovery import confirmation
from tests.clock import ManualClock
from tests.shop import Visitor

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def signs(services: Services) -> list[AutomationSign | None]:
    with transaction(services.engine, writes=False) as session:
        return [shopper.automated for shopper in session.exec(select(Shopper))]


@pytest.mark.parametrize("agent", [GOOGLEBOT, ""])
def test_a_crawler_is_answered_like_everybody_and_asked_nothing(
    services: Services, http: TestClient, keys: Keys, clock: ManualClock, agent: str
) -> None:
    person = Visitor.arrives(http, keys, clock)
    http.headers["user-agent"] = agent
    crawler = Visitor.arrives(http, keys, clock)
    crawler.does("view", "mug")
    crawler.does("cart", "mug")
    assert signs(services) == [None, AutomationSign.NAME]
    assert len(crawler.get("/v1/recommendations").json()["products"]) > 0
    assert crawler.get("/v1/surveys/due").json()["survey"] is None
    http.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0; rv:121.0) Gecko/20100101 Firefox/121.0"
    assert person.get("/v1/surveys/due").json()["survey"] is not None


def test_a_browser_that_was_a_persons_at_first_is_marked_by_what_it_says_later(
    services: Services, visitor: Visitor, http: TestClient
) -> None:
    visitor.does("view", "mug")
    http.headers["user-agent"] = GOOGLEBOT
    visitor.does("view", "mug")
    assert signs(services) == [AutomationSign.NAME]


def test_a_server_speaks_for_shoppers_whatever_it_calls_itself(
    services: Services, http: TestClient, visitor: Visitor, secret: dict[str, str]
) -> None:
    told = visitor.event("view", "mug") | {"email": "ayla@example.com"}
    headers = secret | {"user-agent": GOOGLEBOT}
    assert http.post("/v1/events", json={"events": [told]}, headers=headers).status_code == 202
    assert signs(services) == [None, None]


def test_a_scraper_is_marked_while_it_scrapes(
    services: Services, http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    person, scraper = (Visitor.arrives(http, keys, clock) for _ in range(2))
    for _ in range(100):
        person.does("view", "mug")
        clock.advance(timedelta(minutes=2, seconds=7))
    assert signs(services) == [None, None]
    for _ in range(60):
        scraper.does("view", "mug")
        clock.advance(timedelta(seconds=1))
    assert sorted(signs(services), key=bool) == [None, AutomationSign.CONDUCT]


def test_an_address_that_a_crawler_typed_is_not_asked(
    services: Services, http: TestClient, keys: Keys, clock: ManualClock
) -> None:
    for agent, address in ((GOOGLEBOT, "no@example.com"), ("Firefox", "yes@example.com")):
        http.headers["user-agent"] = agent
        visitor = Visitor.arrives(http, keys, clock)
        visitor.post("/v1/identify", {"email": address})
        visitor.put("/v1/consent", {"recovery_email": True})
    confirmation.compose_due(services.engine, services.settings, keys, now=clock.now())
    with transaction(services.engine, writes=False) as session:
        asked = [claim.address for claim in _considered(session)]
    assert asked == ["yes@example.com"]


def _considered(session: Session) -> list[AddressClaim]:
    return [claim for claim in session.exec(select(AddressClaim)) if claim.considered_at is not None]
