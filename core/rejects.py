"""The lines that an import could not take: written for the shop to read, cleared when a shopper is erased."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from sqlmodel import Session

from core import private
from core.tables import Shopper


class Rejects:
    """A file of JSON lines, {"line": 7, "reason": …, "row": …}; made when the first line is rejected."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, *, line: int, reason: str, row: Any) -> None:
        """Write one line down, as it was."""
        if self._file is None:
            private.folder(self.path.parent)
            self._file = private.file(self.path).open("w", encoding="utf-8")
        json.dump({"line": line, "reason": reason, "row": row}, self._file, default=str)
        self._file.write("\n")


class RejectsFolder:
    """Every rejects file; a place outside the tables that may name a shopper."""

    name = "import_rejects"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def erase(self, session: Session, shopper_id: str) -> int:
        """Take out the lines in which the shopper's address or id at the shop stands; returns how many."""
        shopper = session.get(Shopper, shopper_id)
        names = [name for name in (shopper.external_id, shopper.email) if name] if shopper else []
        if not names:
            return 0
        pattern = naming(names)
        return sum(_drop(path, pattern) for path in self._folder.glob("*.jsonl"))

    def sweep(self, *, thoroughly: bool) -> bool:  # noqa: ARG002
        """A file that is gone leaves nothing behind."""
        return True

    def purge(self, *, before: datetime) -> int:
        """Delete the files written before a moment; returns how many."""
        old = [
            path
            for path in self._folder.glob("*.jsonl")
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
        ]
        for path in old:
            path.unlink()
        return len(old)


def naming(names: Sequence[str]) -> re.Pattern[str]:
    """What finds one of the names in a line of JSON, as a word of its own."""
    told = "|".join(re.escape(json.dumps(name)[1:-1]) for name in names)
    return re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE)


def _drop(path: Path, pattern: re.Pattern[str]) -> int:
    """Rewrite a file without the lines that match; the new one takes its place in one step."""
    draft = path.with_suffix(".tmp")
    dropped = 0
    with path.open(encoding="utf-8") as old, private.file(draft).open("w", encoding="utf-8") as new:
        for line in old:
            if pattern.search(line):
                dropped += 1
            else:
                new.write(line)
    draft.replace(path) if dropped else draft.unlink()
    return dropped
