"""Events as sessions: split at pauses and purchases, with their past, without those who refuse."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from core.consent import ConsentPurpose, decide
from core.shopper_sessions import MEMORY, PAUSE
from core.shoppers import ensure_shopper
from feedback.events import NewEvent, store
from feedback.profiles import shopper_sessions
from feedback.tables import EventType
from tests.clock import ManualClock

CART, PURCHASE, VIEW = EventType.CART, EventType.PURCHASE, EventType.VIEW


class Log:
    """One shopper's events, each so many minutes after the one before."""

    def __init__(self, session: Session, clock: ManualClock) -> None:
        self.session, self.clock = session, clock
        self.shopper_id = ensure_shopper(session, "ayla", now=clock.now()).shopper_id
        self.count = 0

    def does(self, kind: EventType, *, after: float = 1, product: str | None = "mug", **more: object) -> None:
        self.clock.advance(timedelta(minutes=after))
        self.count += 1
        event = NewEvent(
            f"event-{self.count}",
            self.shopper_id,
            "s-1",
            kind,
            self.clock.now(),
            product,
            **more,  # type: ignore[arg-type]
        )
        store(self.session, [event], now=self.clock.now())

    def finished(self) -> list[list[str]]:
        by_shopper = shopper_sessions.finished(self.session, now=self.clock.now())
        return [
            [step.kind for step in shopper_session.steps]
            for own_visits in by_shopper
            for shopper_session in own_visits
        ]


@pytest.fixture
def log(session: Session, clock: ManualClock) -> Log:
    return Log(session, clock)


def test_a_pause_and_a_purchase_end_a_session(log: Log) -> None:
    log.does(VIEW)
    log.does(CART, after=29)
    log.does(VIEW, after=31)
    log.does(PURCHASE)
    log.does(PURCHASE, product="hat")  # of the same order
    log.does(VIEW)
    log.clock.advance(timedelta(hours=1))
    assert log.finished() == [["view", "cart"], ["view", "purchase", "purchase"], ["view"]]


def test_what_is_going_on_has_not_finished(log: Log) -> None:
    log.does(VIEW)
    assert log.finished() == []
    now = shopper_sessions.current(log.session, log.shopper_id, now=log.clock.now())
    assert now is not None
    assert [step.kind for step in now.steps] == ["view"]
    log.clock.advance(PAUSE + timedelta(seconds=1))
    assert shopper_sessions.current(log.session, log.shopper_id, now=log.clock.now()) is None
    assert log.finished() == [["view"]]


def test_a_session_knows_what_went_before(log: Log) -> None:
    log.does(CART, quantity=2)
    log.does(VIEW, after=60)
    log.does(PURCHASE)
    log.does(VIEW, after=60)
    log.does(CART, product="hat")
    log.does(VIEW, after=60)
    now = shopper_sessions.current(log.session, log.shopper_id, now=log.clock.now())
    assert now is not None
    assert (now.past.sessions, now.past.bought, now.past.left) == (3, 1, 2)
    assert now.cart == now.past.cart == {"hat": 1}
    assert now.past.bought_at == log.clock.now() - timedelta(minutes=121)


def test_the_past_is_forgotten_in_time(log: Log) -> None:
    log.does(CART)
    log.does(VIEW, after=MEMORY / timedelta(minutes=1) + 100)
    now = shopper_sessions.current(log.session, log.shopper_id, now=log.clock.now())
    assert now is not None
    assert now.past.sessions == 0


def test_what_is_shown_to_a_shopper_is_no_step_and_how_they_left_no_source(log: Log) -> None:
    log.does(EventType.IMPRESSION)
    log.does(EventType.EXIT_INTENT, context={"source": "pointer", "device": "desktop"})
    log.does(VIEW, context={"source": "email", "device": "touch"})
    log.does(EventType.SURVEY_SHOWN, product=None)
    now = shopper_sessions.current(log.session, log.shopper_id, now=log.clock.now())
    assert now is not None
    assert [step.kind for step in now.steps] == ["exit_intent", "view"]
    assert (now.said("source"), now.said("device"), now.said("country")) == ("email", "touch", "")


def test_the_session_around_a_moment_goes_on_to_its_end(log: Log) -> None:
    log.does(VIEW)
    log.does(CART)
    touched = log.clock.now()
    log.does(VIEW, after=20)
    log.does(VIEW, after=20)
    log.does(VIEW, after=600)
    shopper_session = shopper_sessions.around(log.session, log.shopper_id, touched)
    assert shopper_session is not None
    assert [step.kind for step in shopper_session.steps] == ["view", "cart", "view", "view"]
    assert shopper_sessions.around(log.session, log.shopper_id, touched - timedelta(days=9)) is None


def test_who_refuses_is_not_learned_from(log: Log) -> None:
    log.does(VIEW)
    log.clock.advance(timedelta(hours=1))
    refused = {ConsentPurpose.PERSONALISATION: False}
    decide(log.session, log.shopper_id, refused, source="storefront", now=log.clock.now())
    assert log.finished() == []
