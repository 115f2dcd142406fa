"""Trains a model on all that was recorded, lets it serve unless it is worse, and remembers why."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from core.interactions import Interaction
from core.steps import step
from jobs import intent, segments
from jobs.auxiliary_models import Fit, trained
from jobs.champion_challenger import Comparison, Configure, champion_challenger
from jobs.context import JobContext
from jobs.revision import code_hash, code_revision
from jobs.running import Counts
from jobs.training_set import TrainingSet, counts, learn
from recommender import Hybrid, TrainingConfig, fitted
from recommender.evaluation import importances
from recommender.learning import chosen
from recommender.models import (
    FEWEST_SHOPPERS,
    METRIC,
    Decision,
    LoadedModel,
    Manifest,
    marks,
    prune,
    registry,
)
from serving.segment_lookup import segment_lookup

_Number = TypeVar("_Number", int, float)

_log = logging.getLogger(__name__)
PLANNED = "the schedule or a person"
PLACEMENTS = ("home", "product", "cart", "checkout", "email")
"""Where the manifest says what the model goes by; in the chat that is what the shopper asks for."""
AUXILIARY_MODELS: Mapping[str, Fit] = {"segments": segments.fit, "intent": intent.fit}
"""What is trained beside the recommender."""


def configure(
    past: Sequence[Interaction], training_set: TrainingSet, *, serving: LoadedModel | None = None
) -> TrainingConfig:
    """The settings of the next model, chosen on this past alone, for the segments that serve now."""
    catalog = training_set.catalog
    placed = segment_lookup(serving, catalog)
    choice = chosen(
        past, catalog, segment_of=(lambda query: placed.membership(query).code) if placed else None
    )
    for finding in choice.findings:
        _log.info(
            "%s: %+.4f nDCG@10, %s", finding.name, finding.gain.value, "kept" if finding.kept else "left"
        )
    return choice.config


def retrain(
    context: JobContext,
    *,
    trigger: str = PLANNED,
    choose: Configure | None = None,
    fits: Mapping[str, Fit] = AUXILIARY_MODELS,
) -> Counts:
    """Learn, compare with the model that serves, train on everything, publish, promote if it may serve."""
    settings = context.settings
    training_set = learn(context)
    before = serving(context)
    choose = choose or partial(configure, serving=before)
    comparison = champion_challenger(training_set, before, configure=choose, margin=settings.promotion_margin)
    model = _on_everything(training_set, comparison.config)
    decision = verdict(context, comparison, model)
    auxiliary_models, failed = trained(context, training_set, fits)
    manifest = Manifest(
        encoder=context.encoder.identity,
        window=training_set.window,
        trigger=trigger,
        counts=counts(training_set)
        | _named({name: auxiliary.counts for name, auxiliary in auxiliary_models.items()}),
        metrics=comparison.metrics
        | _named({name: auxiliary.metrics for name, auxiliary in auxiliary_models.items()}),
        failed=failed,
        decision=decision,
        importance=importances(model, training_set.interactions, PLACEMENTS),
        code_revision=code_revision(),
        code_hash=code_hash(),
    )
    version = registry.publish(
        settings.models_folder,
        model,
        manifest,
        auxiliary_models={name: auxiliary.arrays for name, auxiliary in auxiliary_models.items()},
        now=context.clock.now(),
    )
    if decision.promoted:
        registry.promote(settings.models_folder, version)
    removed = prune(settings.models_folder, keep=settings.models_kept)
    return {
        "model": version,
        "serves": "yes" if decision.promoted else "no",
        "because": decision.because,
        **manifest.counts,
        **manifest.metrics,
        **{f"{name} failed": why for name, why in failed.items()},
        "models_removed": len(removed),
    }


def _on_everything(training_set: TrainingSet, config: TrainingConfig) -> Hybrid:
    with step("Trained on everything"):
        return fitted(training_set.interactions, training_set.catalog, config, came=training_set.came)


def serving(context: JobContext) -> LoadedModel | None:
    """The model that answers shoppers now; None where product texts answer alone."""
    return registry.load_current(context.settings.models_folder, encoder=context.encoder.identity)


def verdict(context: JobContext, comparison: Comparison, model: Hybrid) -> Decision:
    """The comparison's, unless somebody went back to an older model or the newest data have spoiled this."""
    if registry.went_back(context.settings.models_folder):
        because = "Somebody went back to an older model. Newer ones wait until one of them is chosen by hand."
        return replace(comparison.decision, promoted=False, because=because)
    if comparison.decision.promoted and spoiled(comparison, model, margin=context.settings.promotion_margin):
        because = "With the newest data it foretells them worse than without: something is wrong with them."
        return replace(comparison.decision, promoted=False, because=because)
    return comparison.decision


def spoiled(comparison: Comparison, model: Hybrid, *, margin: float) -> bool:
    """Whether a model that has seen the holdout does much worse in it than one that has not."""
    if len(comparison.held.holdout.shoppers) < FEWEST_SHOPPERS:
        return False
    unseen, seen = comparison.marks[METRIC].mean(), marks(model, comparison.held.holdout)[METRIC].mean()
    return bool(seen < (1 - margin) * unseen)


def _named(parts: Mapping[str, Mapping[str, _Number]]) -> dict[str, _Number]:
    return {f"{name} {key}": value for name, part in parts.items() for key, value in part.items()}
