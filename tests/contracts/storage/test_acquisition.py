"""What segments read of the events, on both databases."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from core.tables import Shopper
from feedback.events import store
from feedback.profiles import acquisition
from feedback.tables import EventType
from tests.clock import ManualClock
from tests.contracts.storage.shop import event


def test_paid_is_what_purchases_cost(session: Session, ayla: Shopper, clock: ManualClock) -> None:
    now = clock.now()
    bought = event("e1", ayla, now, EventType.PURCHASE)
    events = [
        replace(bought, quantity=2, price=Decimal("3.50")),
        replace(bought, event_id="e2", price=None, quantity=3),
        event("e3", ayla, now, EventType.CART),
    ]
    store(session, events, now=now)
    assert acquisition.paid(session, {"jacket": 10.0}) == {ayla.shopper_id: pytest.approx(37.0)}


def test_the_first_event_tells_how_a_shopper_came(
    session: Session, ayla: Shopper, clock: ManualClock
) -> None:
    now = clock.now()
    leaving = event("e0", ayla, now - timedelta(days=2), EventType.EXIT_INTENT)
    first = replace(event("e1", ayla, now - timedelta(days=1)), context={"source": "email"})
    later = replace(event("e2", ayla, now), context={"source": "search"})
    store(session, [replace(leaving, context={"source": "flick"}), later, first], now=now)
    arrival = acquisition.arrivals(session)[ayla.shopper_id]
    assert arrival.context == {"source": "email"}
    assert arrival.at == now - timedelta(days=1)
