"""Conversations that wait for a person."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from core import shoppers
from core.errors import NotFound
from feedback import conversations
from feedback.conversations import handovers
from feedback.tables import Conversation
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
