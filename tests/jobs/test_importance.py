from datetime import timedelta

import pytest
from sqlalchemy import Engine

from core import catalog
from core.database import transaction
from core.errors import Conflict
from core.shoppers import create_visitor
from feedback.events import NewEvent, store
from feedback.tables import EventType
from jobs.context import JobContext
from jobs.importance import importances, show
from jobs.retrain import PLACEMENTS, retrain
from tests.clock import ManualClock
from tests.shop import shop_catalog


def test_without_a_model_it_says_what_to_do(context: JobContext) -> None:
    with pytest.raises(Conflict, match="rapport train"):
        importances(context.settings.models_folder)


def test_each_placement_has_shares_that_add_up(
    context: JobContext, engine: Engine, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog(), now=clock.now())
        for number in range(6):
            shopper = create_visitor(session, now=clock.now()).shopper_id
            names = (("rain-jacket", "rain-hat", "wellies"), ("mug", "teapot", "pan"))[number % 2]
            store(session, [event(shopper, name, clock) for name in names], now=clock.now())
    retrain(context)
    by_placement = importances(context.settings.models_folder)
    assert tuple(by_placement) == PLACEMENTS
    for shares in by_placement.values():
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-4)
    show(by_placement, as_json=False)
    assert "collaborative" in capsys.readouterr().out


def event(shopper_id: str, product_id: str, clock: ManualClock) -> NewEvent:
    return NewEvent(
        event_id=f"{shopper_id}-{product_id}",
        shopper_id=shopper_id,
        session_id=shopper_id,
        type=EventType.PURCHASE,
        occurred_at=clock.now() - timedelta(hours=1),
        product_id=product_id,
    )
