"""Real events of a real shop: how the definition of an abandoned cart differs from counting sessions."""

import csv
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from core.database import insert_new, transaction
from core.tables import Shopper
from feedback.events import NewEvent, store
from feedback.tables import EventType
from recovery.carts import Detection, look, note
from recovery.tables import AbandonedCart

DATA = Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[4] / "shared" / "data"))
FILE = DATA / "rees46-slice" / "2019-Oct.csv"
ENDED = datetime(2019, 10, 1, 5, tzinfo=UTC)
"""More than an hour after the last event of the slice."""

BOUGHT_IN_A_LATER_SESSION = {"550443776"}
BOUGHT_BEFORE_IT = {"516025438", "518494067", "550224334"}
"""They ordered something, then put something else into the cart and left it."""

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not here; set RAPPORT_DATA")


def read() -> list[NewEvent]:
    """The events of the file; its last line is cut off."""
    with FILE.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["user_session"]]
    return [
        NewEvent(
            event_id=f"line-{number:06}",
            shopper_id=row["user_id"],
            session_id=row["user_session"],
            type=EventType(row["event_type"]),
            occurred_at=datetime.strptime(row["event_time"], "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC),
            product_id=row["product_id"],
            order_id=_order_id(row),
        )
        for number, row in enumerate(rows)
    ]


def _order_id(row: dict[str, str]) -> str | None:
    """As the importer has it: what a session buys at one moment is an order."""
    return f"{row['user_session']}/{row['event_time']}" if row["event_type"] == "purchase" else None


@pytest.fixture
def log(engine: Engine) -> list[NewEvent]:
    events = read()
    shoppers = [
        {"shopper_id": shopper_id, "created_at": ENDED}
        for shopper_id in {event.shopper_id for event in events}
    ]
    with transaction(engine) as session:
        insert_new(session, Shopper, shoppers)
        store(session, events, now=ENDED)
    return events


def left_sessions(log: list[NewEvent]) -> dict[str, str]:
    """The naive count: every session with a cart event and no purchase -> its shopper."""
    bought = {event.session_id for event in log if event.type is EventType.PURCHASE}
    carts = {event.session_id: event.shopper_id for event in log if event.type is EventType.CART}
    return {session_id: shopper_id for session_id, shopper_id in carts.items() if session_id not in bought}


def test_the_naive_counts_are_those_that_the_data_page_names(log: list[NewEvent]) -> None:
    with_cart = {event.session_id for event in log if event.type is EventType.CART}
    buyers = {event.shopper_id for event in log if event.type is EventType.PURCHASE}
    left = left_sessions(log)
    assert (len(with_cart), len(left), len(set(left.values()) - buyers)) == (118, 53, 49)


def detected(session: Session) -> Detection:
    return note(session, look(session, now=ENDED, idle=timedelta(hours=1), within=timedelta(days=7)))


def test_every_difference_from_the_naive_count_has_its_reason(log: list[NewEvent], session: Session) -> None:
    """The reasons are told in docs/recovery.md, with these figures."""
    counted = detected(session)
    carts = session.exec(select(AbandonedCart)).all()
    sessions = left_sessions(log)
    buyers = {event.shopper_id for event in log if event.type is EventType.PURCHASE}

    assert counted.abandoned == len(carts) == 52
    assert len({cart.shopper_id for cart in carts}) == 52  # one cart a shopper
    assert len(set(sessions.values())) == 51  # of the 53 sessions, twice two are one shopper's
    assert set(sessions.values()) - {cart.shopper_id for cart in carts} == BOUGHT_IN_A_LATER_SESSION
    after_an_order = {cart.shopper_id for cart in carts} & buyers
    assert after_an_order == BOUGHT_BEFORE_IT
    assert len({cart.shopper_id for cart in carts} - buyers) == 49


def test_nobody_who_is_found_bought_after_their_cart(log: list[NewEvent], session: Session) -> None:
    detected(session)
    for cart in session.exec(select(AbandonedCart)):
        later = [
            event.type
            for event in log
            if event.shopper_id == cart.shopper_id and event.occurred_at >= cart.last_activity_at
        ]
        assert EventType.CART in later
        assert EventType.PURCHASE not in later
