"""What the current model goes by in general: each scorer's share of what shoppers would be shown."""

from collections.abc import Mapping
from pathlib import Path

from core.errors import Conflict
from core.locales import percent
from jobs.printing import say_json, table
from recommender.models import registry


def importances(models: Path) -> Mapping[str, Mapping[str, float]]:
    """Shares by scorer for each placement, as its training found them; Conflict where there are none."""
    current = registry.current_version(models)
    model = next((manifest for manifest in registry.versions(models) if manifest.version == current), None)
    if model is None:
        raise Conflict("There is no model yet. Run `rapport train` first.")
    if not any(model.importance.values()):
        raise Conflict(
            "The current model does not say what it goes by: nobody had done anything yet, or an older "
            "Rapport trained it. Import events (`rapport import --help`), then run `rapport train`."
        )
    return model.importance


def show(importance: Mapping[str, Mapping[str, float]], *, as_json: bool) -> None:
    """A row for each scorer, a column for each placement."""
    if as_json:
        say_json({"importance": importance})
        return
    names = sorted(
        {name for shares in importance.values() for name in shares}, key=lambda name: -_mean(importance, name)
    )
    rows = [(name, *(percent(shares.get(name, 0.0)) for shares in importance.values())) for name in names]
    table("What each scorer contributes to what is shown", ("scorer", *importance), rows)


def _mean(importance: Mapping[str, Mapping[str, float]], name: str) -> float:
    return sum(shares.get(name, 0.0) for shares in importance.values()) / len(importance)
