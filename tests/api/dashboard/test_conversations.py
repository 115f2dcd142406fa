"""Conversations on the dashboard: who answers is in it, and who sounds upset comes first."""

from datetime import timedelta

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core import shoppers
from core.database import transaction
from feedback import conversations
from feedback.conversations import handovers
from feedback.tables import Sender
from tests.api.dashboard.seeding import seed_conversation, token
from tests.clock import ManualClock


def called(engine: Engine, clock: ManualClock, name: str, sentiment: float) -> str:
    with transaction(engine) as session:
        shopper = shoppers.ensure_shopper(session, name, now=clock.now())
        talk = conversations.current(session, shopper.shopper_id, now=clock.now())
        message = conversations.NewMessage(Sender.SHOPPER, "…", {"sentiment": sentiment})
        conversations.keep(session, talk, [message], now=clock.now())
        conversations.hand_over(session, talk, summary=f"{name} asks", now=clock.now())
        clock.advance(timedelta(minutes=1))
        return talk.conversation_id


def test_who_sounds_upset_comes_first_and_who_is_attended_last(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    called(engine, clock, "ines", 0.3)
    called(engine, clock, "jonas", -0.8)
    attended = called(engine, clock, "ayla", -0.9)
    called(engine, clock, "mara", 0.0)
    with transaction(engine) as session:
        handovers.answer(session, handovers.latest(session, attended), now=clock.now())
    text = marek.get("/dashboard").text
    places = [text.index(f"{name} asks") for name in ("jonas", "mara", "ines", "ayla")]
    assert places == sorted(places)
    assert text.count("sounds upset ·") == 2
    assert text.count("somebody is in it") == 1


def test_who_answers_is_in_it_and_reads_the_whole_of_it(
    marek: TestClient, engine: Engine, clock: ManualClock
) -> None:
    conversation = seed_conversation(engine, clock, "Is this vegan?")
    path = f"/dashboard/conversations/{conversation}"
    page = marek.get(path).text
    assert "Is this vegan?" in page
    assert "The assistant answers until you do." in page
    form = {"form_token": token(page)}
    assert "You are in it" in marek.post(f"{path}/reply", data=form | {"text": "It is."}).text
    assert "You are in it" not in marek.post(f"{path}/close", data=form).text
    with transaction(engine, writes=False) as session:
        handover = handovers.latest(session, conversation)
        assert handover.answered_at is not None
        assert not handover.attended
