"""Trains a model on all that was recorded, measures it on the newest part, and lets it serve."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from core import catalog
from core.database import transaction
from core.errors import Conflict
from core.interactions import Interaction
from core.products import Product
from feedback.interactions import TrainingData, training_data
from jobs.context import JobContext
from recommender import registry
from recommender.config import TrainingConfig
from recommender.evaluation import Metrics, evaluate, holdout
from recommender.training import train

HELD_OUT = 0.2
"""The newest part of the interactions, which a model is measured on and not trained on."""
FEWEST_SHOPPERS = 20
"""With fewer shoppers to test on, a figure would say more of them than of the model."""
POPULAR = TrainingConfig(weights={"home": {"popular": 1.0}})
"""What everyone buys, the same for all: the least that a model must beat."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything that a model is trained on, read at one moment; `vectors` (P, d) are those of `products`."""

    products: Sequence[Product]
    vectors: NDArray[np.float32]
    data: TrainingData


def retrain(context: JobContext) -> dict[str, int | float | str]:
    """Train, measure, publish, promote; the model before stays in the registry."""
    lesson = learn(context)
    now = context.clock.now()
    model = train(lesson.data.interactions, lesson.products, lesson.vectors, now=now)
    metrics = measured(lesson, TrainingConfig())
    manifest = registry.Manifest(
        encoder=context.encoder.identity,
        window=_window(lesson.data.interactions),
        counts=counts(lesson),
        metrics=metrics.values() if metrics else {},
        code_revision=version("rapport"),
    )
    root = context.settings.models_folder
    published = registry.publish(root, model, manifest, now=now)
    registry.promote(root, published)
    return {"model": published, **manifest.counts, **manifest.metrics}


def learn(context: JobContext) -> Lesson:
    """The catalogue with its vectors, and the history; Conflict where there is no catalogue."""
    with transaction(context.engine, writes=False) as session:
        products = catalog.products(session)
        data = training_data(session, products)
    if not products:
        raise Conflict("There are no products to learn about. Import some: `rapport import --help`.")
    encoder = context.encoder
    vectors = catalog.vectors(context.engine, products, encoder=encoder.identity, encode=encoder.encode)
    return Lesson(products=products, vectors=vectors, data=data)


def measured(lesson: Lesson, config: TrainingConfig) -> Metrics | None:
    """How well a model trained on the older part ranks the newer; None where there is too little to tell."""
    acts = lesson.data.interactions  # oldest first
    if not acts:
        return None
    before, after = holdout(acts, since=acts[int(len(acts) * (1 - HELD_OUT))].at)
    known = {act.shopper_id for act in before} & {act.shopper_id for act in after}
    if len(known) < FEWEST_SHOPPERS:
        return None
    metrics = evaluate(before, after, lesson.products, lesson.vectors, config=config)
    return metrics if metrics.shoppers >= FEWEST_SHOPPERS else None


def counts(lesson: Lesson) -> dict[str, int]:
    """How much there was to learn from."""
    return {
        "products": len(lesson.products),
        "shoppers": len({act.shopper_id for act in lesson.data.interactions}),
        "interactions": len(lesson.data.interactions),
        "labels": lesson.data.labels,
        "signals": lesson.data.signals,
    }


def _window(acts: Sequence[Interaction]) -> tuple[str, str]:
    return (acts[0].at.isoformat(), acts[-1].at.isoformat()) if acts else ("", "")
