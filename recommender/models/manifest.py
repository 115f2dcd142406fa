"""What a model's folder says of itself: where it comes from, how good it was, why it serves or does not."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

MANIFEST = "manifest.json"
FORMAT = 3
"""Raise it when older code could not read what a model's files hold, or would read it wrongly."""
OLDEST_FORMAT = 3
"""Raise it when today's code cannot read older files any more."""


class BrokenModel(ValueError):
    """A version folder that is incomplete, altered, unreadable or of another format."""


@dataclass(frozen=True)
class Decision:
    """Why a model was let serve or kept back: it against the one that served, on the newest shoppers."""

    promoted: bool
    because: str  # a sentence for people
    against: str = ""  # the version that served
    how: str = ""  # "as it is": the files that served; "refitted": their settings on the same past
    metric: str = ""
    shoppers: int = 0
    since: str = ""  # what happened from then on was hidden from both
    before: float = 0.0  # the mean of the one that served
    after: float = 0.0  # the mean of the new one
    difference: tuple[float, float, float] = (0.0, 0.0, 0.0)  # mean, and its 95 % bootstrap interval


@dataclass(frozen=True)
class Manifest:
    """Where a model comes from and how good it was; times are UTC, days are ISO dates."""

    version: str = ""  # given by `publish`
    created_at: str = ""
    sha256: str = ""  # of model.npz
    format: int = 1  # folders from before formats had numbers are of the first
    auxiliary_models: Mapping[str, str] = field(default_factory=dict)  # SHA-256 of <name>.npz, by name
    encoder: str = ""  # identity of the encoder whose embeddings it was trained with
    window: tuple[str, str] = ("", "")  # first and last interaction
    trigger: str = ""  # why it was trained: the schedule, a person, drift, …
    counts: Mapping[str, int] = field(default_factory=dict)  # shoppers, interactions, labels, …
    metrics: Mapping[str, float] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)  # what is missing beside it, by name: a sentence
    decision: Decision | None = None
    importance: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # of scorers, by placement
    config: Mapping[str, Any] = field(default_factory=dict)
    code_revision: str = ""  # of git, else the package's version
    code_hash: str = ""  # of the source files that make a model

    def to_json(self) -> str:
        """As the folder keeps it."""
        return json.dumps(asdict(self), indent=2)


_READER = TypeAdapter(Manifest)


def read(folder: Path) -> Manifest:
    """The manifest of a version's folder; raises BrokenModel."""
    try:
        manifest = _READER.validate_json((folder / MANIFEST).read_bytes())
        _moments(manifest)
    except (OSError, ValueError) as error:
        raise BrokenModel(f"{MANIFEST} in {folder.name} cannot be read: {error}") from error
    if manifest.version != folder.name:
        raise BrokenModel(f"{MANIFEST} in {folder.name} belongs to another version")
    if not OLDEST_FORMAT <= manifest.format <= FORMAT:
        raise BrokenModel(f"{folder.name} is of format {manifest.format}; this code reads format {FORMAT}")
    return manifest


def _moments(manifest: Manifest) -> None:
    """Who reads a manifest further on need not doubt that its times are times; raises ValueError."""
    for text in (manifest.created_at, *filter(None, manifest.window)):
        if datetime.fromisoformat(text).tzinfo is None:
            raise ValueError(f"{text} is in no time zone")
