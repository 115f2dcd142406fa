"""Events, answers and conversations: stored once, read back as what they mean."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial

import pytest
from sqlmodel import Session

from core.tables import Shopper
from feedback import conversations, events, labelling, surveys
from feedback.profiles import read_profile, training_data
from feedback.reasons import Effect, Reason
from feedback.tables import Event, Label, Sender, SignalKind
from tests.clock import ManualClock
from tests.contracts.storage.shop import JACKET, MUG, answer, event, no_text_to_encode

profile = partial(read_profile, products={})


def test_an_event_sent_twice_is_stored_once(session: Session, ayla: Shopper, clock: ManualClock) -> None:
    first, second = event("e1", ayla, clock.now()), event("e2", ayla, clock.now())

    assert events.record(session, [first], now=clock.now()) == events.Recorded(accepted=1, duplicates=0)
    assert events.record(session, [first, second], now=clock.now()) == events.Recorded(
        accepted=1, duplicates=1
    )
    assert events.record(session, [second, second], now=clock.now()) == events.Recorded(
        accepted=0, duplicates=2
    )


def test_a_batch_larger_than_a_statement_may_be_is_counted_whole(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    many = [event(f"e{number}", ayla, clock.now()) for number in range(2_345)]

    assert events.store(session, many, now=clock.now()).accepted == 2_345
    assert events.store(session, [*many, event("new", ayla, clock.now())], now=clock.now()).accepted == 1


def test_a_moment_comes_back_in_utc_to_the_microsecond(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    at = datetime(2026, 3, 1, 23, 59, 59, 123456, tzinfo=timezone(timedelta(hours=-5)))
    events.store(session, [event("e1", ayla, at)], now=clock.now())
    session.expire_all()

    stored = session.get_one(Event, "e1").occurred_at
    assert stored == at
    assert stored.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(session: Session, ayla: Shopper, clock: ManualClock) -> None:
    with pytest.raises(Exception, match="without a time zone"):
        events.store(session, [event("e1", ayla, datetime(2026, 3, 1))], now=clock.now())  # noqa: DTZ001


def test_a_label_weighs_what_came_before_it(session: Session, ayla: Shopper, clock: ManualClock) -> None:
    events.record(session, [event("before", ayla, clock.now())], now=clock.now())
    clock.advance(timedelta(minutes=5))
    surveys.respond(session, answer(ayla, "r1", Reason.JUST_BROWSING), now=clock.now())
    clock.advance(timedelta(minutes=5))
    events.record(session, [event("after", ayla, clock.now())], now=clock.now())

    assert labelling.label_responses(session, encode=no_text_to_encode, now=clock.now()) == 1
    assert labelling.label_responses(session, encode=no_text_to_encode, now=clock.now()) == 0
    assert session.get_one(Label, "r1").effect is Effect.HALVE
    assert [
        interaction.factor for interaction in profile(session, ayla.shopper_id, now=clock.now()).history
    ] == [
        0.5,
        1.0,
    ]
    data = training_data(session, [JACKET, MUG])
    assert (len(data.interactions), data.labels, data.signals) == (2, 1, 0)


def test_what_a_shopper_takes_back_in_a_conversation_counts_no_more(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    talk = conversations.current(session, ayla.shopper_id, now=clock.now())
    blue = conversations.NewSignal(SignalKind.PREFERENCE, attribute="colour", value="blue")
    twenty, ten = (conversations.NewSignal(SignalKind.BUDGET, value=value) for value in ("20.00", "10.00"))
    [preference, _] = conversations.learn(session, talk, [blue, twenty], now=clock.now())
    clock.advance(timedelta(minutes=1))
    conversations.learn(session, talk, [ten], now=clock.now())

    assert profile(session, ayla.shopper_id, now=clock.now()).said.max_price == Decimal("10.00")
    in_three_days = clock.now() + timedelta(days=3)
    assert profile(session, ayla.shopper_id, now=in_three_days).said.max_price is None, "it was for an errand"
    conversations.withdraw(session, ayla.shopper_id, preference.signal_id, now=clock.now())
    assert profile(session, ayla.shopper_id, now=clock.now()).said.statements == ()


def test_silent_conversations_are_purged_whole(session: Session, ayla: Shopper, clock: ManualClock) -> None:
    old = conversations.current(session, ayla.shopper_id, now=clock.now())
    conversations.keep(session, old, [conversations.NewMessage(Sender.SHOPPER, "hello")], now=clock.now())
    clock.advance(timedelta(days=10))
    new = conversations.current(session, ayla.shopper_id, now=clock.now())

    assert new.conversation_id != old.conversation_id
    assert conversations.purge(session, before=clock.now()) == [old.conversation_id]
    assert conversations.messages(session, old.conversation_id) == []
    assert conversations.latest(session, ayla.shopper_id) == new


def test_events_past_their_retention_are_purged(session: Session, ayla: Shopper, clock: ManualClock) -> None:
    events.record(session, [event("old", ayla, clock.now())], now=clock.now())
    clock.advance(timedelta(days=1))
    events.record(session, [event("new", ayla, clock.now())], now=clock.now())

    assert events.purge(session, before=clock.now()) == 1
    assert session.get(Event, "new") is not None
