"""Watches the live model: what shifted, how well it foretells, and whether to train before the night."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from core.database import transaction
from core.errors import Conflict
from core.tables import JobRun
from jobs.champion_challenger import seen_until
from jobs.context import JobContext
from jobs.retrain import retrain, serving
from jobs.running import Counts, Job, run
from jobs.training_set import TrainingSet, learn, split
from recommender import Catalog
from recommender.models import (
    FEWEST_SHOPPERS,
    METRIC,
    REFERENCE,
    DriftWatch,
    Holdout,
    LoadedModel,
    Manifest,
    Measurement,
    Report,
    Spans,
    marks,
    means,
    registry,
    shifts,
    watch,
)

FEWEST_NEW = 200
"""Fewer new interactions than this train no new model, however few the last one had."""
RETRAIN = "retrain"
GROWN, WORSE, FIRST = "more to learn from", "worse recommendations", "a first model"


def check_drift(context: JobContext) -> Counts:
    """Measure and record; train a new model if something asks for it that no training has answered yet."""
    model = serving(context)
    if model is None:
        return _first(context)
    root, before = context.settings.models_folder, watch.read(context.settings.models_folder)
    report, measurements = checked(context, model, before)
    reasons = [reason for reason in asking(report) if reason not in report.answered]
    outcome = trigger(context, reasons) if reasons else ""
    if outcome == "done":
        report = replace(report, answered=(*report.answered, *reasons))
    watch.write(root, DriftWatch(replace(report, training=outcome), measurements))
    return {
        "model": model.manifest.version,
        "new_acts": report.new_interactions,
        "drifted": ", ".join(shift.feature for shift in report.shifts if shift.drifted),
        **{f"psi {shift.feature}": round(shift.psi, 4) for shift in report.shifts},
        **(dict(report.now.metrics) if report.now else {}),
        "training": outcome,
    }


def checked(
    context: JobContext, model: LoadedModel, before: DriftWatch
) -> tuple[Report, tuple[Measurement, ...]]:
    """What this check finds, and all measurements up to it."""
    settings, now = context.settings, context.clock.now()
    training_set = learn(context)
    since = now - timedelta(days=settings.drift_days)
    until = min(since, seen_until(model))
    spans = Spans.of(training_set.interactions, since=since, until=until)
    measurements = (
        *before.measurements,
        *measured(training_set, model, before.measurements, since=since, now=now),
    )
    recent = [measurement for measurement in measurements if measurement.at > since]
    older = [measurement for measurement in measurements if since - REFERENCE < measurement.at <= since]
    live, usual = (watch.together(period, fewest=FEWEST_SHOPPERS) for period in (recent, older))
    new_interactions, learned_interactions = growth(training_set, latest(settings.models_folder))
    report = Report(
        at=now,
        version=model.manifest.version,
        since=since,
        reference=(until - REFERENCE, until),
        shifts=shifts(spans, training_set.products, threshold=settings.drift_psi),
        now=live,
        usual=usual,
        worse=watch.has_fallen(live, usual, drop=settings.drift_quality_drop),
        new_interactions=new_interactions,
        learned_interactions=learned_interactions,
        grown=new_interactions >= max(FEWEST_NEW, settings.retrain_growth * learned_interactions),
    )
    still = set(asking(report)) - {GROWN}  # a training answers growth for good: the next growth is another
    answered = before.report.answered if before.report else ()
    return replace(report, answered=tuple(reason for reason in answered if reason in still)), measurements


def measured(
    training_set: TrainingSet,
    model: LoadedModel,
    earlier: Sequence[Measurement],
    *,
    since: datetime,
    now: datetime,
) -> list[Measurement]:
    """How the model did since it was trained or last measured; nothing while too few have come back."""
    last = earlier[-1].at if earlier else since
    past, future = split(training_set, max(_after(model), last, since))
    holdout = Holdout.of(past, future, Catalog.of(training_set.products, training_set.vectors))
    if len(holdout.shoppers) < FEWEST_SHOPPERS:
        return []
    shopper_marks = marks(model.hybrid.aligned(training_set.products, training_set.vectors), holdout)
    spread = float(shopper_marks[METRIC].std())
    return [Measurement(now, model.manifest.version, len(holdout.shoppers), means(shopper_marks), spread)]


def latest(models: Path) -> Manifest:
    """The newest model whose training came to its end: it serves, has served, or was kept back.

    One that should serve and never did was published by a training that was killed before it let it.
    """
    served = set(registry.served(models))
    manifests = registry.versions(models)
    ended = (
        manifest
        for manifest in manifests
        if manifest.version in served or not (manifest.decision and manifest.decision.promoted)
    )
    return next(ended, manifests[0])


def growth(training_set: TrainingSet, newest: Manifest) -> tuple[int, int]:
    """How many interactions came since the newest training, which may be kept back, and how many it had.

    Later ones count, and so do old ones that were imported since; what was deleted does not hide them.
    """
    learned = newest.counts.get("interactions", 0)
    end = datetime.fromisoformat(newest.window[1]) if newest.window[1] else datetime.min.replace(tzinfo=UTC)
    later = len(split(training_set, end + timedelta(microseconds=1))[1])
    return max(later, len(training_set.interactions) - learned), learned


def asking(report: Report) -> list[str]:
    """What would have a new model trained."""
    return [
        *(f"drift in {shift.feature}" for shift in report.shifts if shift.drifted),
        *([WORSE] if report.worse else []),
        *([GROWN] if report.grown else []),
    ]


def trigger(context: JobContext, reasons: Sequence[str]) -> str:
    """Train now, recorded as any training is: never two at once, never two within the pause."""
    pause = timedelta(hours=context.settings.retrain_pause_hours)
    with transaction(context.engine, writes=False) as session:
        last = _last_training(session)
    if last is not None and context.clock.now() - last < pause:
        return "waits: the last one is too recent"
    job = Job(RETRAIN, "", partial(retrain, trigger=", ".join(reasons)), "")
    try:
        return run(job, context).outcome
    except Conflict:
        return "one runs already"


def _first(context: JobContext) -> Counts:
    """Without a model a shop does not wait for the night once there is something to learn from."""
    interactions = len(learn(context).interactions)
    return {
        "new_acts": interactions,
        "training": trigger(context, [FIRST]) if interactions >= FEWEST_NEW else "",
    }


def _last_training(session: Session) -> datetime | None:
    newest = select(JobRun.started_at).where(JobRun.job == RETRAIN).order_by(col(JobRun.started_at).desc())
    return session.exec(newest).first()


def _after(model: LoadedModel) -> datetime:
    return seen_until(model) + timedelta(microseconds=1)
