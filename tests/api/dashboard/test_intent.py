"""The dashboard says how likely a purchase was when a cart was left, and why; nothing before a model can."""

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.http.dependencies import Services
from core.database import transaction
from core.shoppers import shopper_by_external_id
from feedback.events import NewEvent, store
from feedback.tables import EventType
from tests.api.dashboard.seeding import seed_email
from tests.clock import ManualClock
from tests.intent import serve_carts

SAID = "When the shopper left, a purchase was"


def test_an_email_says_how_likely_a_purchase_was(
    marek: TestClient, services: Services, engine: Engine, clock: ManualClock
) -> None:
    seed_email(engine, clock, html="<p>Your jacket</p>")
    with transaction(engine) as session:
        ayla = shopper_by_external_id(session, "ayla").shopper_id
        store(session, [NewEvent("e", ayla, "s", EventType.CART, clock.now(), "mug", 3)], now=clock.now())
    assert SAID not in marek.get("/dashboard/emails/e-1").text
    serve_carts(services.settings.models_folder, now=clock.now())
    services.answers.refresh()
    page = marek.get("/dashboard/emails/e-1").text
    assert SAID in page
    assert "<li>+ 3 pieces in the cart</li>" in page
