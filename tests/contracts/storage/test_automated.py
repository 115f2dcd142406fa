"""A crawler and a person beside it: whose doing is counted, learned from, written about."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from core import shoppers
from core.automated import is_automated, mark
from core.identification import identify
from core.tables import AutomationSign, Shopper
from feedback import events, reports
from feedback.events import judge, judge_all
from feedback.profiles import shopper_sessions, training_data
from feedback.profiles.acquisition import arrivals, paid
from feedback.reasons import Reason
from feedback.reports import Period
from feedback.surveys import NewResponse, respond
from feedback.tables import EventType
from recovery import carts
from tests.clock import ManualClock
from tests.contracts.storage.shop import JACKET


def nameless(session: Session, clock: ManualClock) -> Shopper:
    visitor = shoppers.create_visitor(session, now=clock.now())
    return session.get_one(Shopper, visitor.shopper_id)


def does(
    session: Session, shopper: Shopper, clock: ManualClock, kind: EventType = EventType.VIEW, times: int = 1
) -> None:
    """So many within ten seconds."""
    seen = [
        events.NewEvent(
            event_id=str(uuid4()),
            shopper_id=shopper.shopper_id,
            session_id="s",
            type=kind,
            occurred_at=clock.now() + timedelta(milliseconds=100 * number),
            product_id=JACKET.product_id,
        )
        for number in range(times)
    ]
    events.store(session, seen, now=clock.now())


@pytest.fixture
def crawler(session: Session, ayla: Shopper, clock: ManualClock) -> Shopper:
    """Looks at everything, puts it into a cart, answers the survey; Ayla looks at one thing and takes it."""
    shopper = nameless(session, clock)
    does(session, shopper, clock, times=40)
    for kind in (EventType.VIEW, EventType.CART):
        does(session, shopper, clock, kind)
        does(session, ayla, clock, kind)
    response = NewResponse("r", shopper.shopper_id, "s", "exit_intent", 1, Reason.PRICE, "", ())
    respond(session, response, now=clock.now())
    return shopper


def marked(session: Session, shopper: Shopper) -> bool:
    session.expire_all()
    return is_automated(session.get_one(Shopper, shopper.shopper_id))


def test_what_a_crawler_does_is_in_no_figure_and_no_training(
    session: Session, ayla: Shopper, crawler: Shopper, clock: ManualClock
) -> None:
    judge(session, crawler.shopper_id, now=clock.now())
    clock.advance(timedelta(hours=2))
    week = Period.days(7, until=clock.now())
    assert marked(session, crawler)
    learned = {interaction.shopper_id for interaction in training_data(session, [JACKET]).interactions}
    ended = list(shopper_sessions.finished(session, now=clock.now()))
    sighting = carts.look(session, now=clock.now(), idle=timedelta(hours=1), within=timedelta(days=7))
    figures = reports.abandonment(session, week, finished_before=clock.now())
    assert learned == set(arrivals(session)) == {ayla.shopper_id}
    assert paid(session, {}) == {}
    assert len(ended) == 1
    assert [cart["shopper_id"] for cart in sighting.left] == [ayla.shopper_id]
    assert (figures.sessions.abandoned, figures.sessions.open) == (1, 0)
    assert reports.reasons(session, week).waiting == 0
    assert reports.kept_out(session, week) == reports.KeptOut(visitors=1, events=42)


def test_the_job_marks_what_was_stored_before(session: Session, crawler: Shopper) -> None:
    assert not marked(session, crawler)
    assert judge_all(session) == 1
    assert marked(session, crawler)
    assert judge_all(session) == 0


def test_who_proves_who_they_are_is_a_person_again(
    session: Session, ayla: Shopper, crawler: Shopper, clock: ManualClock
) -> None:
    other = nameless(session, clock)
    mark(session, other.shopper_id, AutomationSign.NAME)
    judge_all(session)
    identify(session, session.get_one(Shopper, crawler.shopper_id), external_id="busy", now=clock.now())
    shoppers.set_email(session, session.get_one(Shopper, other.shopper_id), "other@example.com")
    assert not marked(session, crawler)
    assert not marked(session, other)
    assert len({interaction.shopper_id for interaction in training_data(session, [JACKET]).interactions}) == 2
    assert judge_all(session) == 0


def test_who_has_a_name_or_buys_is_marked_by_nothing(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    buyer = nameless(session, clock)
    does(session, ayla, clock, times=100)
    does(session, buyer, clock, times=100)
    does(session, buyer, clock, EventType.PURCHASE)
    mark(session, ayla.shopper_id, AutomationSign.NAME)
    for shopper in (ayla, buyer):
        judge(session, shopper.shopper_id, now=clock.now())
    assert judge_all(session) == 0
    assert not marked(session, ayla)
    assert not marked(session, buyer)


def test_a_crawler_that_saw_an_order_page_first_takes_no_purchase_from_who_bought(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    crawler = nameless(session, clock)
    mark(session, crawler.shopper_id, AutomationSign.NAME)
    for shopper in (crawler, ayla):
        who, at, what = shopper.shopper_id, clock.now(), JACKET.product_id
        bought = events.NewEvent(str(uuid4()), who, "s", EventType.PURCHASE, at, what, order_id="o-1")
        events.store(session, [bought], now=clock.now())
        clock.advance(timedelta(minutes=1))
    assert [interaction.shopper_id for interaction in training_data(session, [JACKET]).interactions] == [
        ayla.shopper_id
    ]
