"""What a file is read into: its lines, each with its values by column or the problem why it has none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that is no value: whoever needs it rejects the line, with this remedy."""

    remedy: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line: its values by column, or the problem why it has none; `raw` is what stood there."""

    number: int  # as an editor counts in a text file; in Parquet, JSON arrays and XML the first entry is 1
    position: int  # how far into the file, in units of `FileSource.size`
    raw: Any
    values: Values
    problem: str = ""
    skipped: str = ""
    """Why there is nothing in it for us, although nothing is wrong with it."""
    is_cut: bool = False
    """Whether the file ends within the line."""
    entries: Sequence[Values] = ()
    """What it tells, where that is several things, such as the products of a list."""

    @property
    def told(self) -> Sequence[Values]:
        """What it tells, a thing at a time."""
        return self.entries or (self.values,)


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file that can be read, from its first line each time anew."""

    size: int  # bytes of a text file, rows of a Parquet file
    walk: Callable[[], Iterator[FileLine]]
    columns: Sequence[str] = ()
    """Of a table; empty where each line names its own."""
    described: str = ""
    """How it is written, for people: "separated by semicolons, Windows-1252"."""
    delimiter: str = ""
    notes: Sequence[str] = ()
    """What should be said of how it is written."""
    inside: "FileSource | None" = None
    """What is in it, where it is one object that may itself be meant or the list that it holds."""

    @property
    def lines(self) -> Iterator[FileLine]:
        """Its lines, from the first."""
        return self.walk()
