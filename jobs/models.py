"""What `rapport models` shows and does."""

from dataclasses import asdict

from core.settings import Settings
from jobs.printing import say, say_json, table
from recommender.models import METRIC, Manifest
from serving import models


def show_models(settings: Settings, *, as_json: bool) -> None:
    """Every version in the registry, and why the newest serves or does not."""
    found = models.overview(settings.models_folder)
    if as_json:
        rows = [
            {
                "version": one.version,
                "current": one.version == found.current,
                "created_at": one.created_at,
                "trigger": one.trigger,
                "counts": dict(one.counts),
                "metrics": dict(one.metrics),
                "failed": dict(one.failed),
                "decision": asdict(one.decision) if one.decision else None,
                "code_revision": one.code_revision,
            }
            for one in found.models
        ]
        say_json({"current": found.current, "previous": found.previous, "models": rows})
        return
    if not found.models:
        say("There is no model yet. `rapport train` makes one.")
        return
    table(
        "Models",
        ("version", "current", "interactions", "nDCG@10", "because"),
        [
            (
                one.version,
                one.version == found.current,
                one.counts.get("interactions", 0),
                _figure(one),
                one.decision.because if one.decision else "",
            )
            for one in found.models
        ],
    )
    if found.waiting:
        say("Somebody went back to an older model: newer ones wait until you promote one.")


def promoted(settings: Settings, version: str) -> None:
    """Let a version serve."""
    models.promote(settings.models_folder, version)
    say(f"{version} serves now.")


def rolled_back(settings: Settings) -> None:
    """Let the version serve again that did before."""
    version = models.rollback(settings.models_folder)
    say(f"{version} serves again. Newer ones wait until you promote one.")


def _figure(manifest: Manifest) -> str:
    value = manifest.metrics.get(METRIC)
    return "–" if value is None else f"{value:.4f}"
