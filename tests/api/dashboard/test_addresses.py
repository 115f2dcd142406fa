"""Addresses on the pages: whose word each rests on, in words."""

from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from core import shoppers
from core.addresses import claim, confirm
from core.database import transaction
from core.tables import AddressClaim, Shopper
from feedback import conversations
from tests.clock import ManualClock


def handed_over(session: Session, clock: ManualClock) -> tuple[Shopper, str]:
    """A nameless shopper who asked for a person, and the conversation."""
    visitor = shoppers.create_visitor(session, now=clock.now())
    shopper = session.get_one(Shopper, visitor.shopper_id)
    talk = conversations.current(session, shopper.shopper_id, now=clock.now())
    conversations.hand_over(session, talk, summary="asks for a colleague", now=clock.now())
    return shopper, talk.conversation_id


def test_a_page_says_what_an_address_rests_on(marek: TestClient, engine: Engine, clock: ManualClock) -> None:
    with transaction(engine) as session:
        shopper, conversation_id = handed_over(session, clock)
        shopper_id = shopper.shopper_id
    page = f"/dashboard/conversations/{conversation_id}"
    assert "no address known" in marek.get("/dashboard").text

    with transaction(engine) as session:
        shopper = session.get_one(Shopper, shopper_id)
        claim(session, shopper, "ayla@example.com", now=clock.now())
    assert "ayla@example.com, typed, not confirmed" in marek.get("/dashboard").text
    assert "1 typed, not confirmed" in marek.get("/dashboard/emails").text
    text = marek.get(page).text
    assert "which nobody has confirmed" in text
    assert "mailto:" not in text

    with transaction(engine) as session:
        confirm(session, session.exec(select(AddressClaim.claim_id)).one(), now=clock.now())
    assert "ayla@example.com, confirmed by its owner" in marek.get("/dashboard").text
    assert "1 confirmed by its owner" in marek.get("/dashboard/emails").text
    assert "mailto:ayla%40example.com" in marek.get(page).text

    with transaction(engine) as session:
        shoppers.set_email(session, session.get_one(Shopper, shopper_id), "ayla@shop.example")
    assert "ayla@shop.example, from the shop" in marek.get("/dashboard").text
