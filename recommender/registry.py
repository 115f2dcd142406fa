"""Model versions on disk: a folder each, complete or absent, and a pointer to the one that serves."""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from recommender.hybrid import Hybrid
from recommender.training import from_arrays, to_arrays

MODEL, MANIFEST, CURRENT = "model.npz", "manifest.json", "current"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Manifest:
    """Where a model comes from and how good it was; times are UTC, days are ISO dates."""

    version: str = ""  # given by `publish`
    created_at: str = ""
    sha256: str = ""  # of model.npz
    encoder: str = ""  # identity of the encoder whose embeddings it was trained with
    window: tuple[str, str] = ("", "")  # first and last act
    counts: Mapping[str, int] = field(default_factory=dict)  # shoppers, interactions, labels, …
    metrics: Mapping[str, float] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    code_revision: str = ""


@dataclass(frozen=True)
class LoadedModel:
    """A model that is safe to serve; `warning` says why it is not the one that was asked for."""

    hybrid: Hybrid
    manifest: Manifest
    warning: str | None = None


class BrokenModel(ValueError):
    """A version folder that is incomplete, altered or unreadable."""


def publish(root: Path, hybrid: Hybrid, manifest: Manifest, *, now: datetime | None = None) -> str:
    """Store a model and return its version; it does not serve until it is promoted."""
    created = (now or datetime.now(UTC)).astimezone(UTC)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".publishing-") as temporary:
        folder = Path(temporary) / "version"
        folder.mkdir()
        with (folder / MODEL).open("wb") as file:
            np.savez(file, allow_pickle=False, **to_arrays(hybrid))
            _flushed(file)
        digest = _sha256(folder / MODEL)
        version = f"{created:%Y%m%dT%H%M%S%fZ}-{digest[:8]}"
        stamped = {"version": version, "created_at": created.isoformat(), "sha256": digest}
        config = json.loads(hybrid.config.to_json())
        _write(folder / MANIFEST, json.dumps({**_fields(manifest), **stamped, "config": config}, indent=2))
        folder.rename(root / version)
    return version


def promote(root: Path, version: str) -> None:
    """Make a version the one that serves, after checking it; raises BrokenModel."""
    load(root, version)
    _write(root / CURRENT, version)


def versions(root: Path) -> list[Manifest]:
    """All readable manifests, newest first."""
    found = []
    for path in sorted(root.glob(f"*/{MANIFEST}"), reverse=True):
        try:
            found.append(_manifest(path.parent))
        except BrokenModel as broken:
            _log.warning("skipping a model folder: %s", broken)
    return found


def current_version(root: Path) -> str | None:
    """The version that the pointer names, whether or not it is whole."""
    pointer = root / CURRENT
    return pointer.read_text(encoding="utf-8").strip() or None if pointer.is_file() else None


def load_current(root: Path) -> LoadedModel | None:
    """The promoted model, else the newest whole one with a warning, else None; a bad folder never raises."""
    wanted, warning = current_version(root), None
    if wanted:
        try:
            return load(root, wanted)
        except BrokenModel as broken:
            warning = f"model {wanted} cannot serve: {broken}"
    else:
        warning = "no model was promoted" if versions(root) else None
    for manifest in versions(root):
        try:
            found = load(root, manifest.version)
        except BrokenModel as broken:
            warning = f"{warning}; nor {manifest.version}: {broken}"
        else:
            warning = f"{warning}; serving {manifest.version} instead"
            _log.warning(warning)
            return LoadedModel(found.hybrid, found.manifest, warning)
    if warning:
        _log.warning(warning)
    return None


def load(root: Path, version: str) -> LoadedModel:
    """One version, checked against its checksum; raises BrokenModel."""
    manifest = _manifest(root / version)
    path = root / version / MODEL
    try:
        intact = _sha256(path) == manifest.sha256
        hybrid = _read(path) if intact else None
    except (OSError, KeyError, TypeError, ValueError, BadZipFile) as error:
        raise BrokenModel(f"{MODEL} in {version} cannot be read: {error}") from error
    if hybrid is None:
        raise BrokenModel(f"{MODEL} in {version} is not the file that was published")
    return LoadedModel(hybrid, manifest)


def _read(path: Path) -> Hybrid:
    with np.load(path, allow_pickle=False) as arrays:
        return from_arrays({name: arrays[name] for name in arrays.files})


def _manifest(folder: Path) -> Manifest:
    try:
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known = {name: values[name] for name in Manifest.__dataclass_fields__ if name in values}
        manifest = Manifest(**{**known, "window": tuple(known["window"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenModel(f"{MANIFEST} in {folder.name} cannot be read: {error}") from error
    if manifest.version != folder.name:
        raise BrokenModel(f"{MANIFEST} in {folder.name} belongs to another version")
    return manifest


def _fields(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}


def _write(path: Path, text: str) -> None:
    """Replace a file so that a reader, or a power cut, sees the old text or the new one."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
        _flushed(file)
    Path(file.name).replace(path)


def _flushed(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
