"""A shop whose shoppers have a plain taste, rain or kitchen: as values, and as events in the database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from core import catalog
from core.database import transaction
from core.interactions import Interaction, Kind
from core.products import ProductId
from core.shoppers import ensure_shopper
from feedback.events import NewEvent, store
from feedback.profiles import TrainingData
from feedback.tables import EventType
from jobs.context import JobContext
from jobs.training_set import TrainingSet
from tests.shop import WordEncoder, shop_catalog

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # where the tests' clock stands
RAIN = ("rain-jacket", "rain-hat", "wellies", "umbrella")
KITCHEN = ("mug", "teapot", "pan", "sold-out-bowl")


def purchases(
    shoppers: int, *, first_day: int, days: int, per_shopper: int = 3, name: str = "s", seed: int = 0
) -> list[Interaction]:
    """For every shopper `per_shopper` products of their taste, from `first_day` days ago on, oldest first."""
    random = np.random.default_rng(seed)
    interactions = []
    for number in range(shoppers):
        chosen = random.permutation(RAIN if number % 2 else KITCHEN)[:per_shopper]
        moments = np.sort(random.random(per_shopper)) * days
        for product_id, day in zip(chosen, moments, strict=True):
            at = NOW - timedelta(days=first_day) + timedelta(days=float(day))
            interactions.append(Interaction(f"{name}-{number}", ProductId(product_id), Kind.PURCHASE, at))
    return sorted(interactions, key=lambda interaction: interaction.at)


def lesson_of(interactions: Sequence[Interaction]) -> TrainingSet:
    """What a training would read of these interactions."""
    products = shop_catalog()
    vectors = WordEncoder().encode([product.text for product in products])
    ordered = sorted(interactions, key=lambda interaction: interaction.at)
    return TrainingSet(products, vectors, TrainingData(interactions=ordered, labels=0, signals=0))


def open_shop(context: JobContext) -> None:
    """The catalog, and nobody yet."""
    with transaction(context.engine) as session:
        catalog.upsert(session, shop_catalog(), now=NOW)


def _event_id(interaction: Interaction) -> str:
    moment = interaction.at.isoformat()
    return f"{interaction.shopper_id} {interaction.product_id} {interaction.kind} {moment}"


def happen(context: JobContext, interactions: Sequence[Interaction]) -> None:
    """Record interactions as events, those of a shopper's day as one session."""
    with transaction(context.engine) as session:
        known = {
            name: ensure_shopper(session, name, now=NOW).shopper_id
            for name in {interaction.shopper_id for interaction in interactions}
        }
        store(
            session,
            [
                NewEvent(
                    event_id=_event_id(interaction),
                    shopper_id=known[interaction.shopper_id],
                    session_id=f"{interaction.shopper_id} {interaction.at.date()}",
                    type=EventType(interaction.kind.value),
                    occurred_at=interaction.at,
                    product_id=interaction.product_id,
                )
                for interaction in interactions
            ],
            now=NOW,
        )
