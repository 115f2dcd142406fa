"""What `rapport models` shows and does."""

from dataclasses import asdict

from core.settings import Settings
from jobs.printing import say, say_json, table
from recommender.models import METRIC, Manifest
from serving import models


def show_models(settings: Settings, *, as_json: bool) -> None:
    """Every version in the registry, and why the newest serves or does not."""
    overview = models.overview(settings.models_folder)
    if as_json:
        rows = [
            {
                "version": manifest.version,
                "current": manifest.version == overview.current,
                "created_at": manifest.created_at,
                "trigger": manifest.trigger,
                "counts": dict(manifest.counts),
                "metrics": dict(manifest.metrics),
                "failed": dict(manifest.failed),
                "decision": asdict(manifest.decision) if manifest.decision else None,
                "code_revision": manifest.code_revision,
            }
            for manifest in overview.models
        ]
        told = {"current": overview.current, "fault": overview.fault, "previous": overview.previous}
        say_json(told | {"models": rows})
        return
    if overview.fault:
        say(f"The version that should serve does not: {overview.fault}. `rapport train` makes a new one.")
    if not overview.models:
        say("There is no model yet. `rapport train` makes one.")
        return
    table(
        "Models",
        ("version", "current", "interactions", "nDCG@10", "because"),
        [
            (
                manifest.version,
                manifest.version == overview.current,
                manifest.counts.get("interactions", 0),
                _figure(manifest),
                manifest.decision.because if manifest.decision else "",
            )
            for manifest in overview.models
        ],
    )
    if overview.waiting:
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
