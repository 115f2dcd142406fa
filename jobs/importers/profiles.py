"""Which of their columns is which of ours, as `--map` says it; saved under a name and used again."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core import private
from core.errors import InvalidInput
from jobs.importers.formats.form import Mapped
from jobs.importers.incoming import Options

FOLDER = "maps"
"""Where they lie, under RAPPORT_VAR."""
NAME = re.compile(r"[\w-]{1,100}")


def mapped(told: Sequence[str]) -> Mapped:
    """What --map says: "title=Product name", the same again for a further column, "type:bought=purchase"."""
    columns: dict[str, list[str]] = {}
    words: dict[str, dict[str, str]] = {}
    for pair in told:
        left, equals, right = (part.strip() for part in pair.partition("="))
        ours, colon, word = (part.strip() for part in left.partition(":"))
        if not (ours and equals and (right or colon)):
            raise InvalidInput(
                f"--map {pair}: write our column, =, and theirs: --map title='Product name'.", field="map"
            )
        if colon:
            words.setdefault(ours, {})[word] = right
        else:
            columns.setdefault(ours, []).append(right)
    return Mapped(columns, words)


def save(folder: Path, name: str, kind: str, options: Options) -> Path:
    """Write the profile down; returns where."""
    if not NAME.fullmatch(name):
        raise InvalidInput(f"--save-map {name}: a name has letters, digits, - and _ only.", field="save_map")
    path = private.folder(folder) / f"{name}.json"
    private.file(path).write_text(
        json.dumps({"kind": kind, **asdict(options)}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return path


def load(folder: Path, name: str, kind: str) -> Options:
    """A profile by its name, or by the path of its file."""
    path = Path(name)
    if not path.is_file():
        path = folder / f"{name}.json"
    if not path.is_file():
        saved = ", ".join(sorted(file.stem for file in folder.glob("*.json"))) or "none yet"
        raise InvalidInput(
            f"--map-file {name}: there is no such profile; saved are: {saved}.", field="map_file"
        )
    told = _read(path)
    if told.get("kind", kind) != kind:
        raise InvalidInput(f"--map-file {name}: is for {told['kind']}, not for {kind}.", field="map_file")
    try:
        columns, words = told["mapping"]["columns"], told["mapping"].get("words", {})
        pairs = [f"{ours}={theirs}" for ours, sources in columns.items() for theirs in sources]
        pairs += [
            f"{ours}:{word}={ours_too}" for ours, known in words.items() for word, ours_too in known.items()
        ]
        return Options(mapped(pairs), told.get("locale"), told.get("encoding"), told.get("timezone"))
    except (AttributeError, KeyError, TypeError):
        raise InvalidInput(
            f'--map-file {name}: has no "mapping" with "columns": {{"title": ["Product name"]}}.',
            field="map_file",
        ) from None


def _read(path: Path) -> Mapping[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        told = None
    if not isinstance(told, dict):
        raise InvalidInput(
            f"--map-file {path.name}: is not a profile; one is made by --save-map.", field="map_file"
        )
    return told
