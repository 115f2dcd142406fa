"""What stands in the tables behind the pages, and how a test signs in."""

import re
from datetime import timedelta
from email.message import EmailMessage

from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own
from sqlalchemy import Engine

from core import catalog, shoppers
from core.database import transaction
from feedback import conversations
from feedback.events import NewEvent, store
from feedback.reasons import Reason, effect_of
from feedback.tables import EventType, Label, Sender, SurveyResponse
from recovery.tables import AbandonedCart, EmailState, RecoveryEmail
from tests.clock import ManualClock
from tests.shop import shop_catalog

PASSWORD = "correct horse battery"
PAGES = ("/dashboard", "/dashboard/emails", "/dashboard/emails/e-1", "/dashboard/emails/e-1/preview")


def token(page: str) -> str:
    match = re.search(r'name="form_token" value="([^"]+)"', page)
    assert match is not None
    return match.group(1)


def sign_in(http: TestClient, password: str = PASSWORD, *, username: str = "marek", to: str = "") -> Response:
    page = http.get("/dashboard/sign-in", params={"next": to} if to else {})
    target = re.search(r'name="to" value="([^"]+)"', page.text)
    assert target is not None
    form = {
        "username": username,
        "password": password,
        "form_token": token(page.text),
        "to": target.group(1),
    }
    return http.post("/dashboard/sign-in", data=form)


def seed_email(engine: Engine, clock: ManualClock, *, html: str, subject: str = "Your jacket") -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "s", "shop@example.com", "ayla@example.com"
    message.set_content("You left a jacket.")
    message.add_alternative(html, subtype="html")
    now = clock.now()
    with transaction(engine) as session:
        ayla = shoppers.ensure_shopper(session, "ayla", now=now)
        shoppers.set_email(session, ayla, "ayla@example.com")
        cart = AbandonedCart(
            cart_id="c-1",
            shopper_id=ayla.shopper_id,
            session_id="s",
            lines=[],
            started_at=now,
            last_activity_at=now,
            detected_at=now,
        )
        session.add(cart)
        session.flush()
        email = RecoveryEmail(
            email_id="e-1",
            cart_id="c-1",
            step=1,
            shopper_id=ayla.shopper_id,
            state=EmailState.SENT,
            reason=Reason.EXTRA_COSTS,
            subject=subject,
            message=message.as_string(),
            composed_at=now,
            sent_at=now,
        )
        session.add(email)


def seed_answer(engine: Engine, clock: ManualClock, text: str, reason: Reason | None = Reason.OTHER) -> None:
    """Straight into the tables, past the check for markup."""
    with transaction(engine) as session:
        ayla = shoppers.ensure_shopper(session, "ayla", now=clock.now())
        response = SurveyResponse(
            response_id=text[:5],
            shopper_id=ayla.shopper_id,
            session_id="s",
            survey="exit_intent",
            version=1,
            reason=Reason.OTHER,
            text=text,
            answered_at=clock.now() - timedelta(hours=1),
        )
        session.add(response)
        session.flush()
        if reason is None:  # no job has labelled it yet
            return
        label = Label(
            response_id=response.response_id,
            shopper_id=ayla.shopper_id,
            reason=reason,
            effect=effect_of(reason),
            confidence=0.9,
            labelled_by="encoder",
            labelled_at=clock.now(),
        )
        session.add(label)


def seed_conversation(engine: Engine, clock: ManualClock, text: str) -> str:
    with transaction(engine) as session:
        ayla = shoppers.ensure_shopper(session, "ayla", now=clock.now())
        conversation = conversations.current(session, ayla.shopper_id, now=clock.now())
        conversations.keep(
            session, conversation, [conversations.NewMessage(Sender.SHOPPER, text)], now=clock.now()
        )
        conversations.hand_over(session, conversation, summary=text, now=clock.now())
        return conversation.conversation_id


def seed_carts(engine: Engine, clock: ManualClock, *, days_ago: int, abandoned: int, purchased: int) -> None:
    """So many sessions with a cart, each of a shopper of its own."""
    at = clock.now() - timedelta(days=days_ago)
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog(), now=clock.now())
        for number in range(abandoned + purchased):
            name = f"{days_ago}-{number}"
            shopper = shoppers.ensure_shopper(session, name, now=at).shopper_id
            kinds = [EventType.CART, *([EventType.PURCHASE] if number < purchased else [])]
            events = [NewEvent(f"{name}-{kind}", shopper, name, kind, at, product_id="mug") for kind in kinds]
            store(session, events, now=at)
