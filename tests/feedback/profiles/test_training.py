"""The bridge: labels and signals change what the recommender learns from."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlmodel import Session

from core import catalog
from core.consent import ConsentPurpose, decide
from core.interactions import Kind
from core.shoppers import ensure_shopper, set_email
from feedback import conversations, events
from feedback.labelling import label_responses
from feedback.profiles import read_profile, training_data
from feedback.profiles.weights import ASKED_FOR, NOT_ASKED_FOR
from feedback.reasons import Reason
from feedback.surveys import NewResponse, respond
from feedback.tables import EventType, SignalKind
from tests.clock import ManualClock
from tests.shop import WordEncoder, shop_catalog

profile = partial(read_profile, products={})


@pytest.fixture
def shopper_id(session: Session, clock: ManualClock) -> str:
    catalog.upsert(session, shop_catalog(), now=clock.now())
    return ensure_shopper(session, "c-1", now=clock.now()).shopper_id


def does(
    session: Session, shopper_id: str, event_type: EventType, product_id: str, clock: ManualClock
) -> None:
    event = events.NewEvent(
        event_id=str(uuid4()),
        shopper_id=shopper_id,
        session_id="s",
        type=event_type,
        occurred_at=clock.now(),
        product_id=product_id,
    )
    events.record(session, [event], now=clock.now())


def answers(session: Session, shopper_id: str, reason: Reason, clock: ManualClock, text: str = "") -> None:
    response = NewResponse(
        response_id=str(uuid4()),
        shopper_id=shopper_id,
        session_id="s",
        survey="exit_intent",
        version=1,
        reason=reason,
        text=text,
        product_ids=("mug",),
    )
    respond(session, response, now=clock.now())
    label_responses(session, encode=WordEncoder().encode, now=clock.now())


@pytest.mark.parametrize(
    ("reason", "text", "factor"),
    [
        (Reason.EXTRA_COSTS, "", 1.0),
        (Reason.JUST_BROWSING, "", 0.5),
        (Reason.OTHER, "it is not what I wanted", -0.5),
        (Reason.OTHER, "zzz", 1.0),
    ],
)
def test_a_label_weighs_what_was_done_before_it(
    session: Session, clock: ManualClock, shopper_id: str, reason: Reason, text: str, factor: float
) -> None:
    does(session, shopper_id, EventType.CART, "mug", clock)
    clock.advance(timedelta(minutes=5))
    does(session, shopper_id, EventType.VIEW, "pan", clock)
    clock.advance(timedelta(minutes=5))
    answers(session, shopper_id, reason, clock, text)
    clock.advance(timedelta(days=1))
    does(session, shopper_id, EventType.VIEW, "mug", clock)
    history = profile(session, shopper_id, now=clock.now()).history
    assert [(event.product_id, event.kind, event.factor) for event in history] == [
        ("mug", Kind.CART, factor),
        ("pan", Kind.VIEW, 1.0),
        ("mug", Kind.VIEW, 1.0),
    ]
    data = training_data(session, shop_catalog())
    assert [event.factor for event in data.interactions] == [factor, 1.0, 1.0]
    assert data.labels == 1


def test_a_price_reason_makes_a_shopper_price_sensitive(
    session: Session, clock: ManualClock, shopper_id: str
) -> None:
    assert profile(session, shopper_id, now=clock.now()).said.price_sensitivity == 0
    answers(session, shopper_id, Reason.PRICE, clock)
    assert profile(session, shopper_id, now=clock.now()).said.price_sensitivity == 0.5
    for _ in range(2):  # in another tab, and once more: it is the same answer
        answers(session, shopper_id, Reason.EXTRA_COSTS, clock)
    assert profile(session, shopper_id, now=clock.now()).said.price_sensitivity == 0.5
    for _ in range(2):
        clock.advance(timedelta(days=31))
        answers(session, shopper_id, Reason.EXTRA_COSTS, clock)
    assert profile(session, shopper_id, now=clock.now()).said.price_sensitivity == 1


def test_what_one_person_answers_on_two_devices_is_one_label(
    session: Session, clock: ManualClock, shopper_id: str
) -> None:
    phone = ensure_shopper(session, "c-1-on-the-phone", now=clock.now())
    for shopper in (ensure_shopper(session, "c-1", now=clock.now()), phone):
        set_email(session, shopper, "ayla@example.com")
        for _ in range(2):
            clock.advance(timedelta(minutes=1))
            answers(session, shopper.shopper_id, Reason.SIZE_OR_FIT, clock)
    assert training_data(session, shop_catalog()).labels == 1


def test_likes_and_preferences_are_learned_from(
    session: Session, clock: ManualClock, shopper_id: str
) -> None:
    does(session, shopper_id, EventType.VIEW, "mug", clock)
    does(session, shopper_id, EventType.VIEW, "teapot", clock)
    conversation = conversations.current(session, shopper_id, now=clock.now())
    signals = [
        conversations.NewSignal(SignalKind.PREFERENCE, attribute="colour", value="blue"),
        conversations.NewSignal(SignalKind.PREFERENCE, attribute="colour", value="white", wanted=False),
        conversations.NewSignal(SignalKind.LIKE, product_id="pan"),
    ]
    conversations.learn(session, conversation, signals, now=clock.now() + timedelta(minutes=1))
    data = training_data(session, shop_catalog())
    assert {event.product_id: event.factor for event in data.interactions if event.kind is Kind.VIEW} == {
        "mug": ASKED_FOR,
        "teapot": NOT_ASKED_FOR,
    }
    assert [event.product_id for event in data.interactions if event.kind is Kind.LIKE] == ["pan"]
    assert data.signals == 3


def test_without_consent_nothing_is_learned(session: Session, clock: ManualClock, shopper_id: str) -> None:
    does(session, shopper_id, EventType.VIEW, "mug", clock)
    answers(session, shopper_id, Reason.PRICE, clock)
    decide(session, shopper_id, {ConsentPurpose.PERSONALISATION: False}, source="test", now=clock.now())
    data = training_data(session, shop_catalog())
    assert (data.interactions, data.labels, data.signals) == ([], 0, 0)


def test_history_is_the_newest_part(session: Session, clock: ManualClock, shopper_id: str) -> None:
    for product_id in ("mug", "pan", "teapot"):
        does(session, shopper_id, EventType.VIEW, product_id, clock)
        clock.advance(timedelta(minutes=1))
    assert [event.product_id for event in profile(session, shopper_id, now=clock.now(), limit=2).history] == [
        "pan",
        "teapot",
    ]
