"""Purchase intent at the nightly training: learned from recorded sessions, stored with the model, served."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from core import catalog
from core.database import transaction
from core.shoppers import ensure_shopper
from feedback.events import NewEvent, store
from feedback.tables import EventType
from jobs import intent
from jobs.context import JobContext
from jobs.training_set import learn
from recommender.intent.model import IntentModel
from recommender.intent.training import FEWEST_PURCHASES, examples, measured
from serving import intent as serving
from tests.shop import shop_catalog

CART, CHECKOUT, PURCHASE, VIEW = (
    EventType.CART,
    EventType.CHECKOUT,
    EventType.PURCHASE,
    EventType.VIEW,
)


@pytest.fixture
def shop(context: JobContext) -> JobContext:
    with transaction(context.engine) as session:
        catalog.upsert(session, shop_catalog(), now=context.clock.now())
    return context


def shopper_session(
    context: JobContext, number: int, kinds: tuple[EventType, ...], *, shopper_id: str | None = None
) -> None:
    """A session of some minutes, each of another shopper or of one named, the higher its number the later."""
    begun = context.clock.now() - timedelta(days=20) + timedelta(hours=number)
    with transaction(context.engine) as session:
        shopper = ensure_shopper(session, shopper_id or f"shopper-{number}", now=begun).shopper_id
        events = [
            NewEvent(f"{number}-{step}", shopper, f"s-{number}", kind, begun + timedelta(minutes=step), "mug")
            for step, kind in enumerate(kinds)
        ]
        store(session, events, now=begun)


def live(context: JobContext, shopper_sessions: int, *, accounts: int | None = None) -> None:
    """One in five comes to buy and goes to the checkout, where the others only look.

    With `accounts` all purchases are made by so many.
    """
    random = np.random.default_rng(0)
    for number in range(shopper_sessions):
        looks = (VIEW,) * int(random.integers(1, 4))
        buying = number % 5 == 0
        kinds = (*looks, CART, CHECKOUT, PURCHASE) if buying else (*looks, VIEW)
        account = f"account-{number % accounts}" if accounts and buying else None
        shopper_session(context, number, kinds, shopper_id=account)


def test_too_few_sessions_teach_nothing(shop: JobContext) -> None:
    live(shop, 5 * FEWEST_PURCHASES - 5)
    assert intent.fit(shop, learn(shop)) is None


def test_a_few_shoppers_who_buy_all_teach_nothing(shop: JobContext) -> None:
    live(shop, 300, accounts=3)
    recorded = intent.recorded(shop, learn(shop))
    assert (recorded.sessions, recorded.purchases, recorded.shoppers) == (300, 60, 3)
    assert measured(recorded) == {}
    assert intent.fit(shop, learn(shop)) is None


def test_what_was_recorded_is_learned_and_measured(shop: JobContext) -> None:
    live(shop, 400)
    auxiliary = intent.fit(shop, learn(shop))
    assert auxiliary is not None
    assert auxiliary.counts == {"sessions": 400, "sessions with a purchase": 80}
    assert auxiliary.metrics["auroc at least"] > 0.5
    model = IntentModel.from_arrays(auxiliary.arrays)
    assert not any(b"shopper-" in array.tobytes() for array in auxiliary.arrays.values())
    assert _chance(shop, model, (VIEW, CART, CHECKOUT)) > 0.5 > _chance(shop, model, (VIEW, VIEW, VIEW))


def _chance(context: JobContext, model: IntentModel, kinds: tuple[EventType, ...]) -> float:
    """Of a session that is going on now."""
    now = context.clock.now()
    with transaction(context.engine) as session:
        shopper = ensure_shopper(session, "-".join(kinds), now=now).shopper_id
        for step, kind in enumerate(kinds):
            at = now - timedelta(minutes=len(kinds) - step)
            store(session, [NewEvent(f"{shopper}-{step}", shopper, "s", kind, at, "mug")], now=now)
    context.answers.refresh()
    snapshot = context.answers.snapshot
    with transaction(context.engine, writes=False) as session:
        snapshot = replace(snapshot, intent=model)
        chance = serving.probability(snapshot, serving.in_progress(session, snapshot, shopper, now=now))
    assert chance is not None
    return chance


def test_noise_is_not_learned(shop: JobContext) -> None:
    """Whether they buy has nothing to do with what they do: the hold-out cannot tell it from chance."""
    random = np.random.default_rng(1)
    for number in range(250):
        looks = (VIEW,) * int(random.integers(1, 4))
        shopper_session(shop, number, (*looks, PURCHASE) if random.random() < 0.3 else looks)
    assert intent.fit(shop, learn(shop)) is None


def test_nothing_recorded_is_nothing_learned(shop: JobContext) -> None:
    empty = examples([], {})
    assert not empty.suffices
    assert measured(empty) == {}
    assert intent.fit(shop, learn(shop)) is None
