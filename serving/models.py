"""The models of the shop for those who run it: which there are, which serves, and choosing another."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import Conflict, NotFound
from recommender.models import Manifest, Report, registry, watch


@dataclass(frozen=True, slots=True)
class Overview:
    """Every readable version, newest first, which serves, and how the live one did at the last check."""

    models: Sequence[Manifest]
    chosen: str | None
    """What the pointer names, whether or not it can be read."""
    fault: str
    """Why that cannot be read; empty where it can."""
    previous: str | None
    """What `rollback` would go back to."""
    waiting: bool
    """Somebody went back to an older model: newer ones do not serve until one is chosen by hand."""
    report: Report | None

    @property
    def current(self) -> str | None:
        """The version that serves, as far as its files tell."""
        return None if self.fault else self.chosen

    @property
    def serving(self) -> Manifest | None:
        """The manifest of the version that the pointer names."""
        return next((manifest for manifest in self.models if manifest.version == self.chosen), None)


def overview(folder: Path) -> Overview:
    """What lies in the registry now."""
    chosen = registry.current_version(folder)
    return Overview(
        models=registry.versions(folder),
        chosen=chosen,
        fault=registry.fault(folder, chosen) if chosen else "",
        previous=_previous(folder),
        waiting=registry.went_back(folder),
        report=watch.read(folder).report,
    )


def promote(folder: Path, version: str) -> None:
    """Let a version serve; NotFound where there is none of that name, Conflict where it is broken."""
    if version not in {manifest.version for manifest in registry.versions(folder)}:
        raise NotFound(f"There is no model {version!r}; `rapport models` lists them.", field="version")
    try:
        registry.promote(folder, version)
    except registry.BrokenModel as broken:
        raise Conflict(f"This model cannot serve: {broken}.") from None


def rollback(folder: Path) -> str:
    """Let the version serve again that did before; Conflict where there is none, or it is broken."""
    previous = _previous(folder)
    if previous is None:
        raise Conflict("No older model has served that is still there.")
    promote(folder, previous)
    return previous


def _previous(folder: Path) -> str | None:
    """The last that served of those that can be read; one of an older format is as good as gone."""
    readable = {manifest.version for manifest in registry.versions(folder)}
    return next((version for version in registry.before(folder) if version in readable), None)
