"""What became of a file's lines; the parts add up to the whole."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.rejects import Rejects
from jobs.importers.reading import FileLine


@dataclass
class Totals:
    """lines = imported + known already + skipped + rejected."""

    imported: int = 0
    known: int = 0
    skipped: int = 0
    """Lines with which nothing is wrong, and which tell of nothing that is imported."""
    products: int = 0
    """Products that the lines describe: several are variants of one."""
    orders: int = 0
    new_shoppers: int = 0
    new_products: int = 0
    oldest_at: datetime | None = None
    """When the oldest stored event happened; retention counts from there."""
    moved_days: int = 0
    """By how many days a trial was moved towards the present."""
    reasons: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    """What was left out of lines that were imported else."""
    rejects_file: Path | None = None
    format: str = ""
    """What the file was taken for."""

    def add(self, other: "Totals") -> None:
        """What else became of the file, read once more for what it tells besides."""
        for name in ("imported", "known", "skipped", "new_shoppers", "new_products"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons += other.reasons
        self.left_out += other.left_out
        self.rejects_file = self.rejects_file or other.rejects_file

    @property
    def rejected(self) -> int:
        """How many lines could not be imported."""
        return self.reasons.total()

    @property
    def lines(self) -> int:
        """How many lines were read, the header and empty ones apart."""
        return self.imported + self.known + self.skipped + self.rejected

    def as_json(self) -> dict[str, Any]:
        """For a machine."""
        return {
            **asdict(self),
            "lines": self.lines,
            "rejected": self.rejected,
            "reasons": dict(self.reasons.most_common()),
            "left_out": dict(self.left_out.most_common()),
            "oldest_at": self.oldest_at.isoformat() if self.oldest_at else None,
            "rejects_file": str(self.rejects_file) if self.rejects_file else None,
        }


class Tally:
    """Counts, and writes down what is rejected."""

    def __init__(self, rejects: Rejects) -> None:
        self.totals = Totals()
        self._rejects = rejects

    def reject(self, line: FileLine, reason: str) -> None:
        """A line that could not be imported."""
        self._write(line, reason)
        self.totals.reasons[reason] += 1

    def leave_out(self, line: FileLine, reason: str) -> None:
        """A part of a line that could not be imported, while the rest of it is."""
        self._write(line, reason)
        self.totals.left_out[reason] += 1

    def _write(self, line: FileLine, reason: str) -> None:
        self._rejects.add(line=line.number, reason=reason, row=line.raw)
        self.totals.rejects_file = self._rejects.path

    def skip(self, line: FileLine) -> None:  # noqa: ARG002
        """A line with which nothing is wrong."""
        self.totals.skipped += 1
