"""The models that are trained beside the recommender, on the same lesson, and stored with its version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from jobs.context import JobContext
from jobs.lesson import Lesson
from jobs.running import reported


@dataclass(frozen=True, slots=True)
class Companion:
    """A model as plain arrays (nothing of shoppers), with what its part of the manifest says."""

    arrays: Mapping[str, NDArray[Any]]
    counts: Mapping[str, int] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)


Fit = Callable[[JobContext, Lesson], Companion | None]
"""Learns from a lesson; None where there is too little to learn from."""


def trained(
    context: JobContext, lesson: Lesson, fits: Mapping[str, Fit]
) -> tuple[dict[str, Companion], dict[str, str]]:
    """Every companion that had enough to learn from, and of those that failed what went wrong, by name.

    Each is stored as <name>.npz and comes back in `registry.LoadedModel.companions[<name>]`.
    """
    found, failed = {}, {}
    for name, fit in fits.items():
        try:
            companion = fit(context, lesson)
        except Exception as error:  # whatever one does wrong, the recommender is published
            failed[name] = reported(name, error)
            continue
        if companion is not None:
            found[name] = companion
    return found, failed
