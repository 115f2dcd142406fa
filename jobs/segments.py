"""Fits the segments of the shoppers on the training set that the model beside them is trained on."""

import logging
from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from core.database import transaction
from core.proportions import Proportion
from feedback.profiles import acquisition
from feedback.profiles.acquisition import Arrival
from feedback.reports import CartSessions, abandonment_by_shopper
from jobs.auxiliary_models import AuxiliaryModel
from jobs.context import JobContext
from jobs.training_set import TrainingSet
from recommender import Context
from recommender.models import registry
from recommender.segments import (
    NAME,
    Acquisition,
    CatalogShelf,
    SegmentationConfig,
    Segments,
    behaviour_of,
    by_shopper,
    segmented,
    signs,
)

_log = logging.getLogger(__name__)


def fit(context: JobContext, training_set: TrainingSet) -> AuxiliaryModel | None:
    """Segments of all who allow to be learned from, as they stood at the newest event; None with too few."""
    method = context.settings.segments_method
    segments = segmented(
        _acquisition(context, training_set), config=SegmentationConfig(method=method), before=_before(context)
    )
    if segments is None:
        return None
    return AuxiliaryModel(
        arrays=segments.arrays(),
        counts={"count": len(segments.codes)},
        metrics={"stability": segments.choice.stability[segments.choice.method]},
    )


def _acquisition(context: JobContext, training_set: TrainingSet) -> Acquisition:
    histories = by_shopper(training_set.interactions)
    shelf = CatalogShelf(training_set.catalog)
    with transaction(context.engine, writes=False) as session:
        paid = acquisition.paid(
            session, {product.product_id: float(product.price) for product in training_set.products}
        )
        arrivals = acquisition.arrivals(session)
        idle = timedelta(minutes=context.settings.abandoned_after_minutes)
        carts = abandonment_by_shopper(session, finished_before=context.clock.now() - idle)
    newest = training_set.interactions[-1].at if training_set.interactions else context.clock.now()
    return Acquisition(
        behaviour=[behaviour_of(interactions, shelf, now=newest) for interactions in histories.values()],
        revenue=np.array([paid.get(shopper_id, 0.0) for shopper_id in histories]),
        carts=np.array([_finished(carts.get(shopper_id)) for shopper_id in histories]).reshape(-1, 2),
        came=[_signs(shopper_id, arrivals) for shopper_id in histories],
    )


def _finished(sessions: CartSessions | None) -> tuple[float, float]:
    """Sessions with a cart, and those of them that were left, as the dashboard counts them."""
    rate = sessions.rate if sessions else Proportion(0, 0)
    return float(rate.total), float(rate.hits)


def _signs(shopper_id: str, arrivals: Mapping[str, Arrival]) -> tuple[str, ...]:
    arrival = arrivals.get(shopper_id)
    if arrival is None:
        return ()
    told = arrival.context
    came = Context(told.get("device", ""), told.get("country", ""), told.get("source", ""))
    return signs(came, arrival.at)


def _before(context: JobContext) -> Segments | None:
    """The segments that serve now: those of the next model keep their names."""
    loaded = registry.load_current(context.settings.models_folder, encoder=context.encoder.identity)
    arrays = loaded.auxiliary_models.get(NAME) if loaded else None
    if arrays is None:
        return None
    try:
        return Segments.from_arrays(arrays)
    except (KeyError, ValueError) as error:
        _log.warning("The segments before cannot be read, so all are named anew: %s", error)
        return None
