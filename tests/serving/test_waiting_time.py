"""What is said of a wait: since when, and how long it takes only where that is known."""

from datetime import timedelta

from sqlmodel import Session

from core import shoppers
from feedback import conversations
from feedback.conversations import handovers
from serving.waiting_time import waiting_time
from tests.clock import ManualClock


def test_only_what_is_known_is_said(session: Session, clock: ManualClock) -> None:
    def called(name: str) -> str:
        shopper = shoppers.ensure_shopper(session, name, now=clock.now())
        talk = conversations.current(session, shopper.shopper_id, now=clock.now())
        conversations.hand_over(session, talk, summary="", now=clock.now())
        return talk.conversation_id

    def told(conversation_id: str) -> str:
        return waiting_time(session, handovers.latest(session, conversation_id), now=clock.now())

    waits = called("ayla")
    assert told(waits).startswith("A colleague was asked just now and has not answered yet. How long it will")
    for number in range(5):
        closed = called(f"c-{number}")
        clock.advance(timedelta(minutes=8))
        handovers.answer(session, handovers.latest(session, closed), now=clock.now())
        handovers.close(session, closed, now=clock.now())
    assert told(waits) == (
        "A colleague was asked 40 minutes ago and has not answered yet. "
        "As a rule a first answer takes about 8 minutes. It appears here."
    )
    handovers.answer(session, handovers.latest(session, waits), now=clock.now())
    assert "not answered yet" not in told(waits)
