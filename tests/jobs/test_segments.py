"""Segments at the nightly training: fitted on who allows it, stored with the model, asked by a request."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import catalog, consent
from core.consent import ConsentPurpose
from core.database import transaction
from core.errors import NotFound
from core.shoppers import ensure_shopper, shopper_by_external_id
from feedback.events import NewEvent, store
from feedback.reports import Period, abandonment
from feedback.tables import EventType
from jobs import segments
from jobs.context import JobContext
from jobs.importers.history import import_history
from jobs.importers.rees46 import rees46
from jobs.retrain import retrain
from jobs.training_set import learn
from recommender.models import registry
from recommender.segments.model import FACTS, Segments
from serving.answers import Answers
from tests.clock import ManualClock
from tests.jobs.conftest import MakeTask
from tests.shop import WordEncoder, shop_catalog

DATA = Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[3] / "shared" / "data"))
REES46 = DATA / "rees46-slice" / "2019-Oct.csv"
LOOKS = (EventType.VIEW, EventType.VIEW)
SESSIONS: Mapping[str, Sequence[tuple[EventType, ...]]] = {
    "looks": [LOOKS],
    "leaves": [(*LOOKS, EventType.CART)] * 2,
    "buys": [(*LOOKS, EventType.CART, EventType.PURCHASE)] * 4,
}


@pytest.fixture
def busy(context: JobContext) -> JobContext:
    """Ninety shoppers: thirty looked once, thirty left carts, thirty bought again and again."""
    now = context.clock.now()
    with transaction(context.engine) as session:
        catalog.upsert(session, shop_catalog(), now=now)
        for number in range(90):
            kind = tuple(SESSIONS)[number % 3]
            shopper = ensure_shopper(session, f"{kind}-{number}", now=now).shopper_id
            store(session, _events(shopper, kind, number, context), now=now)
    return context


def _events(shopper: str, kind: str, number: int, context: JobContext) -> list[NewEvent]:
    products = [product.product_id for product in shop_catalog()]
    events = []
    for shopper_session, types in enumerate(SESSIONS[kind]):
        start = context.clock.now() - timedelta(days=2 + number % 7 + 5 * shopper_session)
        for step, event_type in enumerate(types):
            events.append(
                NewEvent(
                    event_id=f"{shopper}-{shopper_session}-{step}",
                    shopper_id=shopper,
                    session_id=f"{shopper}-{shopper_session}",
                    type=event_type,
                    occurred_at=start + timedelta(minutes=step),
                    product_id=products[(number + step) % len(products)],
                    context={"device": "phone" if kind == "leaves" else "desktop"},
                )
            )
    return events


def _membership(context: JobContext, name: str) -> str | None:
    answers = Answers(context.settings, context.engine, clock=context.clock, encoder=WordEncoder())
    with transaction(context.engine) as session:
        shopper = shopper_by_external_id(session, name)
        membership = answers.membership(session, shopper.shopper_id)
        return membership.code if membership else None


def _stored(context: JobContext) -> Segments:
    loaded = registry.load_current(context.settings.models_folder)
    assert loaded is not None
    return Segments.from_arrays(loaded.auxiliary_models["segments"])


def test_training_stores_segments_and_requests_ask_them(busy: JobContext) -> None:
    counts = retrain(busy)
    assert counts["segments count"] == len(_stored(busy).codes) >= 3
    assert _membership(busy, "leaves-1") == "high_abandonment_risk"
    assert _membership(busy, "looks-0") in ("first_time_visitors", "window_shoppers")
    revenue = {portrait.code: portrait.revenue for portrait in _stored(busy).portraits()}
    assert revenue["high_abandonment_risk"] == 0
    assert sum(revenue.values()) > 0


def test_the_next_model_keeps_the_names_and_says_what_changed(busy: JobContext, clock: ManualClock) -> None:
    retrain(busy)
    before = _stored(busy)
    clock.advance(timedelta(days=1))
    retrain(busy)
    after = _stored(busy)
    assert set(after.codes) == set(before.codes)
    assert all(portrait.share_before == pytest.approx(portrait.share) for portrait in after.portraits())


def test_who_does_not_allow_it_is_in_no_segment(busy: JobContext) -> None:
    with transaction(busy.engine) as session:
        for number in range(0, 90, 3):
            shopper = shopper_by_external_id(session, f"looks-{number}")
            consent.decide(
                session,
                shopper.shopper_id,
                {ConsentPurpose.PERSONALISATION: False},
                source="storefront",
                now=busy.clock.now(),
            )
    retrain(busy)
    assert sum(portrait.shoppers for portrait in _stored(busy).portraits()) == 60
    assert _membership(busy, "looks-0") is None
    with pytest.raises(NotFound):
        _membership(busy, "nobody")


def test_too_few_shoppers_make_none(context: JobContext) -> None:
    with transaction(context.engine) as session:
        catalog.upsert(session, shop_catalog(), now=context.clock.now())
    assert segments.fit(context, learn(context)) is None


@pytest.mark.skipif(not REES46.exists(), reason=f"{REES46} is not here; set RAPPORT_DATA")
def test_carts_left_are_those_of_the_first_page_on_real_events(
    context: JobContext, make_task: MakeTask
) -> None:
    import_history(make_task(REES46), rees46("EUR"))
    first_day = Period(datetime(2019, 10, 1, tzinfo=UTC), datetime(2019, 10, 2, tzinfo=UTC))
    with transaction(context.engine, writes=False) as session:
        rate = abandonment(session, first_day, finished_before=context.clock.now()).sessions.rate
    assert (rate.hits, rate.total) == (53, 118)
    fitted = segments.fit(context, learn(context))
    assert fitted is not None
    facts = Segments.from_arrays(fitted.arrays).facts
    assert facts[:, FACTS.index("left")].sum() == 53
    assert facts[:, FACTS.index("carts")].sum() == 118


def test_a_cart_that_is_open_counts_neither_above_nor_below(busy: JobContext, clock: ManualClock) -> None:
    def carts() -> tuple[float, float]:
        fitted = segments.fit(busy, learn(busy))
        assert fitted is not None
        facts = Segments.from_arrays(fitted.arrays).facts
        return facts[:, FACTS.index("carts")].sum(), facts[:, FACTS.index("left")].sum()

    assert carts() == (30 * 2 + 30 * 4, 30 * 2)
    with transaction(busy.engine) as session:
        looker = shopper_by_external_id(session, "looks-0").shopper_id
        cart = NewEvent("open", looker, "open", EventType.CART, clock.now(), product_id="mug")
        store(session, [cart], now=clock.now())
    assert carts() == (30 * 2 + 30 * 4, 30 * 2)
    clock.advance(timedelta(minutes=61))
    assert carts() == (30 * 2 + 30 * 4 + 1, 30 * 2 + 1)
