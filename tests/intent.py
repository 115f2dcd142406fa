"""A small model of purchase intent: who has more in their cart buys more often, and nothing else matters."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

from core.products import ProductId
from core.shopper_sessions import ShopperSession, Step
from recommender.intent.model import NAME, IntentConfig, IntentModel, fit
from recommender.intent.session_features import features
from recommender.models import registry
from recommender.models.manifest import Manifest
from recommender.training import train
from tests.shop import WordEncoder, shop_catalog

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MUG = ProductId("mug")


def serve_carts(root: Path, *, now: datetime) -> None:
    """Publish and promote a recommender of the small shop with this model beside it."""
    encoder, products = WordEncoder(), shop_catalog()
    hybrid = train([], products, encoder.encode([product.text for product in products]), now=now)
    auxiliary_models = {NAME: model_of_carts().to_arrays()}
    version = registry.publish(
        root, hybrid, Manifest(encoder=encoder.identity), auxiliary_models=auxiliary_models
    )
    registry.promote(root, version)


def session(pieces: int, looks: int) -> ShopperSession:
    """So many looks, one at least where nothing follows, then so many pieces into the cart."""
    carted = (Step("cart", AT, MUG, pieces),) if pieces else ()
    return ShopperSession((Step("view", AT, MUG),) * (looks or 1 - len(carted)) + carted)


@cache
def model_of_carts() -> IntentModel:
    """Learned from 600 sessions with up to four pieces."""
    random = np.random.default_rng(0)
    pieces = random.integers(0, 5, 600)
    bought = random.random(600) < np.array([0.05, 0.2, 0.6, 0.9, 0.95])[pieces]
    config = IntentConfig(trees=(60,), members=1, folds=3, learning_rate=0.1)
    sessions = [session(int(count), int(random.integers(3))) for count in pieces]
    return fit(features(sessions, {}), bought, config=config)
