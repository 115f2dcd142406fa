"""The models that are trained beside the recommender, on the same data, and stored with its version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from core.steps import step
from jobs.context import JobContext
from jobs.running import reported
from jobs.training_set import TrainingSet


@dataclass(frozen=True, slots=True)
class AuxiliaryModel:
    """A model as plain arrays (nothing of shoppers), with what its part of the manifest says."""

    arrays: Mapping[str, NDArray[Any]]
    counts: Mapping[str, int] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)


Fit = Callable[[JobContext, TrainingSet], AuxiliaryModel | None]
"""Learns from a training set; None where there is too little to learn from."""


def trained(
    context: JobContext, training_set: TrainingSet, fits: Mapping[str, Fit]
) -> tuple[dict[str, AuxiliaryModel], dict[str, str]]:
    """Every auxiliary model that had enough to learn from, and of those that failed what went wrong, by name.

    Each is stored as <name>.npz and comes back in `registry.LoadedModel.auxiliary_models[<name>]`.
    """
    auxiliary_models, failed = {}, {}
    for name, fit in fits.items():
        try:
            with step(f"Trained {name}"):
                auxiliary_model = fit(context, training_set)
        except Exception as error:  # whatever one does wrong, the recommender is published
            failed[name] = reported(name, error)
            continue
        if auxiliary_model is not None:
            auxiliary_models[name] = auxiliary_model
    return auxiliary_models, failed
