"""What is known of a shopper, in one statement, whoever wrote it and whichever way they are found."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from core import catalog, shoppers
from core.consent import ConsentPurpose, decide
from core.database import Reader, Rows, connect, transaction
from core.identification import identify
from core.interactions import Kind, Statement
from core.privacy import erase
from core.tables import Shopper
from feedback import conversations, events, labelling
from feedback.profiles import By, Profile, Whose, profile_of, read_profile, read_records
from feedback.reasons import Effect, Reason
from feedback.surveys import respond
from feedback.tables import EventType, Label, SignalKind
from tests.clock import ManualClock
from tests.contracts.storage.shop import JACKET, MUG, answer, event, leave_everything, no_text_to_encode

AYLA = Whose(By.EXTERNAL_ID, "ayla")
profile = partial(read_profile, products={})
FROM_ANOTHER_PROCESS = """
import sys
from datetime import UTC, datetime
from core.database import connect, transaction
from feedback.events import NewEvent, store
from feedback.tables import EventType


url, shopper_id = sys.argv[1:]
engine = connect(url)
with transaction(engine) as session:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    store(session, [NewEvent("elsewhere", shopper_id, "s9", EventType.CART, at, "mug")], now=at)
engine.dispose()
"""


def as_read(rows: Rows, clock: ManualClock) -> Profile:
    return profile_of(rows, products={}, now=clock.now())


def factors(session: Session, shopper: Shopper, clock: ManualClock) -> list[float]:
    return [
        interaction.factor for interaction in profile(session, shopper.shopper_id, now=clock.now()).history
    ]


@pytest.fixture
def shopper_id(engine: Engine, clock: ManualClock) -> str:
    with transaction(engine) as session:
        catalog.upsert(session, [JACKET, MUG], now=clock.now())
        return shoppers.ensure_shopper(session, "ayla", now=clock.now()).shopper_id


def does(engine: Engine, work: Callable[[Session], object]) -> None:
    with transaction(engine) as session:
        work(session)


def viewed(session: Session, event_id: str, shopper_id: str, clock: ManualClock) -> None:
    ayla = session.get_one(Shopper, shopper_id)
    events.record(session, [event(event_id, ayla, clock.now())], now=clock.now())


def test_nobody_is_known_who_is_not_there(engine: Engine, shopper_id: str, clock: ManualClock) -> None:
    reader = Reader(engine)
    for whose in (Whose(By.EXTERNAL_ID, "bea"), Whose(By.VISITOR_ID, "none"), Whose(By.SHOPPER_ID, "none")):
        assert as_read(read_records(reader, whose), clock) == Profile()
    assert as_read(read_records(reader, AYLA), clock) == Profile(shopper_id=shopper_id)


def test_a_shopper_is_the_same_by_each_of_their_names(
    session: Session, engine: Engine, clock: ManualClock
) -> None:
    visitor = shoppers.create_visitor(session, now=clock.now())
    nameless = session.get_one(Shopper, visitor.shopper_id)
    catalog.upsert(session, [JACKET, MUG], now=clock.now())
    shopper, _ = identify(session, nameless, external_id="ayla", now=clock.now())
    leave_everything(session, shopper, clock.now())
    within = profile(session, shopper.shopper_id, now=clock.now())
    session.commit()
    reader = Reader(engine)
    by_names = [
        as_read(read_records(reader, whose), clock)
        for whose in (
            AYLA,
            Whose(By.VISITOR_ID, visitor.visitor_id),
            Whose(By.SHOPPER_ID, shopper.shopper_id),
        )
    ]
    assert by_names == [within] * 3
    assert [(interaction.product_id, interaction.kind) for interaction in within.history] == [
        ("jacket", Kind.VIEW),
        ("mug", Kind.LIKE),
    ]
    assert within.said.price_sensitivity == 0.5
    assert within.context == {"device": "phone"}


def test_what_was_said_of_an_interaction_weighs_it_by_the_newest_answer_after_it(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    for number, reason in enumerate((Reason.PRICE, Reason.JUST_BROWSING)):
        events.record(session, [event(f"e{number}", ayla, clock.now())], now=clock.now())
        clock.advance(timedelta(minutes=1))
        respond(session, answer(ayla, f"r{number}", reason), now=clock.now())
        clock.advance(timedelta(minutes=1))
    events.record(session, [event("last", ayla, clock.now())], now=clock.now())
    labelling.label_responses(session, encode=no_text_to_encode, now=clock.now())
    assert factors(session, ayla, clock) == [0.5, 0.5, 1.0]


def test_what_a_shopper_said_holds_until_they_take_it_back(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    talk = conversations.current(session, ayla.shopper_id, now=clock.now())
    signals = [
        conversations.NewSignal(SignalKind.PREFERENCE, attribute="colour", value="pink", wanted=False),
        conversations.NewSignal(SignalKind.BUDGET, value="40"),
        conversations.NewSignal(SignalKind.DISLIKE, product_id="mug"),
    ]
    conversations.learn(session, talk, signals, now=clock.now())
    shopper_profile = profile(session, ayla.shopper_id, now=clock.now())
    assert shopper_profile.said.statements == (Statement("colour", "pink", wanted=False),)
    assert shopper_profile.said.max_price == 40
    assert [interaction.kind for interaction in shopper_profile.history] == [Kind.DISLIKE]


def test_other_events_do_not_push_a_shoppers_interactions_out(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    events.record(session, [event("view", ayla, clock.now())], now=clock.now())
    clock.advance(timedelta(minutes=1))
    shown = [event(f"shown-{number}", ayla, clock.now(), EventType.IMPRESSION) for number in range(5)]
    events.record(session, shown, now=clock.now())
    assert [
        interaction.kind
        for interaction in profile(session, ayla.shopper_id, now=clock.now(), limit=2).history
    ] == [Kind.VIEW]


def test_what_a_shopper_bought_is_known_however_much_they_looked_since(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    events.record(session, [event("bought", ayla, clock.now(), EventType.PURCHASE)], now=clock.now())
    history = profile(session, ayla.shopper_id, now=clock.now()).history
    assert [interaction.kind for interaction in history] == [Kind.PURCHASE], (
        "once, though it is among the newest, too"
    )
    clock.advance(timedelta(minutes=1))
    looks = [event(f"look-{number}", ayla, clock.now()) for number in range(5)]
    events.record(session, looks, now=clock.now())
    history = profile(session, ayla.shopper_id, now=clock.now(), limit=2).history
    assert history[0].kind is Kind.PURCHASE
    assert {interaction.kind for interaction in history[1:]} == {Kind.VIEW}


def test_what_was_not_what_a_shopper_wanted_holds_until_they_touch_it_anew(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    respond(session, answer(ayla, "r", Reason.OTHER), now=clock.now())
    label = Label(
        response_id="r",
        shopper_id=ayla.shopper_id,
        reason=Reason.OTHER,
        effect=Effect.NEGATIVE,
        confidence=1.0,
        labelled_by="encoder",
        labelled_at=clock.now(),
    )
    session.add(label)
    assert factors(session, ayla, clock) == [-0.5]
    clock.advance(timedelta(minutes=1))
    events.record(session, [event("again", ayla, clock.now())], now=clock.now())
    assert factors(session, ayla, clock) == [1.0]


def test_an_event_of_another_process_is_known_at_once(
    engine: Engine, shopper_id: str, clock: ManualClock
) -> None:
    reader = Reader(engine)
    does(engine, lambda session: viewed(session, "here", shopper_id, clock))
    assert len(as_read(read_records(reader, AYLA), clock).history) == 1
    url = engine.url.render_as_string(hide_password=False)
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", FROM_ANOTHER_PROCESS, url, shopper_id], check=True, cwd=root)
    assert {interaction.product_id for interaction in as_read(read_records(reader, AYLA), clock).history} == {
        "jacket",
        "mug",
    }


def test_without_the_shoppers_consent_nothing_is_used(
    engine: Engine, shopper_id: str, clock: ManualClock
) -> None:
    reader = Reader(engine)
    does(engine, lambda session: viewed(session, "e1", shopper_id, clock))
    for granted in (False, True, False):
        clock.advance(timedelta(seconds=1))
        choice = {ConsentPurpose.PERSONALISATION: granted}
        with transaction(engine) as session:
            decide(session, shopper_id, choice, source="test", now=clock.now())
        shopper_profile = as_read(read_records(reader, AYLA), clock)
        assert (shopper_profile.allowed, len(shopper_profile.history)) == (granted, int(granted))


def test_who_is_erased_is_nobody_at_once(engine: Engine, shopper_id: str, clock: ManualClock) -> None:
    reader = Reader(engine)
    does(engine, lambda session: viewed(session, "e1", shopper_id, clock))
    assert read_records(reader, AYLA)
    does(engine, lambda session: erase(session, shopper_id, outside=()))
    assert read_records(reader, AYLA) == ()


def test_a_read_does_not_wait_for_writers(engine: Engine, shopper_id: str, clock: ManualClock) -> None:
    reader = Reader(engine)
    with transaction(engine) as session:
        ayla = session.get_one(Shopper, shopper_id)
        ayla.email = "ayla@example.com"
        session.add(ayla)
        session.flush()
        assert as_read(read_records(reader, AYLA), clock) == Profile(shopper_id=shopper_id)


def test_a_database_that_is_gone_is_said_as_the_engine_says_it(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(OperationalError):
        read_records(Reader(engine), AYLA)
    engine.dispose()
