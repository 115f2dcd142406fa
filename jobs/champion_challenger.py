"""The new model against the one that serves: who is asked, what both may know, and the verdict."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from core.interactions import Interaction
from core.steps import step
from jobs.training_set import TrainingSet, split
from recommender import Catalog, Hybrid, TrainingConfig, fitted
from recommender.models import (
    FEWEST_SHOPPERS,
    METRIC,
    Decision,
    Holdout,
    LoadedModel,
    PairedMarks,
    decide,
    marks,
    means,
)

HELD_OUT = 0.2
"""The newest part of the interactions, which a model is measured on and not trained on."""
ENOUGH_SHOPPERS = 100
"""So many must have come back after the serving model's own data for it to be measured as it is."""
POPULAR = {"home": {"popular": 1.0}}
"""Blend weights of what everyone buys, the same for all: the least that a model must beat."""

Configure = Callable[[Sequence[Interaction], TrainingSet], TrainingConfig]
"""Chooses a model's settings from a part of the history; it must not look beyond that part."""


@dataclass(frozen=True)
class Held:
    """A past to learn from and a holdout about what came after it; whether the serving model saw neither."""

    past: Sequence[Interaction]
    holdout: Holdout
    as_it_is: bool
    since: str


@dataclass(frozen=True)
class Comparison:
    """The new model's marks, the verdict on it, and what it was: empty marks where too few could be asked."""

    held: Held
    config: TrainingConfig
    decision: Decision
    marks: Mapping[str, NDArray[np.float64]]
    popular: Mapping[str, NDArray[np.float64]]

    @property
    def metrics(self) -> dict[str, float]:
        """The means of the new model, and beside them what the popular products alone would reach."""
        return means(self.marks) | {
            f"popular {name}": value for name, value in means(self.popular).items() if name == METRIC
        }


def champion_challenger(
    training_set: TrainingSet, serving: LoadedModel | None, *, configure: Configure, margin: float
) -> Comparison:
    """Train without the newest part and compare there; where too few can be asked the new one is promoted.

    The serving model is asked as it is where enough shoppers came back after its own data ended: then
    settings, code and the older data are all compared. Else a model with its settings is trained by today's
    code on the same past, and only the settings are compared (docs/decisions/0005).
    """
    catalog = training_set.catalog
    with step("Held out the newest part"):
        held = hold_out(training_set, catalog, serving)
    config = configure(held.past, training_set)
    if len(held.holdout.shoppers) < FEWEST_SHOPPERS:
        return Comparison(held, config, _unasked(held, serving), {}, {})
    with step("Trained without it, and measured on it"):
        challenger = fitted(held.past, catalog, config)
        own = marks(challenger, held.holdout)
        popular = marks(replace(challenger, config=replace(config, weights=POPULAR)), held.holdout)
    if serving is None:
        return Comparison(held, config, _unasked(held, None), own, popular)
    with step("Measured the model that serves on it"):
        champion = marks(_champion(serving, challenger, held, training_set), held.holdout)
    paired = PairedMarks(
        against=serving.manifest.version,
        how="as it is" if held.as_it_is else "refitted",
        since=held.since,
        before=champion[METRIC],
        after=own[METRIC],
    )
    return Comparison(held, config, decide(paired, margin=margin), own, popular)


def hold_out(training_set: TrainingSet, catalog: Catalog, serving: LoadedModel | None) -> Held:
    """The newest fifth; only what the serving model has not seen of it, where that is enough."""
    if not training_set.interactions:
        return Held((), Holdout.of((), (), catalog), as_it_is=False, since="")
    fifth = _newest_fifth(training_set.interactions)
    if serving is not None:
        unseen = _held(training_set, catalog, max(fifth, seen_until(serving) + timedelta(microseconds=1)))
        if len(unseen.holdout.shoppers) >= ENOUGH_SHOPPERS:
            return replace(unseen, as_it_is=True)
    return _held(training_set, catalog, fifth)


def seen_until(model: LoadedModel) -> datetime:
    """The newest interaction that a model learned from."""
    window = model.manifest.window[1]
    return datetime.fromisoformat(window) if window else datetime.fromtimestamp(model.hybrid.until, UTC)


def _newest_fifth(interactions: Sequence[Interaction]) -> datetime:
    """When the newest fifth began of what shoppers did who came on several days.

    Others cannot be asked; a flood of them, or of machines, must not move it to where they are alone.
    """
    days: defaultdict[str, set[date]] = defaultdict(set)
    for interaction in interactions:
        days[interaction.shopper_id].add(interaction.at.date())
    returned = [
        interaction for interaction in interactions if len(days[interaction.shopper_id]) > 1
    ] or interactions
    return returned[int(len(returned) * (1 - HELD_OUT))].at


def _held(training_set: TrainingSet, catalog: Catalog, since: datetime) -> Held:
    past, future = split(training_set, since)
    return Held(past, Holdout.of(past, future, catalog), as_it_is=False, since=since.isoformat())


def _champion(serving: LoadedModel, challenger: Hybrid, held: Held, training_set: TrainingSet) -> Hybrid:
    if held.as_it_is:
        return serving.hybrid.aligned(training_set.products, training_set.vectors)
    config = serving.hybrid.config
    if replace(challenger.config, weights=config.weights) == config:
        return replace(challenger, config=config)  # what differs is only how the same parts are added up
    return fitted(held.past, challenger.catalog, config)


def _unasked(held: Held, serving: LoadedModel | None) -> Decision:
    if serving is None:
        return Decision(promoted=True, because="No model served before it.", since=held.since)
    because = f"Fewer than {FEWEST_SHOPPERS} shoppers came back: too few to compare it with the one before."
    return Decision(True, because, against=serving.manifest.version, shoppers=len(held.holdout.shoppers))
