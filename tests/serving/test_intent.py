"""A session's chance of a purchase where the recommender meets the shop's records."""

from datetime import timedelta

import numpy as np
import pytest
from scipy.special import logit
from sqlalchemy import Engine

from core import catalog
from core.consent import ConsentPurpose, decide
from core.database import transaction
from core.settings import Settings
from feedback.tables import EventType
from recommender.intent.model import NAME
from recommender.models import registry
from recommender.models.manifest import Manifest
from recommender.training import train
from serving import intent
from serving.snapshot import Snapshot, take
from tests.clock import ManualClock
from tests.intent import model_of_carts
from tests.recovery.shop import Shop
from tests.shop import WordEncoder

ENCODER = WordEncoder()


@pytest.fixture
def shop(engine: Engine, clock: ManualClock) -> Shop:
    return Shop(engine, clock)


def snapshot_with(shop: Shop, settings: Settings, arrays: dict[str, np.ndarray] | None) -> Snapshot:
    """A published and promoted model, with this beside it."""
    now, root = shop.clock.now(), settings.models_folder
    with transaction(shop.engine, writes=False) as session:
        products = catalog.products(session)
    vectors = ENCODER.encode([product.text for product in products])
    auxiliary_models = {NAME: arrays} if arrays else {}
    version = registry.publish(
        root,
        train([], products, vectors, now=now),
        Manifest(encoder=ENCODER.identity, window=("", "")),
        auxiliary_models=auxiliary_models,
        now=now,
    )
    registry.promote(root, version)
    return take(shop.engine, root, encoder=ENCODER, now=now)


@pytest.fixture
def snapshot(shop: Shop, settings: Settings) -> Snapshot:
    return snapshot_with(shop, settings, model_of_carts().to_arrays())


def estimate(shop: Shop, snapshot: Snapshot, shopper_id: str) -> intent.IntentEstimate | None:
    now = shop.clock.now()
    with transaction(shop.engine, writes=False) as session:
        return intent.estimate(snapshot, intent.in_progress(session, snapshot, shopper_id, now=now))


def test_a_cart_makes_a_purchase_likelier_and_the_reasons_say_so(shop: Shop, snapshot: Snapshot) -> None:
    ayla = shop.shopper("ayla")
    shop.does(ayla, EventType.VIEW)
    looking = estimate(shop, snapshot, ayla)
    shop.waits(minutes=1)
    shop.adds(ayla, quantity=3)
    carrying = estimate(shop, snapshot, ayla)
    assert looking is not None
    assert carrying is not None
    assert looking.probability < 0.3 < 0.6 < carrying.probability
    assert looking.abandonment_risk is None
    assert carrying.abandonment_risk == pytest.approx(1 - carrying.probability)
    assert "3 pieces in the cart" in [sign.says for sign in carrying.signs[:3]]
    total = carrying.base + sum(sign.contribution for sign in carrying.signs)
    assert total == pytest.approx(logit(carrying.probability))


def test_nothing_is_said_of_who_is_away_has_bought_or_refuses(shop: Shop, snapshot: Snapshot) -> None:
    ayla = shop.shopper("ayla")
    assert estimate(shop, snapshot, ayla) is None
    shop.adds(ayla)
    assert estimate(shop, snapshot, ayla) is not None
    with transaction(shop.engine) as session:
        refused = {ConsentPurpose.PERSONALISATION: False}
        decide(session, ayla, refused, source="storefront", now=shop.clock.now())
    assert estimate(shop, snapshot, ayla) is None
    mia = shop.shopper("mia")
    shop.adds(mia)
    shop.buys(mia)
    assert estimate(shop, snapshot, mia) is None
    zoe = shop.shopper("zoe")
    shop.adds(zoe)
    shop.waits(minutes=31)
    assert estimate(shop, snapshot, zoe) is None


def test_a_cart_that_was_left_is_judged_as_it_stood_then(shop: Shop, snapshot: Snapshot) -> None:
    ayla = shop.shopper("ayla")
    shop.adds(ayla, quantity=3)
    left = shop.clock.now()
    before = estimate(shop, snapshot, ayla)
    shop.waits(days=1)
    with transaction(shop.engine, writes=False) as session:
        shopper_session = intent.as_left(session, snapshot, ayla, at=left)
        gone = intent.as_left(session, snapshot, ayla, at=left + timedelta(hours=2))
    assert before is not None
    assert intent.probability(snapshot, shopper_session) == pytest.approx(before.probability)
    assert intent.probability(snapshot, gone) is None


@pytest.mark.parametrize("broken", [None, {"columns": np.array(["x"])}], ids=["absent", "unreadable"])
def test_without_a_model_of_intent_all_else_serves(
    shop: Shop, settings: Settings, broken: dict[str, np.ndarray] | None
) -> None:
    snapshot = snapshot_with(shop, settings, broken)
    ayla = shop.shopper("ayla")
    shop.adds(ayla)
    assert snapshot.model is not None
    assert estimate(shop, snapshot, ayla) is None
