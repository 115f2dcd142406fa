"""Conversations that wait for a person."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from core import shoppers
from core.errors import NotFound
from feedback import conversations
from feedback.conversations import handovers
from feedback.tables import Conversation, Sender
from tests.clock import ManualClock


def _called(session: Session, clock: ManualClock, name: str) -> Conversation:
    shopper = shoppers.ensure_shopper(session, name, now=clock.now())
    conversation = conversations.current(session, shopper.shopper_id, now=clock.now())
    conversations.hand_over(session, conversation, summary=f"{name} asks", now=clock.now())
    return conversation


def test_the_newest_comes_first_and_a_closed_one_goes(session: Session, clock: ManualClock) -> None:
    ayla = _called(session, clock, "ayla")
    clock.advance(timedelta(hours=1))
    ines = _called(session, clock, "ines")
    assert [handover.summary for handover in handovers.waiting(session)] == ["ines asks", "ayla asks"]
    handovers.close(session, ayla.conversation_id, now=clock.now())
    assert [handover.conversation_id for handover in handovers.waiting(session)] == [ines.conversation_id]


def test_closing_twice_keeps_the_first_moment_and_it_can_be_opened_again(
    session: Session, clock: ManualClock
) -> None:
    ayla = _called(session, clock, "ayla")
    closed_at = clock.now()
    handovers.close(session, ayla.conversation_id, now=closed_at)
    handovers.close(session, ayla.conversation_id, now=closed_at + timedelta(hours=1))
    assert handovers.latest(session, ayla.conversation_id).closed_at == closed_at
    handovers.reopen(session, ayla.conversation_id)
    assert [handover.summary for handover in handovers.waiting(session)] == ["ayla asks"]


def test_a_conversation_without_a_call_is_not_found(session: Session, clock: ManualClock) -> None:
    shopper = shoppers.ensure_shopper(session, "ayla", now=clock.now())
    conversation = conversations.current(session, shopper.shopper_id, now=clock.now())
    with pytest.raises(NotFound):
        handovers.latest(session, conversation.conversation_id)


def test_who_answers_is_in_it_until_it_is_closed_or_left(session: Session, clock: ManualClock) -> None:
    ayla = _called(session, clock, "ayla")
    handover = handovers.latest(session, ayla.conversation_id)
    assert not handover.attended
    handovers.answer(session, handover, now=clock.now())
    assert handover.attended
    first = handover.answered_at
    handovers.leave(session, handover)
    assert not handover.attended
    clock.advance(timedelta(minutes=5))
    handovers.answer(session, handover, now=clock.now())
    assert (handover.attended, handover.answered_at) == (True, first)
    handovers.close(session, ayla.conversation_id, now=clock.now())
    assert not handover.attended
    handovers.answer(session, handover, now=clock.now())
    assert not handover.attended, "a word after the close is no return"


def test_how_long_it_takes_is_told_from_enough_closed_waits_of_late(
    session: Session, clock: ManualClock
) -> None:
    for number, minutes in enumerate((2, 4, 6, 8, 90), start=1):
        assert handovers.usual_wait(session, now=clock.now()) is None
        talk = _called(session, clock, f"shopper {number}")
        clock.advance(timedelta(minutes=minutes))
        handovers.answer(session, handovers.latest(session, talk.conversation_id), now=clock.now())
        handovers.close(session, talk.conversation_id, now=clock.now())
    _called(session, clock, "who waits still")
    assert handovers.usual_wait(session, now=clock.now()) == timedelta(minutes=6)
    assert handovers.usual_wait(session, now=clock.now() + timedelta(days=40)) is None


def test_who_sounded_upset_lately_is_upset(session: Session, clock: ManualClock) -> None:
    ayla = _called(session, clock, "ayla")
    handover = handovers.latest(session, ayla.conversation_id)

    def says(sentiment: float) -> None:
        message = conversations.NewMessage(Sender.SHOPPER, "…", {"sentiment": sentiment})
        conversations.keep(session, ayla, [message], now=clock.now())

    says(0.1)
    assert not handovers.is_upset(session, handover)
    says(-0.7)
    says(0.2)
    assert handovers.is_upset(session, handover)
    for _ in range(5):
        says(0.5)
    assert not handovers.is_upset(session, handover)
