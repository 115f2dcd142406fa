"""Model versions on disk: a folder each, complete or absent, and a pointer to the one that serves."""

import json
import logging
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from numpy.typing import NDArray

from core.interactions import Interaction, Kind
from recommender.hybrid import Hybrid
from recommender.models import files
from recommender.models.manifest import FORMAT, MANIFEST, BrokenModel, Decision, Manifest, read
from recommender.query import Query
from recommender.training import from_arrays, to_arrays

__all__ = [
    "BrokenModel",
    "Decision",
    "LoadedModel",
    "Manifest",
    "current_version",
    "fault",
    "load",
    "load_current",
    "promote",
    "publish",
    "rollback",
    "served",
    "versions",
]

MODEL, CURRENT = "model.npz", "current"
REMEMBERED = 50  # versions that served, in the pointer
_NAME = re.compile(r"[a-z][a-z_]*")
_UNREADABLE = (  # whatever bytes that are no model, or one of other code, make zipfile, numpy and us raise
    *(OSError, EOFError, BadZipFile, zlib.error, struct.error, NotImplementedError, MemoryError),
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError, RuntimeError),
)
_log = logging.getLogger(__name__)

Arrays = Mapping[str, NDArray[Any]]
Prepare = Callable[[Hybrid], Hybrid]


@dataclass(frozen=True)
class LoadedModel:
    """A model that is safe to serve; `warning` says why it is not all that was asked for.

    `auxiliary_models` are the models that were trained beside it, by name, as plain arrays.
    """

    hybrid: Hybrid
    manifest: Manifest
    warning: str | None = None
    auxiliary_models: Mapping[str, Arrays] = field(default_factory=dict)


def _as_it_is(hybrid: Hybrid) -> Hybrid:
    return hybrid


def publish(
    root: Path,
    hybrid: Hybrid,
    manifest: Manifest,
    *,
    auxiliary_models: Mapping[str, Arrays] | None = None,
    now: datetime | None = None,
) -> str:
    """Store a model, and what was trained beside it, and return its version; it does not serve yet.

    Each of those becomes <name>.npz with its checksum in the manifest: plain arrays, nothing of shoppers.
    """
    created = (now or datetime.now(UTC)).astimezone(UTC)
    with files.unfinished(root) as temporary:
        folder = temporary / "version"
        folder.mkdir()
        digest = files.write_arrays(folder / MODEL, to_arrays(hybrid))
        stamped = replace(
            manifest,
            version=f"{created:%Y%m%dT%H%M%S%fZ}-{digest[:8]}",
            created_at=created.isoformat(),
            sha256=digest,
            format=FORMAT,
            auxiliary_models={
                name: files.write_arrays(folder / _file(name), arrays)
                for name, arrays in (auxiliary_models or {}).items()
            },
            config=json.loads(hybrid.config.to_json()),
        )
        files.write_text(folder / MANIFEST, stamped.to_json())
        files.move(folder, root / stamped.version)
    return stamped.version


def promote(root: Path, version: str) -> None:
    """Make a version the one that serves, after checking all of it; raises BrokenModel."""
    model = load(root, version)
    if model.warning:
        raise BrokenModel(model.warning)
    with files.alone(root):
        read(root / version)  # `prune` may have been quicker
        others = [earlier for earlier in served(root) if earlier != version]
        files.write_text(root / CURRENT, "\n".join([version, *others][:REMEMBERED]))


def rollback(root: Path) -> str:
    """Let the version serve again that did before the one that does; BrokenModel where there is none."""
    for version in before(root):
        promote(root, version)
        return version
    raise BrokenModel("no older version served before")


def before(root: Path) -> list[str]:
    """The versions to go back to: older than the one that serves, the last to serve first, still there."""
    serving, *others = served(root) or [""]
    return [version for version in others if version < serving and (root / version / MANIFEST).is_file()]


def went_back(root: Path) -> bool:
    """Whether somebody chose an older version than one that served before: they had a reason, so it stays."""
    serving, *others = served(root) or [""]
    return any(version > serving for version in others)


def served(root: Path) -> list[str]:
    """The versions that served, the current one first, whether or not they are whole or still there."""
    try:
        lines = (root / CURRENT).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        _log.warning("%s cannot be read: %s", CURRENT, error)
        return []
    return [line for line in lines if Path(line).name == line]


def current_version(root: Path) -> str | None:
    """The version that the pointer names, whether or not it is whole."""
    return next(iter(served(root)), None)


def fault(root: Path, version: str) -> str:
    """Why a version cannot be read, by its manifest and its checksum; empty where it can."""
    path = root / version / MODEL
    try:
        manifest, stat = read(root / version), path.stat()
        intact = _digest(path, stat.st_mtime_ns, stat.st_size) == manifest.sha256
    except (BrokenModel, OSError) as error:
        return str(error) if isinstance(error, BrokenModel) else f"{MODEL} in {version} cannot be read"
    return "" if intact else f"{MODEL} in {version} is not the file that was published"


@lru_cache(maxsize=32)
def _digest(path: Path, _changed_ns: int, _size: int) -> str:
    """A checksum that is not counted anew until the file has changed."""
    return files.sha256(path)


def versions(root: Path) -> list[Manifest]:
    """All readable manifests, newest first."""
    manifests = []
    for path in sorted(root.glob(f"[!.]*/{MANIFEST}"), reverse=True):
        try:
            manifests.append(read(path.parent))
        except BrokenModel as broken:
            _log.warning("skipping a model folder: %s", broken)
    return manifests


def load_current(
    root: Path, *, encoder: str | None = None, prepare: Prepare = _as_it_is
) -> LoadedModel | None:
    """The promoted model, else the best whole one with a warning, else None; a bad folder never raises.

    With `encoder` only models trained with that one count. `prepare`, such as aligning with today's
    products, is part of loading: a model of earlier code may fail there first.
    """
    wanted, warning = current_version(root), ""
    for version in _candidates(root):
        try:
            model = load(root, version, prepare=prepare)
            _check_encoder(model, encoder)
        except BrokenModel as broken:
            warning = (
                f"{warning}; nor {version}: {broken}" if warning else f"{version} cannot serve: {broken}"
            )
            continue
        if version == wanted:
            return model
        warning = f"{warning or 'no model was promoted'}; serving {version} instead"
        _log.warning(warning)
        return replace(model, warning=warning)
    if warning:
        _log.warning(warning)
    return None


def _candidates(root: Path) -> Iterator[str]:
    """The one that should serve, those that did before, those that might, those that were kept back."""
    there = versions(root)
    kept_back = {
        manifest.version for manifest in there if manifest.decision and not manifest.decision.promoted
    }
    names = [manifest.version for manifest in there]
    first = served(root)
    order = [
        *first[:1],
        *(version for version in first if version in names),
        *(version for version in names if version not in kept_back),
        *names,
    ]
    yield from dict.fromkeys(order)


def load(root: Path, version: str, *, prepare: Prepare = _as_it_is) -> LoadedModel:
    """One version, checked against its checksums, made ready and tried; raises BrokenModel.

    A broken auxiliary model is left out with a warning: the recommendations go on without it.
    """
    manifest = read(root / version)
    folder = root / version
    try:
        hybrid = prepare(from_arrays(_intact(folder / MODEL, manifest.sha256)))
        _try_out(hybrid)
    except _UNREADABLE as error:
        raise BrokenModel(f"{MODEL} in {version} cannot be read: {error}") from error
    auxiliary_models, broken = {}, []
    for name, digest in manifest.auxiliary_models.items():
        try:
            auxiliary_models[name] = _intact(folder / _file(name), digest)
        except _UNREADABLE as error:
            broken.append(f"{name} in {version} cannot be read: {error}")
            _log.warning(broken[-1])
    return LoadedModel(hybrid, manifest, "; ".join(broken) or None, auxiliary_models)


def _try_out(hybrid: Hybrid) -> None:
    """Ask it once, as somebody who bought its first product: whatever of it does not fit shows here."""
    now = datetime.now(UTC)
    for product_id in hybrid.catalog.product_ids[:1]:
        bought = Interaction("", product_id, Kind.PURCHASE, now)
        hybrid.recommend(Query(history=(bought,), context_products=(product_id,), now=now), count=1)


def _check_encoder(model: LoadedModel, encoder: str | None) -> None:
    if encoder is not None and model.manifest.encoder != encoder:
        raise BrokenModel("it was trained with another encoder; run `rapport train`")


def _intact(path: Path, digest: str) -> dict[str, NDArray[Any]]:
    if files.sha256(path) != digest:
        raise ValueError("it is not the file that was published")
    return files.read_arrays(path)


def _file(auxiliary_model: str) -> str:
    """An auxiliary model's file; its name comes from a manifest, so it must not lead anywhere else."""
    if not _NAME.fullmatch(auxiliary_model) or f"{auxiliary_model}.npz" == MODEL:
        raise ValueError(f"{auxiliary_model!r} is no name for an auxiliary model")
    return f"{auxiliary_model}.npz"
