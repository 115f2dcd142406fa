"""A shop with somebody in it: Ayla, who did, said, answered and ordered things, and got emails."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from api.http.dependencies import Services
from core import accounts
from core.database import transaction
from core.keys import Keys, Purpose, address_hash, sign
from jobs.addresses import confirm_addresses
from jobs.context import JobContext
from jobs.work import detect_abandoned_carts
from recovery import confirmation
from recovery.tables import AbandonedCart
from tests.api.conftest import http, secret, services, visitor
from tests.api.dashboard.seeding import PASSWORD, sign_in
from tests.clock import ManualClock
from tests.security.watching import EMAIL, EXTERNAL_ID, ORDER, WORDS
from tests.shop import Visitor, WordEncoder

__all__ = ["http", "secret", "services", "visitor"]  # fixtures


@dataclass(frozen=True)
class Ayla:
    """Ayla's browser, what they got by email, and the ids of what is theirs."""

    browser: Visitor
    shopper_id: str
    conversation_id: str
    message_id: str
    signal_id: str
    response_id: str
    event: dict[str, object]
    links: dict[Purpose, str]


@pytest.fixture
def ayla(http: TestClient, services: Services, secret: dict[str, str], clock: ManualClock) -> Ayla:
    """Ayla has a proven address, a cart that they left, a conversation, wishes, an answer and an order."""
    browser = Visitor.arrives(http, services.keys, clock)
    said = browser.post("/v1/identify", browser.signed(external_id=EXTERNAL_ID, email=EMAIL))
    assert said.status_code == 200
    browser.put("/v1/consent", {"recovery_email": True})
    event = browser.event("cart", "mug", quantity=1, price="9.50")
    assert browser.post("/v1/events", {"events": [event]}).status_code == 202
    answered = browser.answers("other", "mug", text=WORDS)
    assert answered.status_code == 201
    message_id = str(uuid4())
    chat = browser.post("/v1/chat/messages", {"id": message_id, "text": f"a blue mug, {WORDS}"}).json()
    conversation = f"/v1/conversations/{chat['conversation_id']}"
    signals = {"signals": [{"kind": "preference", "attribute": "colour", "value": "blue"}]}
    assert http.post(f"{conversation}/signals", json=signals, headers=secret).status_code == 201
    placed_at = (clock.now() - timedelta(days=2)).isoformat()  # so that it is not of this cart
    news = {"shopper_id": EXTERNAL_ID, "status": "shipped", "placed_at": placed_at}
    assert http.put(f"/v1/orders/{ORDER}", json=news, headers=secret).is_success
    clock.advance(timedelta(hours=2))
    links = _links(services)
    exported = browser.get("/v1/privacy/export").json()
    return Ayla(
        browser=browser,
        shopper_id=exported["shopper"][0]["shopper_id"],
        conversation_id=chat["conversation_id"],
        message_id=message_id,
        signal_id=exported["chat_signal"][0]["signal_id"],
        response_id=exported["survey_response"][0]["response_id"],
        event=event,
        links=links | {Purpose.VISITOR: browser.token},
    )


def _links(services: Services) -> dict[Purpose, str]:
    keys, clock = services.keys, services.clock
    context = JobContext(
        services.settings, keys, services.engine, clock, make_encoder=lambda _: WordEncoder()
    )
    detect_abandoned_carts(context)
    with transaction(services.engine, writes=False) as session:
        cart = session.exec(select(AbandonedCart)).one().cart_id
    return {
        Purpose.CART: sign(keys, Purpose.CART, cart),
        Purpose.UNSUBSCRIBE: sign(keys, Purpose.UNSUBSCRIBE, f"e-1:{address_hash(keys, EMAIL)}"),
    }


@pytest.fixture
def question(visitor: Visitor, services: Services, clock: ManualClock) -> str:
    """The token of the question that went to an address which this visitor typed."""
    visitor.post("/v1/identify", {"email": "typed@example.com"})
    visitor.put("/v1/consent", {"recovery_email": True})
    confirm_addresses(JobContext(services.settings, services.keys, services.engine, clock))
    claim = visitor.get("/v1/privacy/export").json()["address_claim"][0]["claim_id"]
    url = confirmation.link(services.settings, services.keys, claim, since=clock.now())
    return url.split("token=")[1]


@pytest.fixture
def marek(http: TestClient, engine: Engine, clock: ManualClock) -> TestClient:
    """A marketer's browser that is signed in; not the one that a stranger uses."""
    with transaction(engine) as session:
        accounts.set_password(session, "marek", PASSWORD, clock.now())
    browser = TestClient(http.app, raise_server_exceptions=False)
    assert sign_in(browser).url.path == "/dashboard"
    return browser


@pytest.fixture
def publishable(keys: Keys) -> dict[str, str]:
    return {"Authorization": f"Bearer {keys.publishable}"}
